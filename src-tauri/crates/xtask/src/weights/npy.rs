//! A table of numbers as numpy saves it: here the mel filters.

use super::Error;
use super::archive::Zip;

/// Rows of equal length.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) numbers: Vec<f32>,
}

/// The 80 filters of an `.npz` file: one row per band, one column per line of the spectrum.
pub(super) fn mel_filters(npz: &[u8]) -> Result<Table, Error> {
    table(&Zip::open(npz)?.read("mel_80.npy")?)
        .ok_or_else(|| Error::new("the mel filters cannot be read"))
}

fn table(npy: &[u8]) -> Option<Table> {
    let [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _, low, high, rest @ ..] = npy else {
        return None;
    };
    let (header, data) = rest.split_at_checked(usize::from(u16::from_le_bytes([*low, *high])))?;
    let header = std::str::from_utf8(header).ok()?;
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") {
        return None;
    }
    let (_, shape) = header.split_once("'shape': (")?;
    let (shape, _) = shape.split_once(')')?;
    let mut sizes = shape.split(',').map(|size| size.trim().parse::<usize>());
    let (rows, columns) = (sizes.next()?.ok()?, sizes.next()?.ok()?);
    let (whole, _) = data.as_chunks::<4>();
    let numbers: Vec<f32> = whole.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    (numbers.len() == rows * columns).then_some(Table { rows, columns, numbers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_with_its_shape() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n";
        let mut npy = b"\x93NUMPY\x01\x00".to_vec();
        npy.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        npy.extend(header.as_bytes());
        npy.extend([0.5f32, -1.0].iter().flat_map(|number| number.to_le_bytes()));
        let wanted = Table { rows: 1, columns: 2, numbers: vec![0.5, -1.0] };
        assert_eq!(table(&npy), Some(wanted));
        npy.pop();
        assert_eq!(table(&npy), None);
    }
}
