//! Weights of half precision to blocks of 8 bits, as whisper.cpp's own tool rounds them.
//!
//! 32 numbers become one scale of half precision and 32 signed bytes. Matrices are rounded;
//! vectors, convolutions and positions stay as they are.

use super::Error;
use super::ggml::{HALF, KEPT_SINGLE, MAGIC, from_half, put, to_half};

const BLOCK: usize = 32;
/// A tensor's type.
const Q8_0: i32 = 8;
/// The file's type: version 2 of the rounding, mostly of 8 bits.
const MOSTLY_Q8_0: i32 = 2 * 1000 + 7;
/// Where a file tells its type, in integers from its start.
const FILE_TYPE: usize = 11;

/// The bytes of the rounded file.
pub(super) fn to_q8_0(ggml: &[u8]) -> Result<Vec<u8>, Error> {
    round(ggml).ok_or_else(|| Error::new("the weights to round are not a ggml file"))
}

fn round(ggml: &[u8]) -> Option<Vec<u8>> {
    let mut from = Cursor { bytes: ggml };
    let mut to = Vec::with_capacity(ggml.len());
    for index in 0..=FILE_TYPE {
        let number = from.number()?;
        if index == 0 && number != MAGIC {
            return None;
        }
        put(&mut to, if index == FILE_TYPE { MOSTLY_Q8_0 } else { number });
    }
    let (rows, columns) = (from.copied_count(&mut to)?, from.copied_count(&mut to)?);
    to.extend(from.take(rows * columns * 4)?);
    for _ in 0..from.copied_count(&mut to)? {
        let length = from.copied_count(&mut to)?;
        to.extend(from.take(length)?);
    }
    while !from.bytes.is_empty() {
        let (rank, name_length, kind) = (from.number()?, from.number()?, from.number()?);
        let mut sizes = Vec::new();
        for _ in 0..rank {
            sizes.push(from.number()?);
        }
        let name = from.take(usize::try_from(name_length).ok()?)?;
        let count: usize = sizes.iter().map(|size| usize::try_from(*size).unwrap_or(0)).product();
        let data = from.take(count * if kind == HALF { 2 } else { 4 })?;
        let rounded =
            rank == 2 && kind == HALF && !KEPT_SINGLE.iter().any(|kept| kept.as_bytes() == name);

        put(&mut to, rank);
        put(&mut to, name_length);
        put(&mut to, if rounded { Q8_0 } else { kind });
        for size in &sizes {
            put(&mut to, *size);
        }
        to.extend(name);
        if rounded {
            let (bits, _) = data.as_chunks::<2>();
            let numbers: Vec<f32> =
                bits.iter().map(|bits| from_half(u16::from_le_bytes(*bits))).collect();
            let (blocks, rest) = numbers.as_chunks::<BLOCK>();
            if !rest.is_empty() {
                return None;
            }
            for block in blocks {
                round_block(block, &mut to);
            }
        } else {
            to.extend(data);
        }
    }
    Some(to)
}

fn round_block(block: &[f32; BLOCK], to: &mut Vec<u8>) {
    let largest = block.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    to.extend(to_half(scale).to_le_bytes());
    for number in block {
        #[expect(clippy::cast_possible_truncation, reason = "within -127..=127 by the scale")]
        let rounded = (number * inverse).round() as i8;
        to.extend(rounded.to_le_bytes());
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<i32> {
        Some(i32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn copied_count(&mut self, to: &mut Vec<u8>) -> Option<usize> {
        let number = self.number()?;
        put(to, number);
        usize::try_from(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_scaled_by_its_largest_number_and_rounded_away_from_zero() {
        let mut block = [0.0; BLOCK];
        block[0] = -12.7;
        block[1] = 0.25;
        let mut bytes = Vec::new();
        round_block(&block, &mut bytes);
        assert_eq!(bytes.len(), 2 + BLOCK);
        assert_eq!(bytes[2].cast_signed(), -127);
        assert_eq!(bytes[3], 3, "2.5 goes up");
        let mut zeros = Vec::new();
        round_block(&[0.0; BLOCK], &mut zeros);
        assert!(zeros.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn what_is_no_ggml_file_is_refused() {
        assert!(to_q8_0(b"no").is_err());
        assert!(to_q8_0(&[0; 100]).is_err());
    }
}
