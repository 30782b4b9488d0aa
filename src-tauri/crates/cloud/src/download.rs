//! # Downloads
//!
//! Fetches one public file whose size and hash are known beforehand.
//!
//! ## When a download begins and ends
//!
//! Bytes are collected beside the target in a file that ends in `.part`. It stays when the
//! owner cancels, the connection breaks or Daybook dies, and the next call goes on from there;
//! it goes when it turns out to be wrong. The target appears in one step, whole and verified,
//! or not at all. Where the file comes from is not trusted, its hash is.

use crate::http;
use hash::{Hasher, hash_file};
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

pub use hash::Hash;

mod hash;

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// Where it is.
    pub url: String,
    /// Its exact size.
    pub size_bytes: u64,
    /// What it must hash to.
    pub hash: Hash,
    /// With no byte for so long, the download is given up for now.
    pub stall: Duration,
}

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes on this machine, those of an earlier call included.
    pub done_bytes: u64,
    /// Bytes in all.
    pub size_bytes: u64,
}

/// Ends a download from outside; clones are the same token.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<(AtomicBool, Notify)>);

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The token was used; what has arrived stays.
    #[error("the download was cancelled; what has arrived is kept for the next time")]
    Cancelled,
    /// Nothing answers at the address.
    #[error("the server cannot be reached")]
    Offline,
    /// No byte came for too long; what has arrived stays.
    #[error("the download stalled for {seconds} seconds; start it again to go on from here")]
    Stalled {
        /// The limit.
        seconds: u64,
    },
    /// The connection broke again and again; what has arrived stays.
    #[error("the connection broke; start the download again to go on from here")]
    Broken,
    /// The server answered with an error.
    #[error("the server answered with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The server has another file than the one that was pinned.
    #[error("the server offers another file: {offered_bytes} bytes instead of {size_bytes}")]
    WrongSize {
        /// What was expected.
        size_bytes: u64,
        /// What is there, as far as it was told or sent.
        offered_bytes: u64,
    },
    /// All bytes came, and they are not the right ones.
    #[error("the file that arrived is not the expected one and was removed")]
    WrongHash,
    /// The disk is full; what has arrived stays.
    #[error("there is not enough room on the disk for {size_bytes} bytes")]
    NoSpace {
        /// The size of the whole file.
        size_bytes: u64,
    },
    /// Another process is fetching the same file.
    #[error("this file is being downloaded already")]
    Busy,
    /// The address cannot be used.
    #[error("the address of the file cannot be used")]
    Address,
    /// This machine has no certificates to tell servers apart by.
    #[error("the certificates of this system cannot be used; install ca-certificates")]
    NoCertificates,
    /// The file cannot be written.
    #[error("the file cannot be written")]
    Files(#[source] io::Error),
}

/// Breaks in a row without a single new byte.
const MOST_FRUITLESS: u32 = 2;
const PAUSE_AFTER_BREAK: Duration = Duration::from_millis(500);
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Fetches `spec` to the path `to`, telling `progress` now and then.
///
/// Returns at once if the right file is there already.
///
/// # Errors
/// See [`Error`]. After every error but [`Error::WrongHash`] and [`Error::WrongSize`] the
/// next call goes on where this one stopped.
pub async fn fetch(
    spec: &Spec,
    to: &Path,
    mut progress: impl FnMut(Progress) + Send,
    cancel: CancelToken,
) -> Result<(), Error> {
    if holds(to, spec, &cancel).await? {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| spec.files(error))?;
    }
    let url = reqwest::Url::parse(&spec.url).map_err(|_| Error::Address)?;
    let client = http::public_client(&spec.url).map_err(|_| Error::NoCertificates)?;
    let mut part = Part::open(spec, to, &cancel).await?;
    let mut fruitless = 0;
    let mut teller = Teller { tell: &mut progress, last: None, size_bytes: spec.size_bytes };
    teller.tell(part.length, true);
    while part.length < spec.size_bytes {
        let before = part.length;
        match part.receive(&client, url.clone(), spec, &mut teller, &cancel).await? {
            Pass::Complete => {}
            Pass::Restart | Pass::Broken if part.length > before => fruitless = 0,
            Pass::Restart | Pass::Broken if fruitless < MOST_FRUITLESS => {
                fruitless += 1;
                cancel.or(tokio::time::sleep(PAUSE_AFTER_BREAK)).await?;
            }
            Pass::Restart | Pass::Broken => return Err(Error::Broken),
        }
    }
    teller.tell(part.length, true);
    part.finish(spec, to)
}

