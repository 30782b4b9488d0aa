//! OpenAI's checkpoint: a zip file with a pickle that describes tensors and a file for each.

use super::Error;
use super::archive::Zip;
use super::pickle::{self, Value};

/// A model: its dimensions and its tensors, in the order of the checkpoint.
#[derive(Debug)]
pub(super) struct Checkpoint {
    dims: Value,
    pub(super) tensors: Vec<Tensor>,
}

/// Numbers in row order.
#[derive(Debug)]
pub(super) struct Tensor {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Numbers,
}

/// As they lie in the checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Numbers {
    /// IEEE half precision, as bits.
    Half(Vec<u16>),
    Single(Vec<f32>),
}

impl Checkpoint {
    /// One of the model's dimensions.
    pub(super) fn dim(&self, name: &str) -> Result<i32, Error> {
        self.dims
            .get(name)
            .and_then(Value::count)
            .and_then(|count| i32::try_from(count).ok())
            .ok_or_else(|| Error::new(format!("the checkpoint does not tell its {name}")))
    }
}

/// Reads a `.pt` file.
pub(super) fn read(bytes: &[u8]) -> Result<Checkpoint, Error> {
    let zip = Zip::open(bytes)?;
    let pickle_name = zip
        .name_ending("data.pkl")
        .ok_or_else(|| Error::new("the checkpoint holds no description"))?;
    let root = pickle_name.trim_end_matches("data.pkl").to_owned();
    let value = pickle::read(&zip.read(pickle_name)?)?;
    let missing = |what: &str| Error::new(format!("the checkpoint holds no {what}"));
    let dims = value.get("dims").ok_or_else(|| missing("dimensions"))?.clone();
    let states = value.get("model_state_dict").ok_or_else(|| missing("tensors"))?;
    let mut tensors = Vec::new();
    for (name, made) in states.items() {
        let Value::Text(name) = name else { return Err(missing("names")) };
        tensors.push(tensor(&zip, &root, name, made).ok_or_else(|| missing(name))?);
    }
    Ok(Checkpoint { dims, tensors })
}

/// `_rebuild_tensor_v2(storage, offset, shape, strides, …)`.
fn tensor(zip: &Zip<'_>, root: &str, name: &str, made: &Value) -> Option<Tensor> {
    let Value::Made(function, arguments) = made else { return None };
    if function != "torch._utils _rebuild_tensor_v2" {
        return None;
    }
    let [Value::Outside(storage), offset, shape, strides, ..] = arguments.as_slice() else {
        return None;
    };
    let [_, Value::Global(kind), Value::Text(key), ..] = storage.tuple() else { return None };
    let counts =
        |values: &Value| values.tuple().iter().map(Value::count).collect::<Option<Vec<_>>>();
    let (shape, strides, offset) = (counts(shape)?, counts(strides)?, offset.count()?);
    let data = zip.read(&format!("{root}data/{key}")).ok()?;
    let numbers = match kind.as_str() {
        "torch HalfStorage" => {
            let (all, _) = data.as_chunks::<2>();
            let all: Vec<u16> = all.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
            Numbers::Half(in_row_order(&all, offset, &shape, &strides)?)
        }
        "torch FloatStorage" => {
            let (all, _) = data.as_chunks::<4>();
            let all: Vec<f32> = all.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            Numbers::Single(in_row_order(&all, offset, &shape, &strides)?)
        }
        _ => return None,
    };
    Some(Tensor { name: name.to_owned(), shape, numbers })
}

fn in_row_order<T: Copy>(
    all: &[T],
    offset: usize,
    shape: &[usize],
    strides: &[usize],
) -> Option<Vec<T>> {
    let count = shape.iter().product();
    let mut place = vec![0; shape.len()];
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        let at: usize = place.iter().zip(strides).map(|(index, stride)| index * stride).sum();
        numbers.push(*all.get(offset + at)?);
        for (index, size) in place.iter_mut().zip(shape).rev() {
            *index += 1;
            if *index < *size {
                break;
            }
            *index = 0;
        }
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_tensor_is_put_in_row_order() {
        let all = [9, 1, 2, 3, 4, 5, 6];
        assert_eq!(in_row_order(&all, 1, &[2, 3], &[3, 1]), Some(vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(in_row_order(&all, 1, &[3, 2], &[1, 3]), Some(vec![1, 4, 2, 5, 3, 6]));
        assert_eq!(in_row_order(&all, 1, &[7], &[1]), None);
    }
}
