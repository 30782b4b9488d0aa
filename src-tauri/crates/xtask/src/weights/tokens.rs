//! The vocabulary: one token per line, in base 64, with its rank.

use super::Error;

/// The tokens of the English models, in order of their rank, the end of the text last.
pub(super) fn english(tiktoken: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let broken = || Error::new("the vocabulary cannot be read");
    let mut tokens = Vec::new();
    for line in std::str::from_utf8(tiktoken).map_err(|_| broken())?.lines() {
        let token = line.split(' ').next().unwrap_or_default();
        tokens.push(base64(token).ok_or_else(broken)?);
    }
    tokens.push(b"<|endoftext|>".to_vec());
    Ok(tokens)
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for character in text.bytes().filter(|byte| *byte != b'=') {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_line_by_line_and_the_end_is_added() {
        let tokens = english(b"IQ== 0\nIHRoZQ== 1\n4oCZ 2\n").unwrap();
        assert_eq!(tokens, [&b"!"[..], b" the", "’".as_bytes(), b"<|endoftext|>"]);
        assert!(english(b"?? 0\n").is_err());
    }
}
