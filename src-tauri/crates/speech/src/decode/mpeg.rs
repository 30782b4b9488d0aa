//! Frames of mp3 and adts (raw aac): files without a container, told and checked frame by frame.

use std::io::{Read, Seek, SeekFrom};

use super::Error;
use super::container::{Container, at};

/// How far to look for the first frame: covers after an ID3 tag are not padded further than this.
const SEARCH: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    container: Container,
    /// In bytes, header included.
    size: u64,
    /// Samples of one channel.
    samples: u64,
    /// Where a Xing header would start.
    side_info: u64,
}

/// Whether frames of one kind follow each other from near the start.
pub(super) fn sniff<S: Read + Seek>(source: &mut S) -> Result<Option<Container>, Error> {
    let start = after_id3(source)?;
    Ok(first_frame(source, start)?.map(|(_, frame)| frame.container))
}

/// Steps over all frames. Gives the exact number of samples if a Xing header counts them.
pub(super) fn check_whole<S: Read + Seek>(source: &mut S, len: u64) -> Result<Option<u64>, Error> {
    let start = after_id3(source)?;
    let Some((first, frame)) = first_frame(source, start)? else { return Err(Error::NotAudio) };
    let promised = xing_frames(source, first, frame)?;
    let (mut position, mut frames) = (first, 0u64);
    let mut reader = std::io::BufReader::with_capacity(1 << 16, source);
    reader.seek(SeekFrom::Start(first)).map_err(Error::Unreadable)?;
    let mut head = [0u8; 8];
    while len - position >= 8 {
        reader.read_exact(&mut head).map_err(Error::Unreadable)?;
        let Some(frame) = parse(&head) else { break }; // a tag, or padding
        if frame.size > len - position {
            return Err(Error::Truncated);
        }
        position += frame.size;
        frames += 1;
        let ahead = i64::try_from(frame.size).unwrap_or(0) - 8;
        reader.seek_relative(ahead).map_err(Error::Unreadable)?;
    }
    // The header's own frame holds no sound and is not counted by it.
    if promised.is_some_and(|promised| frames.saturating_sub(1) + 1 < promised) {
        return Err(Error::Truncated);
    }
    Ok(None)
}

fn after_id3<S: Read + Seek>(source: &mut S) -> Result<u64, Error> {
    let mut start = 0;
    // Some files carry several tags.
    for _ in 0..8 {
        match at::<10, _>(source, start)?.as_slice() {
            [b'I', b'D', b'3', _, _, flags, a, b, c, d] => {
                let size = [a, b, c, d]
                    .iter()
                    .fold(0u64, |size, byte| size << 7 | u64::from(**byte & 0x7f));
                let footer = if flags & 0x10 == 0 { 0 } else { 10 };
                start += 10 + size + footer;
            }
            _ => break,
        }
    }
    Ok(start)
}

/// The first place where two frames of one kind follow each other, or one fills the file.
fn first_frame<S: Read + Seek>(source: &mut S, start: u64) -> Result<Option<(u64, Frame)>, Error> {
    let bytes = at::<SEARCH, _>(source, start)?;
    // Without a tag before them, frames start at the first byte; after one there may be padding.
    let reach = if start == 0 {
        bytes.iter().take_while(|byte| **byte == 0).count() + 1
    } else {
        bytes.len()
    };
    for offset in 0..reach.min(bytes.len()) {
        let Some(frame) = bytes.get(offset..).and_then(parse_slice) else { continue };
        let next = start + offset as u64 + frame.size;
        let followed = match parse_slice(&at::<8, _>(source, next)?) {
            Some(second) => second.container == frame.container,
            // The only frame of a very short file, or a cut in it.
            None => at::<1, _>(source, next)?.is_empty(),
        };
        if followed {
            return Ok(Some((start + offset as u64, frame)));
        }
    }
    Ok(None)
}