impl Spec {
    /// A file to fetch, given up for now after half a minute without a byte.
    #[must_use]
    pub fn new(url: impl Into<String>, size_bytes: u64, hash: Hash) -> Self {
        Self { url: url.into(), size_bytes, hash, stall: Duration::from_secs(30) }
    }

    fn files(&self, error: io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::NoSpace { size_bytes: self.size_bytes }
            }
            _ => Error::Files(error),
        }
    }
}

impl CancelToken {
    /// Ends the download as soon as it next waits for a byte.
    pub fn cancel(&self) {
        let (cancelled, notify) = &*self.0;
        cancelled.store(true, Ordering::SeqCst);
        notify.notify_waiters();
    }

    /// Whether [`CancelToken::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.0.load(Ordering::SeqCst)
    }

    /// The outcome of `work`, unless the token is used first.
    async fn or<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        let notified = self.0.1.notified();
        tokio::pin!(notified);
        // Listening must begin before the flag is read, or a call in between is missed.
        notified.as_mut().enable();
        if self.is_cancelled() {
            return Err(Error::Cancelled);
        }
        tokio::select! {
            () = notified => Err(Error::Cancelled),
            value = work => Ok(value),
        }
    }
}

impl Error {
    /// Whether trying again later cannot help.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::WrongSize { .. } | Self::WrongHash | Self::Address => true,
            Self::Status { status } => {
                matches!(*status, 400..=499) && !matches!(*status, 408 | 425 | 429)
            }
            Self::Cancelled
            | Self::Offline
            | Self::Stalled { .. }
            | Self::Broken
            | Self::NoSpace { .. }
            | Self::Busy
            | Self::NoCertificates
            | Self::Files(_) => false,
        }
    }
}

/// What one request brought.
enum Pass {
    Complete,
    Restart,
    Broken,
}

/// The bytes so far.
struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    hasher: Hasher,
    /// The server does not serve this part of the file; it is asked for the whole.
    no_ranges: bool,
}

