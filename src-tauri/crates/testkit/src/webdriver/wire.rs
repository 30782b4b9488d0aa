//! The wire to a driver: JSON over HTTP/1.1 on this machine, one connection for each call.

use serde_json::{Value, json};
use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long the driver may take to answer; longer than any of its own limits.
const PATIENCE: Duration = Duration::from_secs(60);

/// The driver, or the page in it, said no.
#[derive(Debug)]
pub struct Refused {
    /// The error's name in the WebDriver standard, such as "no such element".
    pub code: String,
    /// What the driver says about it.
    pub message: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    fn unreachable(error: impl fmt::Display) -> Self {
        Self { code: "unreachable".to_owned(), message: error.to_string() }
    }
}

/// Calls `path` at `port` and returns the answer's `value`.
pub(super) fn call(
    port: u16,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Result<Value, Refused> {
    let (status, answer) = exchange(port, method, path, body).map_err(Refused::unreachable)?;
    let mut answer: Value = serde_json::from_slice(&answer).map_err(Refused::unreachable)?;
    let value = answer.get_mut("value").map_or(Value::Null, Value::take);
    if (200..300).contains(&status) {
        return Ok(value);
    }
    let text = |name: &str| {
        value.get(name).and_then(Value::as_str).unwrap_or("the driver gave no reason").to_owned()
    };
    Err(Refused { code: text("error"), message: text("message") })
}

fn exchange(
    port: u16,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = match (body, method) {
        (Some(body), _) => body.to_string(),
        (None, "POST") => json!({}).to_string(),
        (None, _) => String::new(),
    };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, rest) = answer.split_at(end.map_or(answer.len(), |end| end + 4));
    let status = String::from_utf8_lossy(head)
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| std::io::Error::other("the driver closed the connection"))?;
    Ok((status, rest.to_vec()))
}

/// The bytes of a base64 text, as screenshots come.
pub(super) fn bytes_of(base64: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in base64.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => continue,
            _ => return None,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base64: &str, expected: Option<&[u8]>) {
        assert_eq!(bytes_of(base64).as_deref(), expected, "{base64}");
    }

    #[test]
    fn base64_becomes_bytes() {
        check("", Some(b""));
        check("TQ==", Some(b"M"));
        check("TWE=", Some(b"Ma"));
        check("TWFu", Some(b"Man"));
        check("//79\nAA==", Some(&[0xff, 0xfe, 0xfd, 0]));
        check("T!", None);
    }
}
