//! One segment: what one track heard during one chunk, as one file of the spool.
//!
//! A segment is made of pieces: stretches of sound without a gap. Silence between them is not
//! kept, but each piece knows how far from the segment's start it lies, so that the time of
//! every word is right. Every second of a piece is one sealed record:
//!
//! ```text
//! [1 = a piece begins here][lookahead u16][first sample u64][samples u32]([length u16][packet])…
//! ```
//!
//! Numbers are little endian, samples are counted at 16 kHz from the segment's start.

use super::codec::{Decoder, Encoder, FRAME};
use super::error::Error;
use super::{Piece, RATE_MS, Recorded};
use crate::seal::WrappedKey;
use crate::spool::{Kind, Records, Spool, Stored, Writer};
use domain::id::CaptureId;
use domain::time::Millis;

/// Packets in one record: one second, so that a crash costs little more.
const PACKETS_PER_RECORD: usize = 50;

/// A segment that is being written.
pub struct Segment {
    writer: Writer,
    encoder: Encoder,
    piece: Option<OpenPiece>,
    kept_samples: u64,
}

/// What a finished segment amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// Sound that was kept, in milliseconds.
    pub kept_ms: Millis,
    /// Its size on disk.
    pub size_bytes: u64,
}

struct OpenPiece {
    begins: bool,
    /// The first sample of the next record.
    first: u64,
    /// The next sample to come.
    next: u64,
    frame: Vec<f32>,
    packets: Vec<u8>,
    count: usize,
}

impl Segment {
    /// Opens a segment; its file and wrapped key are known at once.
    ///
    /// Errors: [`Error::Spool`] (the budget among them), [`Error::Codec`].
    pub fn begin(spool: &Spool, id: CaptureId) -> Result<(Self, Stored), Error> {
        let encoder = Encoder::new()?;
        let (writer, stored) = spool.grow(Kind::Sound, id)?;
        Ok((Self { writer, encoder, piece: None, kept_samples: 0 }, stored))
    }

    /// Adds 16 kHz mono `samples` in −1..1, of which the first lies `at` samples after the
    /// segment's start. A gap after what was written before begins a new piece; what lies
    /// before it is taken to follow on.
    ///
    /// Errors: [`Error::Spool`], after which the segment can still be finished unless the
    /// file system failed; [`Error::Codec`].
    pub fn write(&mut self, at: u64, samples: &[f32]) -> Result<(), Error> {
        if self.piece.as_ref().is_some_and(|piece| at > piece.next) {
            self.end_piece()?;
        }
        let mut piece = match self.piece.take() {
            Some(piece) => piece,
            None => {
                self.encoder.reset()?;
                OpenPiece::at(at)
            }
        };
        let mut result = Ok(());
        for sample in samples {
            piece.frame.push(*sample);
            piece.next += 1;
            self.kept_samples += 1;
            if piece.frame.len() == FRAME {
                result = self.encode(&mut piece);
                if result.is_err() {
                    break;
                }
            }
        }
        self.piece = Some(piece);
        result
    }

    /// Forces what has waited long enough to the disk.
    ///
    /// Errors: [`Error::Spool`].
    pub fn settle(&mut self) -> Result<(), Error> {
        Ok(self.writer.settle()?)
    }

    /// Ends the segment and makes all of it durable.
    ///
    /// Errors: [`Error::Spool`]; what was written before it stays readable.
    pub fn finish(mut self) -> Result<Finished, Error> {
        let ended = self.end_piece();
        let size_bytes = self.writer.finish()?;
        ended?;
        let kept_ms = Millis::try_from(self.kept_samples / RATE_MS).unwrap_or(Millis::MAX);
        Ok(Finished { kept_ms, size_bytes })
    }

    fn encode(&mut self, piece: &mut OpenPiece) -> Result<(), Error> {
        let packet = self.encoder.encode(&piece.frame)?;
        piece.frame.clear();
        let length = u16::try_from(packet.len()).map_err(|_| Error::Shape)?;
        piece.packets.extend_from_slice(&length.to_le_bytes());
        piece.packets.extend_from_slice(&packet);
        piece.count += 1;
        if piece.count >= PACKETS_PER_RECORD { self.append(piece, piece.next) } else { Ok(()) }
    }