/// The number of frames that a Xing, Info or VBRI header in the first frame counts.
fn xing_frames<S: Read + Seek>(
    source: &mut S,
    first: u64,
    frame: Frame,
) -> Result<Option<u64>, Error> {
    if frame.container != Container::Mp3 {
        return Ok(None);
    }
    let xing = at::<12, _>(source, first + frame.side_info)?;
    if let [b'X', b'i', b'n', b'g', _, _, _, flags, n0, n1, n2, n3]
    | [b'I', b'n', b'f', b'o', _, _, _, flags, n0, n1, n2, n3] = xing.as_slice()
        && flags & 1 != 0
    {
        return Ok(Some(u64::from(u32::from_be_bytes([*n0, *n1, *n2, *n3]))));
    }
    match at::<18, _>(source, first + 36)?.as_slice() {
        [b'V', b'B', b'R', b'I', .., n0, n1, n2, n3] => {
            Ok(Some(u64::from(u32::from_be_bytes([*n0, *n1, *n2, *n3]))))
        }
        _ => Ok(None),
    }
}

fn parse_slice(bytes: &[u8]) -> Option<Frame> {
    parse(bytes.get(..8)?.try_into().ok()?)
}

fn parse(head: &[u8; 8]) -> Option<Frame> {
    let [sync, b1, b2, b3, b4, b5, ..] = *head;
    if sync != 0xff || b1 & 0xe0 != 0xe0 {
        return None;
    }
    if b1 & 0xf6 == 0xf0 {
        return adts(b2, b3, b4, b5);
    }
    mp3(b1, b2, b3)
}

fn adts(b2: u8, b3: u8, b4: u8, b5: u8) -> Option<Frame> {
    let rate_index = b2 >> 2 & 0xf;
    let size = u64::from(b3 & 3) << 11 | u64::from(b4) << 3 | u64::from(b5 >> 5);
    (rate_index < 13 && size > 7).then_some(Frame {
        container: Container::Adts,
        size,
        samples: 1024,
        side_info: 0,
    })
}

fn mp3(b1: u8, b2: u8, b3: u8) -> Option<Frame> {
    const V1: [u64; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const V2: [u64; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const RATES: [u64; 3] = [44_100, 48_000, 32_000];
    let (version, layer) = (b1 >> 3 & 3, b1 >> 1 & 3);
    if version == 1 || layer != 1 {
        return None; // a reserved version, or not layer III
    }
    let first_version = version == 3;
    let table = if first_version { V1 } else { V2 };
    // Index 0 means that the size is not told: nobody writes such files.
    let kilobits = *table.get(usize::from(b2 >> 4)).filter(|rate| **rate > 0)?;
    let rate = RATES.get(usize::from(b2 >> 2 & 3))?
        >> match version {
            3 => 0,
            2 => 1,
            _ => 2,
        };
    let padding = u64::from(b2 >> 1 & 1);
    let samples = if first_version { 1152 } else { 576 };
    let size = samples / 8 * kilobits * 1000 / rate + padding;
    let mono = b3 >> 6 == 3;
    let side_info = 4 + match (first_version, mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    (size > 8).then_some(Frame { container: Container::Mp3, size, samples, side_info })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// MPEG 1 layer III, 128 kb/s, 44.1 kHz, stereo: 417 bytes.
    fn frame() -> Vec<u8> {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame
    }

    fn check(bytes: Vec<u8>, expected: &str) {
        let len = bytes.len() as u64;
        let found = check_whole(&mut Cursor::new(bytes), len);
        assert_eq!(format!("{found:?}"), expected);
    }

    #[test]
    fn frames_follow_each_other_to_the_end_or_the_file_is_cut() {
        check([frame(), frame(), frame()].concat(), "Ok(None)");
        let mut cut = [frame(), frame(), frame()].concat();
        cut.truncate(417 * 2 + 100);
        check(cut, "Err(Truncated)");
    }

    #[test]
    fn a_tag_before_and_a_tag_after_are_no_frames() {
        let before = [b"ID3\x04\0\0\0\0\0\x05".to_vec(), vec![0; 5]].concat();
        let after = [b"TAG".to_vec(), vec![b' '; 125]].concat();
        check([before, frame(), frame(), after].concat(), "Ok(None)");
    }

    #[test]
    fn a_header_that_counts_more_frames_than_there_are_tells_of_a_cut() {
        let counted = |count: u32| {
            let mut head = frame();
            head[36..44].copy_from_slice(b"Xing\0\0\0\x01");
            head[44..48].copy_from_slice(&count.to_be_bytes());
            [head, frame(), frame()].concat()
        };
        check(counted(2), "Ok(None)");
        check(counted(9), "Err(Truncated)");
    }
}
