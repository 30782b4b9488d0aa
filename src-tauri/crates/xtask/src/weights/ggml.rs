//! whisper.cpp's file, written and read.
//!
//! ```text
//! magic | 11 dimensions | mel filters | tokens | per tensor: rank, name length, type,
//! dimensions (innermost first), name, numbers
//! ```

use super::Error;
use super::checkpoint::{Checkpoint, Numbers, Tensor};
use super::npy::Table;

pub(super) const MAGIC: i32 = 0x6767_6d6c;
/// A tensor's type.
pub(super) const SINGLE: i32 = 0;
pub(super) const HALF: i32 = 1;
/// The file's type: most tensors are of half precision.
const MOSTLY_HALF: i32 = 1;

/// In the order of the file.
const DIMENSIONS: [&str; 10] = [
    "n_vocab",
    "n_audio_ctx",
    "n_audio_state",
    "n_audio_head",
    "n_audio_layer",
    "n_text_ctx",
    "n_text_state",
    "n_text_head",
    "n_text_layer",
    "n_mels",
];

/// These stay of single precision although they have two dimensions.
pub(super) const KEPT_SINGLE: [&str; 4] = [
    "encoder.conv1.bias",
    "encoder.conv2.bias",
    "encoder.positional_embedding",
    "decoder.positional_embedding",
];

/// The bytes of a ggml file of half precision.
pub(super) fn write(
    checkpoint: &Checkpoint,
    filters: &Table,
    tokens: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    put(&mut file, MAGIC);
    for name in DIMENSIONS {
        put(&mut file, checkpoint.dim(name)?);
    }
    put(&mut file, MOSTLY_HALF);

    put(&mut file, count(filters.rows)?);
    put(&mut file, count(filters.columns)?);
    for number in &filters.numbers {
        file.extend(number.to_le_bytes());
    }

    put(&mut file, count(tokens.len())?);
    for token in tokens {
        put(&mut file, count(token.len())?);
        file.extend(token);
    }

    for tensor in &checkpoint.tensors {
        write_tensor(&mut file, tensor)?;
    }
    Ok(file)
}

fn write_tensor(file: &mut Vec<u8>, tensor: &Tensor) -> Result<(), Error> {
    let mut shape: Vec<usize> = tensor.shape.iter().copied().filter(|size| *size != 1).collect();
    // A convolution's bias is added to columns.
    if tensor.name.ends_with("conv1.bias") || tensor.name.ends_with("conv2.bias") {
        shape.push(1);
    }
    let single = shape.len() < 2 || KEPT_SINGLE.contains(&tensor.name.as_str());
    put(file, count(shape.len())?);
    put(file, count(tensor.name.len())?);
    put(file, if single { SINGLE } else { HALF });
    for size in shape.iter().rev() {
        put(file, count(*size)?);
    }
    file.extend(tensor.name.as_bytes());
    match (&tensor.numbers, single) {
        (Numbers::Half(bits), true) => {
            file.extend(bits.iter().flat_map(|bits| from_half(*bits).to_le_bytes()));
        }
        (Numbers::Half(bits), false) => {
            file.extend(bits.iter().flat_map(|bits| bits.to_le_bytes()));
        }
        (Numbers::Single(numbers), true) => {
            file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        }
        (Numbers::Single(numbers), false) => {
            file.extend(numbers.iter().flat_map(|number| to_half(*number).to_le_bytes()));
        }
    }
    Ok(())
}

pub(super) fn put(file: &mut Vec<u8>, number: i32) {
    file.extend(number.to_le_bytes());
}

fn count(number: usize) -> Result<i32, Error> {
    i32::try_from(number).map_err(|_| Error::new("the model is too large for its format"))
}

/// Half precision to single: exact.
pub(super) fn from_half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match (exponent, fraction) {
        (0, fraction) => {
            // Too small for the usual form: a multiple of 2⁻²⁴.
            #[expect(clippy::cast_precision_loss, reason = "ten bits fit")]
            let size = fraction as f32 / 16_777_216.0;
            f32::from_bits(size.to_bits() | sign)
        }
        (0x1f, fraction) => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        (exponent, fraction) => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// Single precision to half, to the nearest, ties to even.
#[expect(clippy::cast_possible_truncation, reason = "the values are masked to sixteen bits")]
pub(super) fn to_half(number: f32) -> u16 {
    let bits = number.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude >= 0x7f80_0000 {
        let quiet = if magnitude > 0x7f80_0000 { 0x200 } else { 0 };
        return sign | 0x7c00 | quiet;
    }
    if magnitude >= 0x4780_0000 {
        return sign | 0x7c00; // too large
    }
    let (exponent, fraction) = (magnitude >> 23, magnitude & 0x7f_ffff | 0x80_0000);
    // How many of the 24 bits are lost, and what the exponent adds.
    let (shift, base) =
        if exponent > 112 { (13, (exponent - 113) << 10) } else { (13 + 113 - exponent, 0) };
    if shift > 25 {
        return sign; // too small
    }
    let kept = fraction >> shift;
    let lost = fraction & ((1 << shift) - 1);
    let half = 1 << (shift - 1);
    let up = u32::from(lost > half || (lost == half && kept & 1 == 1));
    sign | (base + kept + up) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_goes_to_single_and_back() {
        for bits in 0..=u16::MAX {
            let single = from_half(bits);
            if !single.is_nan() {
                assert_eq!(to_half(single), bits, "{bits:#x}");
            }
        }
    }

    #[test]
    fn rounding_goes_to_the_nearest_and_ties_to_even() {
        for (number, bits) in [
            (1.0, 0x3c00),
            (1.000_488_3, 0x3c00),
            (1.000_489, 0x3c01),
            (1.001_464_9, 0x3c02),
            (65_504.0, 0x7bff),
            (65_520.0, 0x7c00),
            (1e9, 0x7c00),
            (5.960_464_5e-8, 0x0001),
            (2.9e-8, 0x0000),
            (-2.0, 0xc000),
        ] {
            assert_eq!(to_half(number), bits, "{number}");
        }
    }
}