impl Part {
    async fn open(spec: &Spec, to: &Path, cancel: &CancelToken) -> Result<Self, Error> {
        let mut name = to.file_name().ok_or(Error::Address)?.to_owned();
        name.push(".part");
        let path = to.with_file_name(name);
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| spec.files(error))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::Busy,
            TryLockError::Error(error) => Error::Files(error),
        })?;
        let length = file.metadata().map_err(Error::Files)?.len();
        let hasher = Hasher::new(&spec.hash);
        let mut part = Self { path, file, length, hasher, no_ranges: false };
        if length > spec.size_bytes {
            part.restart().map_err(|error| spec.files(error))?;
        } else if length > 0 {
            part.hasher = part.hash_existing(spec, cancel).await?;
            if length == spec.size_bytes && !part.hasher.clone().matches(&spec.hash) {
                part.restart().map_err(|error| spec.files(error))?;
                part.hasher = Hasher::new(&spec.hash);
            }
        }
        Ok(part)
    }

    async fn hash_existing(&self, spec: &Spec, cancel: &CancelToken) -> Result<Hasher, Error> {
        let file = self.file.try_clone().map_err(Error::Files)?;
        hash_file(file, Hasher::new(&spec.hash), cancel.clone()).await
    }

    /// Asks for what is missing and collects it.
    async fn receive(
        &mut self,
        client: &reqwest::Client,
        url: reqwest::Url,
        spec: &Spec,
        teller: &mut Teller<'_>,
        cancel: &CancelToken,
    ) -> Result<Pass, Error> {
        let mut request = client.get(url);
        if self.length > 0 && !self.no_ranges {
            request = request.header("range", format!("bytes={}-", self.length));
        }
        let Some(sent) = cancel.or(within(spec.stall, request.send())).await? else {
            return Err(spec.stalled());
        };
        let mut response = match sent {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Err(Error::Offline),
            Err(error) if error.is_builder() => return Err(Error::Address),
            Err(_) => return Ok(Pass::Broken),
        };
        match self.fit(&response, spec)? {
            Fit::Continue => {}
            Fit::FromStart => self.start_over(spec)?,
            Fit::AskForWhole => {
                self.no_ranges = true;
                self.start_over(spec)?;
                return Ok(Pass::Restart);
            }
        }
        loop {
            let Some(chunk) = cancel.or(within(spec.stall, response.chunk())).await? else {
                return Err(spec.stalled());
            };
            match chunk {
                Ok(Some(bytes)) => self.take(&bytes, spec)?,
                Ok(None) if self.length == spec.size_bytes => return Ok(Pass::Complete),
                Ok(None) | Err(_) => return Ok(Pass::Broken),
            }
            teller.tell(self.length, false);
        }
    }

    /// Whether the body of `response` goes on where the part ends.
    fn fit(&self, response: &reqwest::Response, spec: &Spec) -> Result<Fit, Error> {
        match response.status().as_u16() {
            200 => match response.content_length() {
                Some(offered) if offered != spec.size_bytes => Err(spec.wrong_size(offered)),
                Some(_) | None => Ok(Fit::FromStart),
            },
            206 => {
                let range = response
                    .headers()
                    .get("content-range")
                    .and_then(|value| value.to_str().ok())
                    .and_then(parse_content_range);
                match range {
                    Some((_, Some(total))) if total != spec.size_bytes => {
                        Err(spec.wrong_size(total))
                    }
                    Some((start, _)) if start == self.length => Ok(Fit::Continue),
                    Some(_) | None if self.length > 0 => Ok(Fit::AskForWhole),
                    Some(_) | None => Err(Error::Status { status: 206 }),
                }
            }
            416 if self.length > 0 && !self.no_ranges => Ok(Fit::AskForWhole),
            status => Err(Error::Status { status }),
        }
    }

    fn take(&mut self, bytes: &[u8], spec: &Spec) -> Result<(), Error> {
        let length = self.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if length > spec.size_bytes {
            self.remove();
            return Err(spec.wrong_size(length));
        }
        self.file.write_all(bytes).map_err(|error| spec.files(error))?;
        self.hasher.update(bytes);
        self.length = length;
        Ok(())
    }

    fn start_over(&mut self, spec: &Spec) -> Result<(), Error> {
        self.hasher = Hasher::new(&spec.hash);
        self.restart().map_err(|error| spec.files(error))
    }

    fn restart(&mut self) -> io::Result<()> {
        if self.length > 0 {
            self.file.set_len(0)?;
            self.file.seek(SeekFrom::Start(0))?;
            self.length = 0;
        }
        Ok(())
    }

    fn finish(self, spec: &Spec, to: &Path) -> Result<(), Error> {
        self.file.sync_all().map_err(|error| spec.files(error))?;
        if !self.hasher.clone().matches(&spec.hash) {
            self.remove();
            return Err(Error::WrongHash);
        }
        fs::rename(&self.path, to).map_err(Error::Files)?;
        #[cfg(unix)]
        if let Some(parent) = to.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            // Without this the name could be lost with the power, and with it the whole file.
            File::open(parent).and_then(|dir| dir.sync_all()).map_err(Error::Files)?;
        }
        Ok(())
    }

    /// A file that cannot be removed is found wrong, and overwritten, by the next call.
    fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// How a body relates to what is there.
enum Fit {
    Continue,
    FromStart,
    AskForWhole,
}

impl Spec {
    const fn wrong_size(&self, offered_bytes: u64) -> Error {
        Error::WrongSize { size_bytes: self.size_bytes, offered_bytes }
    }

    const fn stalled(&self) -> Error {
        Error::Stalled { seconds: self.stall.as_secs() }
    }
}

/// Tells the caller, but not with every few kilobytes.
struct Teller<'a> {
    tell: &'a mut (dyn FnMut(Progress) + Send),
    last: Option<Instant>,
    size_bytes: u64,
}

impl Teller<'_> {
    fn tell(&mut self, done_bytes: u64, always: bool) {
        if always || self.last.is_none_or(|last| last.elapsed() >= PROGRESS_EVERY) {
            self.last = Some(Instant::now());
            (self.tell)(Progress { done_bytes, size_bytes: self.size_bytes });
        }
    }
}

/// Whether the file at `path` is already what `spec` wants.
async fn holds(path: &Path, spec: &Spec, cancel: &CancelToken) -> Result<bool, Error> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() && found.len() == spec.size_bytes => {
            let file = File::open(path).map_err(Error::Files)?;
            let hasher = hash_file(file, Hasher::new(&spec.hash), cancel.clone()).await?;
            Ok(hasher.matches(&spec.hash))
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::Files(error)),
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, work).await.ok()
}

/// The start and the total of "bytes 100-199/200"; a server may not know the total ("*").
fn parse_content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_servers_write_them() {
        let check = |text, expected| assert_eq!(parse_content_range(text), expected, "{text}");
        check("bytes 100-199/200", Some((100, Some(200))));
        check("bytes 0-9/*", Some((0, None)));
        check("bytes */200", None);
        check("items 0-9/10", None);
    }
}
