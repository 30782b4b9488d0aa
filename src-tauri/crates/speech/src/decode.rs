//! # Files into samples
//!
//! Reads wav, flac, mp3, m4a and mp4, ogg (Opus, Vorbis), webm (Opus, Vorbis) and adts, from a
//! path or from memory, and gives 16 kHz mono piece by piece: an hour of mp3 costs no more memory
//! than a minute. What a file holds is told by its first bytes, never by its name.
//!
//! ## Time base
//!
//! The first sample heard is time 0. Where the container says that time passed without sound (a
//! paused browser recording) and where a packet cannot be decoded, silence of the same length
//! stands in, so that times stay those of the original.
//!
//! ## When a file counts as cut off
//!
//! When its own structure promises more than there is: a wav data chunk, an mp4 box or a webm
//! element past the end, an mp4 without its index, an ogg without a last page, an mp3 or adts
//! whose last frame is partial or whose header counts more frames, a flac with fewer samples than
//! its header says. A wav or webm that was written to a pipe promises nothing and is read to
//! its end.

mod container;
mod mpeg;
mod opus;
mod resample;

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::TimeBase;

use crate::{Sound, Source};
use container::Container;
use resample::Resampler;

/// Why a file gives no sound. Every message is one sentence that goes after the file's name.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing at that path.
    #[error("there is no such file")]
    NoSuchFile,
    /// The system refused to read it, or it is a directory.
    #[error("the file cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// There is a file, without a single byte.
    #[error("the file is empty")]
    Empty,
    /// No known container, or one without a sound track.
    #[error("this is not audio that Daybook can read (wav, flac, mp3, m4a, ogg, opus or webm)")]
    NotAudio,
    /// A known container with a codec that is not built in.
    #[error("the file holds audio of a kind that Daybook cannot decode")]
    Unsupported,
    /// The file ends before its own structure says so.
    #[error("the file is cut off: it ends in the middle of its sound")]
    Truncated,
    /// Most of it cannot be decoded.
    #[error("the file is damaged: most of its sound cannot be decoded")]
    Damaged,
}

impl Error {
    /// Whether the same file will fail again.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Unreadable(_) => false,
            Self::NoSuchFile
            | Self::Empty
            | Self::NotAudio
            | Self::Unsupported
            | Self::Truncated
            | Self::Damaged => true,
        }
    }
}

/// Which of a file's channels are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    /// All of them, averaged.
    Mixed,
    /// One of them, counted from 0.
    Only(usize),
}

/// The whole of a file, mixed to mono.
///
/// # Errors
/// See [`Error`].
pub fn file(path: &Path) -> Result<Sound, Error> {
    Reader::open(path, Channels::Mixed)?.into_sound()
}

/// The whole of a file in memory, mixed to mono.
///
/// # Errors
/// See [`Error`].
pub fn bytes(bytes: impl Into<Vec<u8>>) -> Result<Sound, Error> {
    Reader::from_bytes(bytes.into(), Channels::Mixed)?.into_sound()
}

/// The whole of a file, each channel for itself: a call recorded with one side left and the
/// other right stays two people.
///
/// # Errors
/// See [`Error`].
pub fn channels(path: &Path) -> Result<Vec<Sound>, Error> {
    let first = Reader::open(path, Channels::Only(0))?;
    let count = first.channels();
    let mut sounds = vec![first.into_sound()?];
    for channel in 1..count {
        sounds.push(Reader::open(path, Channels::Only(channel))?.into_sound()?);
    }
    Ok(sounds)
}

/// A file being decoded, as a [`Source`] of 16 kHz mono.
pub struct Reader {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    time_base: Option<TimeBase>,
    rate: u32,
    channels: usize,
    select: Channels,
    resampler: Resampler,
    expected_frames: Option<u64>,
    promised_frames: Option<u64>,
    /// Frames at the file's own rate that were handed on.
    frames: u64,
    first_pts: Option<i64>,
    packets: u64,
    bad_packets: u64,
    interleaved: Vec<f32>,
    mono: Vec<f32>,
    done: bool,
}

