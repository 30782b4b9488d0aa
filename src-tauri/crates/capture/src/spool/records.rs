//! The bytes of a spool file: a mark, then sealed records.
//!
//! ```text
//! "daybook\x01"  [length u32 LE][nonce 24][sealed …][tag 16]  [length u32 LE]…
//! ```
//!
//! Each record is sealed together with the capture's id, its own number and whether it is the
//! last, so that a record that was moved, repeated or left out does not open, and a file that
//! was cut off at a record's end is known to be unfinished.

use crate::seal::{ContentKey, Error};
use domain::id::CaptureId;

/// What every file of the spool begins with.
pub(super) const MAGIC: &[u8; 8] = b"daybook\x01";

/// A record is one second of sound or one picture; more than this is not a length we wrote.
const MAX_SEALED_BYTES: usize = 64 << 20;

/// How a file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With its last record: it is whole.
    Finished,
    /// After a whole record that is not the last: it is still growing, or its writer died.
    Open,
    /// In the middle of a record: its writer died while writing.
    Torn,
    /// With records that do not open: they were moved, changed, or never reached the disk.
    Broken,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Records {
    /// The opened records in the order they were written, up to the first that does not open.
    pub records: Vec<Vec<u8>>,
    /// How the file ends.
    pub end: End,
}

/// Whether a record is the last of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Inside,
    Last,
}

/// Seals one record with its length before it.
pub(super) fn sealed(
    key: &ContentKey,
    id: CaptureId,
    number: u64,
    place: Place,
    plain: &[u8],
) -> Result<Vec<u8>, Error> {
    let body = key.seal(plain, &aad(id, number, place))?;
    if body.len() > MAX_SEALED_BYTES {
        return Err(Error::TooLarge);
    }
    let length = u32::try_from(body.len()).map_err(|_| Error::TooLarge)?;
    Ok([length.to_le_bytes().as_slice(), body.as_slice()].concat())
}

/// A file with a single record.
pub(super) fn whole_file(key: &ContentKey, id: CaptureId, plain: &[u8]) -> Result<Vec<u8>, Error> {
    Ok([MAGIC.as_slice(), &sealed(key, id, 0, Place::Last, plain)?].concat())
}

/// Opens what can be opened; nothing if it is no file of the spool.
pub(super) fn parse(key: &ContentKey, id: CaptureId, bytes: &[u8]) -> Option<Records> {
    let mut rest = match bytes.strip_prefix(MAGIC.as_slice()) {
        Some(rest) => rest,
        // Its writer died before the first bytes reached the disk.
        None if MAGIC.starts_with(bytes) => {
            return Some(Records { records: Vec::new(), end: End::Torn });
        }
        None => return None,
    };
    let mut records = Vec::new();
    let end = loop {
        if rest.is_empty() {
            break End::Open;
        }
        let Some((length, after)) = rest.split_first_chunk::<4>() else { break End::Torn };
        let length = u32::from_le_bytes(*length) as usize;
        if length == 0 || length > MAX_SEALED_BYTES {
            break End::Broken;
        }
        let Some((body, after)) = after.split_at_checked(length) else { break End::Torn };
        let number = records.len() as u64;
        if let Ok(plain) = key.open(body, &aad(id, number, Place::Inside)) {
            records.push(plain);
            rest = after;
        } else if let Ok(plain) = key.open(body, &aad(id, number, Place::Last)) {
            records.push(plain);
            break if after.is_empty() { End::Finished } else { End::Broken };
        } else {
            break End::Broken;
        }
    };
    Some(Records { records, end })
}

fn aad(id: CaptureId, number: u64, place: Place) -> Vec<u8> {
    let last = match place {
        Place::Inside => 0,
        Place::Last => 1,
    };
    let id = id.to_string();
    [b"record\0", id.as_bytes(), &number.to_le_bytes(), &[last]].concat()
}
