//! The bytes of a file as text: UTF-8, UTF-16, or else Windows-1252, which spreadsheets still write.
//! What only a terminal would obey is left out.

use crate::Result;
use crate::error::Error;
use domain::typed::composed;

/// Nobody's timesheet is larger; it bounds what is held in memory.
const LARGEST: usize = 512 * 1024 * 1024;

/// The text, without a byte order mark, and a sentence if it had to be guessed.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Option<String>)> {
    if bytes.len() > LARGEST {
        return Err(Error::Input(
            "the file is larger than 512 MB; export fewer days at once".into(),
        ));
    }
    let (mut text, note) = decoded(bytes);
    // What a terminal obeys is no text; how lines end is for whoever reads the table.
    text.retain(|one| !one.is_control() || matches!(one, '\n' | '\r' | '\t'));
    Ok((composed(&text).into_owned(), note))
}

fn decoded(bytes: &[u8]) -> (String, Option<String>) {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return (wide(rest, u16::from_le_bytes), None);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return (wide(rest, u16::from_be_bytes), None);
    }
    match bytes {
        // The first two signs of a table or a calendar are ASCII.
        [1..=0xff, 0, 1..=0xff, 0, ..] => return (wide(bytes, u16::from_le_bytes), None),
        [0, 1..=0xff, 0, 1..=0xff, ..] => return (wide(bytes, u16::from_be_bytes), None),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => {
            if let Some(text) = unbroken(bytes) {
                return (text, None);
            }
            let text = bytes.iter().map(|byte| windows(*byte)).collect();
            let note = "the file is not in UTF-8 and was read as Windows-1252; look at the umlauts";
            (text, Some(note.to_owned()))
        }
    }
}

/// A calendar whose lines were folded inside letters, folded behind them; none if it is no such
/// calendar, or still no UTF-8.
fn unbroken(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..CALENDAR.len())?;
    head.eq_ignore_ascii_case(CALENDAR).then_some(())?;
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        let fold = match rest {
            [b'\r', b'\n', b' ' | b'\t', ..] => 3,
            [b'\n', b' ' | b'\t', ..] => 2,
            _ => 0,
        };
        let Some((fold, after)) = rest.split_at_checked(fold).filter(|(fold, _)| !fold.is_empty())
        else {
            whole.push(*first);
            rest = others;
            continue;
        };
        // What goes on with a letter begins with these two bits.
        let inside = after.iter().take_while(|byte| **byte >> 6 == 0b10).count();
        let (letter, after) = after.split_at_checked(inside)?;
        whole.extend([letter, fold].concat());
        rest = after;
    }
    String::from_utf8(whole).ok()
}

/// How a calendar begins.
const CALENDAR: &[u8] = b"BEGIN:VCALENDAR";

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks().0.iter().map(|two| unit(*two));
    char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Windows-1252 is Latin-1 but for these, from 0x80 to 0x9f.
const SPECIAL: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|at| SPECIAL.get(usize::from(at)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_they_were_written() {
        let check = |bytes: &[u8], expected: &str, guessed: bool| {
            let (text, note) = decode(bytes).unwrap();
            assert_eq!((text.as_str(), note.is_some()), (expected, guessed), "{bytes:?}");
        };
        check("Müller".as_bytes(), "Müller", false);
        check(b"\xef\xbb\xbfM\xc3\xbcller", "Müller", false);
        check(b"M\xfcller \x80 \x9c \x93ok\x94", "Müller € œ “ok”", true);
        check(b"\xff\xfeM\x00\xfc\x00", "Mü", false);
        check(b"\xfe\xff\x00M\x00\xfc", "Mü", false);
        check(b"A\x00b\x00\xfc\x00", "Abü", false);
        check(b"\x00A\x00b\x00\xfc", "Abü", false);
        check(b"a\x00b\x1b[31mc\r\n", "ab[31mc\r\n", false);
        check(b"", "", false);
        let broken = b"BEGIN:VCALENDAR\r\nSUMMARY:M\xc3\r\n \xbcller \xe2\x82\n \xac\r\n x";
        check(broken, "BEGIN:VCALENDAR\r\nSUMMARY:M\u{fc}\r\n ller \u{20ac}\n \r\n x", false);
        check(b"BEGIN:VCALENDAR\r\nSUMMARY:M\xfc", "BEGIN:VCALENDAR\r\nSUMMARY:M\u{fc}", true);
    }
}
