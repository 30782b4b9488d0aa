//! What a file is, by its first bytes, and whether its structure is all there.
//!
//! Only headers are read here: boxes, chunks, pages and frames are stepped over.

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::{Error, mpeg};

/// The containers Daybook reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Wav,
    Flac,
    Ogg,
    Webm,
    Mp4,
    Mp3,
    Adts,
}

impl Container {
    /// The usual ending of such a file's name.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Webm => "webm",
            Self::Mp4 => "m4a",
            Self::Mp3 => "mp3",
            Self::Adts => "aac",
        }
    }
}

/// Tells a file by its first bytes.
pub(super) fn sniff<S: Read + Seek>(source: &mut S) -> Result<Container, Error> {
    let head = at::<12, _>(source, 0)?;
    let container = match head.as_slice() {
        [] => return Err(Error::Empty),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => Container::Wav,
        [b'f', b'L', b'a', b'C', ..] => Container::Flac,
        [b'O', b'g', b'g', b'S', ..] => Container::Ogg,
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Container::Webm,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Container::Mp4,
        _ => mpeg::sniff(source)?.ok_or(Error::NotAudio)?,
    };
    Ok(container)
}

/// Looks whether the structure reaches its promised end. Gives the number of frames (samples of
/// one channel) if that is known exactly.
pub(super) fn check_whole<S: Read + Seek>(
    container: Container,
    source: &mut S,
) -> Result<Option<u64>, Error> {
    let len = source.seek(SeekFrom::End(0)).map_err(Error::Unreadable)?;
    match container {
        Container::Wav => wav(source, len).map(|()| None),
        Container::Mp4 => mp4(source, len).map(|()| None),
        Container::Webm => webm(source, len).map(|()| None),
        Container::Ogg => ogg(source, len).map(|()| None),
        Container::Mp3 | Container::Adts => mpeg::check_whole(source, len),
        // The header's count is compared with what was decoded.
        Container::Flac => Ok(None),
    }
}

/// Up to `N` bytes at `position`; fewer at the end of the file.
pub(super) fn at<const N: usize, S: Read + Seek>(
    source: &mut S,
    position: u64,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(N);
    source.seek(SeekFrom::Start(position)).map_err(Error::Unreadable)?;
    match source.by_ref().take(N as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => Ok(bytes),
        Err(cause) => Err(Error::Unreadable(cause)),
    }
}

fn wav<S: Read + Seek>(source: &mut S, len: u64) -> Result<(), Error> {
    let mut position = 12;
    loop {
        let head = at::<8, _>(source, position)?;
        let Ok([a, b, c, d, s0, s1, s2, s3]) = <[u8; 8]>::try_from(head.as_slice()) else {
            return Err(Error::Truncated); // no data chunk at all
        };
        let size = u32::from_le_bytes([s0, s1, s2, s3]);
        let body = position + 8;
        if [a, b, c, d] == *b"data" {
            // Written to a pipe, the size was not known: 0 or all ones.
            let promised = size != 0 && size < u32::MAX - 8;
            return if promised && body + u64::from(size) > len {
                Err(Error::Truncated)
            } else {
                Ok(())
            };
        }
        position = body + u64::from(size) + u64::from(size % 2);
    }
}

fn mp4<S: Read + Seek>(source: &mut S, len: u64) -> Result<(), Error> {
    let mut position = 0;
    let mut index = false;
    while position < len {
        let head = at::<16, _>(source, position)?;
        let [s0, s1, s2, s3, k0, k1, k2, k3, wide @ ..] = head.as_slice() else {
            return Err(Error::Truncated);
        };
        let size = match u32::from_be_bytes([*s0, *s1, *s2, *s3]) {
            0 => len - position, // "to the end of the file"
            1 => match <[u8; 8]>::try_from(wide) {
                Ok(wide) => u64::from_be_bytes(wide),
                Err(_) => return Err(Error::Truncated),
            },
            size => u64::from(size),
        };
        if size < 8 || size > len - position {
            return Err(Error::Truncated);
        }
        index |= matches!(&[*k0, *k1, *k2, *k3], b"moov");
        position += size;
    }
    if index { Ok(()) } else { Err(Error::Truncated) }
}

/// Looks at the tail only: the last page must end with the file and be marked as the last.
fn ogg<S: Read + Seek>(source: &mut S, len: u64) -> Result<(), Error> {
    /// The longest page there can be.
    const PAGE: u64 = 27 + 255 + 255 * 255;
    let tail_start = len.saturating_sub(2 * PAGE);
    source.seek(SeekFrom::Start(tail_start)).map_err(Error::Unreadable)?;
    let mut tail = Vec::new();
    source.read_to_end(&mut tail).map_err(Error::Unreadable)?;

    let last = tail.windows(4).rposition(|four| four == b"OggS").ok_or(Error::Truncated)?;
    let page = tail.get(last..).unwrap_or_default();
    let (Some(flags), Some(count)) = (page.get(5), page.get(26)) else {
        return Err(Error::Truncated);
    };
    let lengths = page.get(27..27 + usize::from(*count)).ok_or(Error::Truncated)?;
    let size = 27 + lengths.len() + lengths.iter().map(|len| usize::from(*len)).sum::<usize>();
    let is_last = flags & 4 != 0;
    if page.len() < size || !is_last { Err(Error::Truncated) } else { Ok(()) }
}

