//! An HTTP server that does exactly what a test tells it to, however wrong.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a client sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// 0 for the first one.
    pub(crate) number: usize,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
}

/// The server; it stops answering when dropped.
pub(crate) struct Hostile {
    address: String,
    seen: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
}

impl Hostile {
    /// Answers each request with `answer`, which writes the whole response to the connection.
    pub(crate) fn start(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let (requests, end, answer) = (seen.clone(), ended.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                let (requests, answer) = (requests.clone(), answer.clone());
                thread::spawn(move || {
                    let Some(mut request) = read(&stream) else { return };
                    {
                        let mut requests = requests.lock().unwrap();
                        request.number = requests.len();
                        requests.push(request.clone());
                    }
                    answer(&request, &mut stream);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, seen, ended }
    }

    /// Answers every request with this status and body.
    pub(crate) fn saying(status: u16, headers: &'static str, body: &'static str) -> Self {
        Self::start(move |_, stream| say(stream, status, headers, body))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(&self.address);
    }
}

/// Writes a well-formed response; `headers` are whole lines that end in `\r\n`.
pub(crate) fn say(stream: &mut TcpStream, status: u16, headers: &str, body: &str) {
    send(stream, status, headers, Some(body.len()), body.as_bytes());
}

/// Writes a response that promises `length` bytes and has `body`.
pub(crate) fn send(
    stream: &mut TcpStream,
    status: u16,
    headers: &str,
    length: Option<usize>,
    body: &[u8],
) {
    let length = length.map_or(String::new(), |length| format!("content-length: {length}\r\n"));
    let head = format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n{length}{headers}\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
    let _ = stream.flush();
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { number: 0, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