impl Reader {
    /// Opens a file and reads its headers.
    ///
    /// # Errors
    /// See [`Error`]; a cut in the file is found here where its structure shows it.
    pub fn open(path: &Path, select: Channels) -> Result<Self, Error> {
        let file = File::open(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => Error::NoSuchFile,
            _ => Error::Unreadable(cause),
        })?;
        match file.metadata() {
            Ok(about) if about.is_dir() => {
                return Err(Error::Unreadable(std::io::ErrorKind::IsADirectory.into()));
            }
            Ok(_) => {}
            Err(cause) => return Err(Error::Unreadable(cause)),
        }
        Self::from_source(file, select)
    }

    /// The same for a file in memory.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn from_bytes(bytes: Vec<u8>, select: Channels) -> Result<Self, Error> {
        Self::from_source(Cursor::new(bytes), select)
    }

    /// How many channels the file has.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Reads all that is left.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn into_sound(mut self) -> Result<Sound, Error> {
        let mut samples = Vec::new();
        while self.pull(&mut samples)? {}
        Ok(Sound::new(samples))
    }

    fn from_source<S: MediaSource + Read + Seek + 'static>(
        mut source: S,
        select: Channels,
    ) -> Result<Self, Error> {
        let container = container::sniff(&mut source)?;
        let promised_frames = container::check_whole(container, &mut source)?;
        source.seek(SeekFrom::Start(0)).map_err(Error::Unreadable)?;

        let mut hint = Hint::new();
        hint.with_extension(container.extension());
        let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
        let format = symphonia::default::get_probe()
            .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
            .map_err(|cause| refused(&cause))?;

        let Chosen { decoder, track_id, time_base, rate, channels, frames } =
            Chosen::of(format.as_ref())?;
        if let Channels::Only(wanted) = select
            && wanted >= channels
        {
            return Err(Error::Unsupported);
        }
        // Only flac and the containers' own counts are exact; the rest is told by structure.
        let promised_frames = match container {
            Container::Flac => frames,
            _ => promised_frames,
        };
        Ok(Self {
            format,
            decoder,
            track_id,
            time_base,
            rate,
            channels,
            select,
            resampler: Resampler::new(rate)?,
            expected_frames: frames,
            promised_frames,
            frames: 0,
            first_pts: None,
            packets: 0,
            bad_packets: 0,
            interleaved: Vec::new(),
            mono: Vec::new(),
            done: false,
        })
    }

    /// Goes on with the next recording of a chain, right after the last.
    fn begin_next(&mut self, into: &mut Vec<f32>) -> Result<(), Error> {
        let chosen = Chosen::of(self.format.as_ref())?;
        if chosen.rate != self.rate {
            self.resampler.finish(into)?;
            self.resampler = Resampler::new(chosen.rate)?;
        }
        self.decoder = chosen.decoder;
        self.track_id = chosen.track_id;
        self.time_base = chosen.time_base;
        self.rate = chosen.rate;
        self.first_pts = None;
        self.frames = 0;
        // The counts were those of the first recording.
        self.promised_frames = None;
        self.expected_frames = None;
        Ok(())
    }

    /// Where `pts` lies, in frames from the first packet.
    fn position(&mut self, pts: i64) -> Option<u64> {
        let base = self.time_base?;
        let first = *self.first_pts.get_or_insert(pts);
        let ticks = u128::try_from(pts.checked_sub(first)?).ok()?;
        let frames = ticks * u128::from(base.numer.get()) * u128::from(self.rate)
            / u128::from(base.denom.get());
        u64::try_from(frames).ok()
    }

    /// Silence up to `position`, if the gap is longer than rounding and short enough to be true.
    fn fill_to(&mut self, position: u64) {
        const LONGEST_SECONDS: u64 = 6 * 3600;
        let gap = position.saturating_sub(self.frames);
        let rate = u64::from(self.rate);
        if gap > rate / 20 && gap < LONGEST_SECONDS * rate {
            self.mono
                .resize(self.mono.len().saturating_add(usize::try_from(gap).unwrap_or(0)), 0.0);
            self.frames += gap;
        }
    }

    fn take_decoded(&mut self, channels: usize) {
        let before = self.mono.len();
        match self.select {
            Channels::Mixed if channels == 1 => self.mono.extend_from_slice(&self.interleaved),
            Channels::Mixed => {
                #[expect(clippy::cast_precision_loss, reason = "a handful of channels")]
                let share = 1.0 / channels as f32;
                self.mono.extend(
                    self.interleaved
                        .chunks_exact(channels)
                        .map(|frame| frame.iter().sum::<f32>() * share),
                );
            }
            Channels::Only(wanted) => self.mono.extend(
                self.interleaved
                    .chunks_exact(channels)
                    .map(|frame| frame.get(wanted).copied().unwrap_or(0.0)),
            ),
        }
        self.frames += (self.mono.len() - before) as u64;
    }

    /// At the end: was it all there?
    fn finish(&self) -> Result<(), Error> {
        // Encoders pad, players trim: up to a tenth of a second is nobody's loss.
        let slack = u64::from(self.rate) / 10;
        if self.promised_frames.is_some_and(|promised| self.frames + slack < promised) {
            return Err(Error::Truncated);
        }
        if self.packets == 0 || self.bad_packets * 2 > self.packets {
            return Err(Error::Damaged);
        }
        Ok(())
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("rate", &self.rate)
            .field("channels", &self.channels)
            .finish_non_exhaustive()
    }
}