const EBML_SEGMENT: u64 = 0x1853_8067;
const EBML_CLUSTER: u64 = 0x1f43_b675;

/// Steps over the elements; into segments and clusters whose size was not known when written.
fn webm<S: Read + Seek>(source: &mut S, len: u64) -> Result<(), Error> {
    let mut position = 0;
    while position < len {
        let head = at::<12, _>(source, position)?;
        let Some((id, id_len)) = ebml_number(&head, false) else { return Err(Error::Truncated) };
        let rest = head.get(id_len..).unwrap_or_default();
        let Some((size, size_len)) = ebml_number(rest, true) else { return Err(Error::Truncated) };
        let body = position + (id_len + size_len) as u64;
        let unknown = size == (1 << (7 * size_len)) - 1;
        if unknown {
            if id != EBML_SEGMENT && id != EBML_CLUSTER {
                return Err(Error::Damaged);
            }
            position = body;
            continue;
        }
        if size > len - body.min(len) {
            return Err(Error::Truncated);
        }
        position = body + size;
    }
    Ok(())
}

/// A number of 1 to 8 bytes whose leading zeros tell its length. Sizes lose the marker bit.
fn ebml_number(bytes: &[u8], strip: bool) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let mut value = 0u64;
    for byte in bytes.get(..length)? {
        value = value << 8 | u64::from(*byte);
    }
    if strip {
        value &= (1u64 << (7 * length)) - 1;
    }
    Some((value, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn wav_bytes(promised: u32, present: usize) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        bytes.extend([1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0]);
        bytes.extend(b"data");
        bytes.extend(promised.to_le_bytes());
        bytes.extend(vec![0; present]);
        bytes
    }

    fn check(bytes: Vec<u8>, expected: &str) {
        let mut source = Cursor::new(bytes);
        let found = sniff(&mut source)
            .and_then(|container| check_whole(container, &mut source).map(|_| container));
        assert_eq!(format!("{found:?}"), expected);
    }

    #[test]
    fn a_wav_may_promise_nothing_but_not_more_than_there_is() {
        check(wav_bytes(100, 100), "Ok(Wav)");
        check(wav_bytes(100, 99), "Err(Truncated)");
        check(wav_bytes(u32::MAX, 99), "Ok(Wav)");
        check(wav_bytes(0, 99), "Ok(Wav)");
        check(wav_bytes(100, 100)[..30].to_vec(), "Err(Truncated)");
    }

    #[test]
    fn an_mp4_needs_its_index_and_all_of_its_boxes() {
        let ftyp = b"\0\0\0\x10ftypM4A \0\0\0\0".to_vec();
        let moov = b"\0\0\0\x0cmoov\0\0\0\0".to_vec();
        let mdat = b"\0\0\0\x0cmdat\0\0\0\0".to_vec();
        check([ftyp.clone(), moov.clone(), mdat.clone()].concat(), "Ok(Mp4)");
        check([ftyp.clone(), mdat.clone()].concat(), "Err(Truncated)");
        let mut cut = [ftyp, moov, mdat].concat();
        cut.pop();
        check(cut, "Err(Truncated)");
    }

    #[test]
    fn an_ogg_ends_with_its_last_page() {
        let page = |flags: u8, body: u8| {
            let mut page = b"OggS\0".to_vec();
            page.push(flags);
            page.extend([0; 20]);
            page.extend([1, body]);
            page.extend(vec![0; usize::from(body)]);
            page
        };
        check([page(2, 9), page(4, 9)].concat(), "Ok(Ogg)");
        check([page(2, 9), page(0, 9)].concat(), "Err(Truncated)");
        let mut cut = [page(2, 9), page(4, 9)].concat();
        cut.pop();
        check(cut, "Err(Truncated)");
    }

    #[test]
    fn a_webm_holds_all_of_its_elements_also_where_sizes_were_not_known() {
        let head = [0x1a, 0x45, 0xdf, 0xa3, 0x80].to_vec();
        let known = [head.clone(), vec![0x18, 0x53, 0x80, 0x67, 0x82, 0xec, 0x80]].concat();
        check(known.clone(), "Ok(Webm)");
        check(known[..known.len() - 1].to_vec(), "Err(Truncated)");
        let live = [
            head,
            vec![0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            vec![0x1f, 0x43, 0xb6, 0x75, 0xff, 0xa3, 0x82, 0, 0],
        ]
        .concat();
        check(live.clone(), "Ok(Webm)");
        check(live[..live.len() - 1].to_vec(), "Err(Truncated)");
    }

    #[test]
    fn what_is_no_sound_is_not_taken_for_mp3() {
        check(Vec::new(), "Err(Empty)");
        check(b"hello, this is text\n".repeat(50), "Err(NotAudio)");
        check(b"%PDF-1.7 \xff\xfb\x90\x00 not a frame".to_vec(), "Err(NotAudio)");
        check(b"\x89PNG\r\n\x1a\n".to_vec(), "Err(NotAudio)");
    }
}
