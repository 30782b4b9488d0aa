//! Somebody else's stand-in for Gemini: the npm package `@copilotkit/aimock`, a real HTTP server
//! that knows both interfaces and was written by people who do not know Daybook.
//!
//! It is installed once, under the target directory, with the ordinary `npm`.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PACKAGE: &str = "@copilotkit/aimock";
const VERSION: &str = "1.43.0";

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Aimock {
    server: Child,
    address: String,
    _fixtures: tempfile::TempDir,
}

impl Aimock {
    /// Starts a server that answers with `fixtures`, a JSON text as the package documents it:
    /// `{"fixtures":[{"match":{"model":…,"userMessage":…},"response":{"content":…}}]}`. What
    /// matches none of them is answered with status 503.
    ///
    /// # Errors
    /// If Node or npm is missing, the package cannot be fetched, or the fixtures are wrong.
    pub fn start(fixtures: &str) -> io::Result<Self> {
        let program = installed()?;
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("fixtures.json");
        fs::write(&path, fixtures)?;
        let mut server = Command::new("node")
            .arg(program)
            .args(["--port", "0", "--strict", "--validate-on-load", "--fixtures"])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let address = server.stdout.take().and_then(address_in);
        match address {
            Some(address) => Ok(Self { server, address, _fixtures: dir }),
            None => {
                let _ = server.kill();
                let _ = server.wait();
                Err(io::Error::other("aimock ended before it listened"))
            }
        }
    }

    /// The address to put in the place of Gemini's, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests it has had, as the JSON text that it keeps of them.
    ///
    /// # Errors
    /// If the server is gone.
    pub fn journal(&self) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        // HTTP/1.0, so that the answer comes unchunked and ends with the connection.
        stream.write_all(b"GET /__aimock/journal HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        answer
            .split_once("\r\n\r\n")
            .map(|(_, body)| body.to_owned())
            .ok_or_else(|| io::Error::other("aimock gave no journal"))
    }
}

impl Drop for Aimock {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Reads the server's log up to the line that names its address, and the rest on a thread: a
/// full pipe would stop it.
fn address_in(log: impl Read + Send + 'static) -> Option<String> {
    let mut lines = BufReader::new(log).lines();
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, address) = line.split_once("listening on http://")?;
        Some(address.trim().to_owned())
    })?;
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Some(address)
}

/// The path of the program, installing it first where it is missing.
fn installed() -> io::Result<PathBuf> {
    let home = target_directory()?.join("aimock");
    let program = home.join("node_modules").join(PACKAGE).join("dist").join("cli.js");
    fs::create_dir_all(&home)?;
    // Tests run in many processes; one of them installs.
    let lock = File::create(home.join("install.lock"))?;
    lock.lock()?;
    if !program.exists() {
        let done = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
            .arg(&home)
            .arg(format!("{PACKAGE}@{VERSION}"))
            .stdin(Stdio::null())
            .status()?;
        if !done.success() {
            return Err(io::Error::other("npm could not install aimock"));
        }
    }
    Ok(program)
}

/// The directory that cargo builds into, found from the running test.
fn target_directory() -> io::Result<PathBuf> {
    let running = env::current_exe()?;
    running
        .ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").exists())
        .or_else(|| running.parent())
        .map(Path::to_owned)
        .ok_or_else(|| io::Error::other("no target directory"))
}
