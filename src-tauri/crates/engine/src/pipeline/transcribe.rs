//! Captured → Transcribed: sound and pictures become words.

use super::{Pipeline, staged};
use crate::Result;
use capture::picture::Pixels;
use capture::seal::WrappedKey;
use capture::tiles::Grid;
use domain::chunk::{Chunk, Stage};
use domain::pieces::{Heard, Seen};
use domain::time::Span;
use domain::transcript::Track;
use speech::{Cancel, Sound};
use staged::{Phrase, Sight, Words};
use store::captures::{self, Capture, Kind};
use store::chunks;

impl Pipeline {
    pub(super) fn transcribe(&mut self, chunk: &Chunk, cancel: &Cancel) -> Result<()> {
        let id = chunk.id;
        let (all, key) = self
            .daybook
            .store
            .read(|db| Ok((captures::of_chunk(db, id)?, chunks::key(db, id)?)))?;
        let mut words = Words::default();
        for capture in &all {
            if let Kind::Sound(track) = capture.kind {
                words.heard.extend(self.hear(chunk, capture, track, cancel)?);
            }
        }
        words.heard.sort_by_key(|phrase| phrase.start_ms);
        words.seen = self.see(chunk, &all, &words.heard(), cancel)?;
        let key = key.map(WrappedKey);
        let sealed = staged::seal(&self.keys, key.as_ref(), id, &words)?;
        self.daybook.store.write(move |tx| {
            if let Some(sealed) = sealed {
                chunks::stage(tx, id, chunks::What::Words, &sealed)?;
            }
            chunks::advance(tx, id, Stage::Captured, Stage::Transcribed)
        })?;
        Ok(())
    }

    /// What was said in one segment. What can never be read gives nothing.
    fn hear(
        &mut self,
        chunk: &Chunk,
        capture: &Capture,
        track: Track,
        cancel: &Cancel,
    ) -> Result<Vec<Phrase>> {
        let key = WrappedKey(capture.key.clone());
        let recorded = match capture::sound::read(&self.keys.spool, &capture.file, &key, capture.id)
        {
            Ok(recorded) => recorded,
            Err(error) if self.gives_up(chunk, error.is_permanent()) => {
                tracing::warn!(chunk.id = %chunk.id, "Left a sound out that cannot be read");
                return Ok(Vec::new());
            }
            Err(error) => return Err(error.into()),
        };
        let sound = Sound::new(joined(&recorded.pieces));
        if sound.is_empty() {
            return Ok(Vec::new());
        }
        let transcript = match self.scribe.transcribe(&sound, &mut |_| {}, cancel) {
            Ok(transcript) => transcript,
            Err(error) if cancel.is_cancelled() => return Err(error.into()),
            Err(error) if self.gives_up(chunk, error.is_permanent()) => {
                tracing::warn!(chunk.id = %chunk.id, "Left a sound out: {error}");
                return Ok(Vec::new());
            }
            Err(error) => return Err(error.into()),
        };
        let start = capture.span.start;
        let phrase = |segment: domain::transcript::Segment| Phrase {
            start_ms: start.plus(segment.start_ms).0,
            end_ms: start.plus(segment.end_ms).0,
            track,
            text: segment.text,
        };
        Ok(transcript.segments.into_iter().map(phrase).collect())
    }

    /// Words on the screen, from a few pictures of stretches that are still unsure.
    fn see(
        &self,
        chunk: &Chunk,
        all: &[Capture],
        heard: &[Heard],
        cancel: &Cancel,
    ) -> Result<Vec<Sight>> {
        let Some(reader) = &self.reader else { return Ok(Vec::new()) };
        let unsure: Vec<Span> = self
            .propose(chunk, heard, &[] as &[Seen])?
            .into_iter()
            .filter(|proposed| !proposed.sure)
            .map(|proposed| proposed.span)
            .collect();
        let pictures = all.iter().filter(|capture| capture.kind == Kind::Picture);
        let asked: Vec<_> = pictures
            .filter(|capture| unsure.iter().any(|span| span.contains(capture.span.start)))
            .collect();
        let mut seen = Vec::new();
        let mut last: Option<Grid> = None;
        for capture in spread(&asked, self.daybook.settings().words.pictures_per_chunk) {
            cancel.check()?;
            let key = WrappedKey(capture.key.clone());
            let Some(pixels) = self
                .keys
                .spool
                .read(&capture.file, &key, capture.id)
                .ok()
                .and_then(|bytes| Pixels::decode(&bytes).ok())
            else {
                tracing::warn!(chunk.id = %chunk.id, "Left a picture out that cannot be read");
                continue;
            };
            let grid = Grid::of(&pixels);
            // Only what is new since the picture that was read before.
            let region = last.as_ref().and_then(|last| last.change(&grid, None).region);
            let part = region.and_then(|region| pixels.crop(region).ok()).unwrap_or(pixels);
            last = Some(grid);
            match reader.read(&part) {
                Ok(text) => seen.push(Sight { at_ms: capture.span.start.0, text }),
                Err(error) => {
                    tracing::warn!(chunk.id = %chunk.id, "Left a picture unread: {error}");
                }
            }
        }
        Ok(seen)
    }
}

/// The pieces of a segment in one stretch, with silence where nothing was kept.
fn joined(pieces: &[capture::sound::Piece]) -> Vec<f32> {
    let per_ms = i64::from(Sound::RATE / 1000);
    let mut samples: Vec<f32> = Vec::new();
    for piece in pieces {
        let at = usize::try_from(piece.offset_ms.saturating_mul(per_ms)).unwrap_or(0);
        if samples.len() < at {
            samples.resize(at, 0.0);
        }
        samples.extend_from_slice(&piece.samples);
    }
    samples
}

/// At most `most` of `all`, evenly spread.
fn spread<'a, T>(all: &'a [&'a T], most: usize) -> impl Iterator<Item = &'a T> {
    let most = most.min(all.len());
    (0..most).filter_map(move |nth| {
        let at = (nth * 2 + 1) * all.len() / (most * 2);
        all.get(at).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use capture::sound::Piece;

    #[test]
    fn silence_that_was_not_kept_is_put_back() {
        let piece = |offset_ms, value| Piece { offset_ms, samples: vec![value; 16] };
        let samples = joined(&[piece(0, 0.5), piece(10, 0.25)]);
        assert_eq!(samples.len(), 11 * 16, "the time base of the original is kept");
        assert_eq!((samples[15], samples[16], samples[160]), (0.5, 0.0, 0.25));
    }

    #[test]
    fn pictures_are_spread_over_the_chunk() {
        let numbers: Vec<i32> = (0..10).collect();
        let all: Vec<&i32> = numbers.iter().collect();
        let check = |most, expected: &[i32]| {
            let chosen: Vec<i32> = spread(&all, most).copied().collect();
            assert_eq!(chosen, expected, "{most} of ten");
        };
        check(0, &[]);
        check(2, &[2, 7]);
        check(3, &[1, 5, 8]);
        check(99, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