impl Source for Reader {
    fn pull(&mut self, into: &mut Vec<f32>) -> Result<bool, Error> {
        let before = into.len();
        while into.len() == before && !self.done {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track_id => Some(packet),
                Ok(Some(_)) => continue,
                Ok(None) => None,
                // Some readers report the end of the stream as an unexpected end of file.
                Err(SymphoniaError::IoError(cause))
                    if cause.kind() == std::io::ErrorKind::UnexpectedEof =>
                {
                    None
                }
                Err(SymphoniaError::IoError(cause)) => return Err(Error::Unreadable(cause)),
                // A chained ogg: another recording follows, on its own clock.
                Err(SymphoniaError::ResetRequired) => {
                    self.begin_next(into)?;
                    continue;
                }
                Err(_) => return Err(Error::Damaged),
            };
            match packet {
                Some(packet) => {
                    self.packets += 1;
                    if let Some(position) = self.position(packet.pts.get()) {
                        self.fill_to(position);
                    }
                    match self.decoder.decode(&packet) {
                        Ok(decoded) => {
                            let channels = decoded.spec().channels().count().max(1);
                            decoded.copy_to_vec_interleaved(&mut self.interleaved);
                            self.take_decoded(channels);
                        }
                        // Left as a gap, which the next packet's time fills with silence.
                        Err(SymphoniaError::DecodeError(_)) => self.bad_packets += 1,
                        Err(SymphoniaError::IoError(_)) => self.bad_packets += 1,
                        Err(_) => return Err(Error::Unsupported),
                    }
                    self.resampler.push(&mut self.mono, into)?;
                }
                None => {
                    self.done = true;
                    self.finish()?;
                    self.resampler.finish(into)?;
                }
            }
        }
        for sample in into.iter_mut().skip(before) {
            *sample = if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) };
        }
        Ok(into.len() > before)
    }

    fn expected_len(&self) -> Option<u64> {
        let frames = self.promised_frames.or(self.expected_frames)?;
        Some(frames.saturating_mul(u64::from(Sound::RATE)) / u64::from(self.rate))
    }
}

/// The track that is heard, and what decodes it.
struct Chosen {
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    time_base: Option<TimeBase>,
    rate: u32,
    channels: usize,
    frames: Option<u64>,
}

impl Chosen {
    fn of(format: &dyn FormatReader) -> Result<Self, Error> {
        let track = format.default_track(TrackType::Audio).ok_or(Error::NotAudio)?;
        let Some(CodecParameters::Audio(params)) = &track.codec_params else {
            return Err(Error::NotAudio);
        };
        let decoder = registry()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|_| Error::Unsupported)?;
        Ok(Self {
            decoder,
            track_id: track.id,
            time_base: track.time_base,
            rate: params.sample_rate.filter(|rate| *rate > 0).unwrap_or(48_000),
            channels: params.channels.as_ref().map_or(1, symphonia::core::audio::Channels::count),
            frames: track.num_frames,
        })
    }
}

fn registry() -> &'static CodecRegistry {
    static REGISTRY: std::sync::OnceLock<CodecRegistry> = std::sync::OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut registry);
        registry.register_audio_decoder::<opus::Decoder>();
        registry
    })
}

fn refused(cause: &SymphoniaError) -> Error {
    match cause {
        SymphoniaError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::Truncated
        }
        SymphoniaError::Unsupported(_) => Error::Unsupported,
        _ => Error::Damaged,
    }
}