    fn append(&mut self, piece: &mut OpenPiece, until: u64) -> Result<(), Error> {
        let samples = u32::try_from(until.saturating_sub(piece.first)).map_err(|_| Error::Shape)?;
        let mut record = vec![u8::from(piece.begins)];
        record.extend_from_slice(&self.encoder.lookahead().to_le_bytes());
        record.extend_from_slice(&piece.first.to_le_bytes());
        record.extend_from_slice(&samples.to_le_bytes());
        record.append(&mut piece.packets);
        piece.begins = false;
        piece.first = until;
        piece.count = 0;
        Ok(self.writer.append(&record)?)
    }

    fn end_piece(&mut self) -> Result<(), Error> {
        let Some(mut piece) = self.piece.take() else { return Ok(()) };
        let until = piece.next;
        // The decoder lags behind; silence pushes the last samples out of the encoder.
        let mut owed = piece.frame.len() + usize::from(self.encoder.lookahead());
        while owed > 0 {
            piece.frame.resize(FRAME, 0.0);
            // Not `encode`: a record that fills up here must not end behind the piece.
            let packet = self.encoder.encode(&piece.frame)?;
            piece.frame.clear();
            let length = u16::try_from(packet.len()).map_err(|_| Error::Shape)?;
            piece.packets.extend_from_slice(&length.to_le_bytes());
            piece.packets.extend_from_slice(&packet);
            owed = owed.saturating_sub(FRAME);
        }
        self.append(&mut piece, until)
    }
}

impl OpenPiece {
    fn at(first: u64) -> Self {
        let frame = Vec::with_capacity(FRAME);
        Self { begins: true, first, next: first, frame, packets: Vec::new(), count: 0 }
    }
}

/// Reads a segment back: its pieces in order, as far as they reached the disk.
///
/// Errors: [`Error::Spool`], [`Error::Codec`], [`Error::Shape`].
pub fn read(spool: &Spool, file: &str, key: &WrappedKey, id: CaptureId) -> Result<Recorded, Error> {
    let Records { records, end } = spool.read_records(file, key, id)?;
    let mut pieces = Vec::new();
    let mut open: Option<Decoding> = None;
    for record in records.iter().filter(|record| !record.is_empty()) {
        let head = Head::parse(record).ok_or(Error::Shape)?;
        if head.begins {
            pieces.extend(open.take().map(Decoding::finished));
            open = Some(Decoding::begin(&head)?);
        }
        open.as_mut().ok_or(Error::Shape)?.add(&head)?;
    }
    pieces.extend(open.map(Decoding::finished));
    Ok(Recorded { pieces, end })
}

struct Head<'a> {
    begins: bool,
    lookahead: u16,
    first: u64,
    samples: u32,
    packets: &'a [u8],
}

impl<'a> Head<'a> {
    fn parse(record: &'a [u8]) -> Option<Self> {
        let (begins, rest) = record.split_first()?;
        let (lookahead, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (samples, packets) = rest.split_first_chunk()?;
        Some(Self {
            begins: *begins == 1,
            lookahead: u16::from_le_bytes(*lookahead),
            first: u64::from_le_bytes(*first),
            samples: u32::from_le_bytes(*samples),
            packets,
        })
    }
}

struct Decoding {
    decoder: Decoder,
    first: u64,
    lookahead: usize,
    wanted: usize,
    samples: Vec<f32>,
}

impl Decoding {
    fn begin(head: &Head<'_>) -> Result<Self, Error> {
        let (decoder, lookahead) = (Decoder::new()?, usize::from(head.lookahead));
        Ok(Self { decoder, first: head.first, lookahead, wanted: 0, samples: Vec::new() })
    }

    fn add(&mut self, head: &Head<'_>) -> Result<(), Error> {
        self.wanted += head.samples as usize;
        let mut rest = head.packets;
        while !rest.is_empty() {
            let (length, after) = rest.split_first_chunk().ok_or(Error::Shape)?;
            let length = usize::from(u16::from_le_bytes(*length));
            let (packet, after) = after.split_at_checked(length).ok_or(Error::Shape)?;
            self.decoder.decode(packet, &mut self.samples)?;
            rest = after;
        }
        Ok(())
    }

    fn finished(mut self) -> Piece {
        self.samples.drain(..self.lookahead.min(self.samples.len()));
        self.samples.truncate(self.wanted);
        let offset_ms = Millis::try_from(self.first / RATE_MS).unwrap_or(Millis::MAX);
        Piece { offset_ms, samples: self.samples }
    }
}
