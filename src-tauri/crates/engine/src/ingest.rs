//! Real files through the pipeline that live captures take.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::pipeline::Pipeline;
use capture::picture::{MAX_LINES, Pixels, QUALITY};
use capture::sound::Segment;
use domain::activity::{Activity, State, Window};
use domain::block::Block;
use domain::chunk::Stage;
use domain::exclusion::Exclusions;
use domain::id::{CaptureId, ChunkId};
use domain::ledger::Change;
use domain::time::{HOUR, Moment, SECOND, Span};
use domain::transcript::Track;
use speech::{Cancel, Sound};
use std::path::{Path, PathBuf};
use store::captures::{self, Capture, Kind};
use store::chunks::{self, Origin};
use store::receipts::Receipt;
use store::{activities, blocks, receipts};

/// Nobody's working day is longer.
const LONGEST: i64 = 24 * HOUR;

/// What is to be taken in.
#[derive(Debug, Clone)]
pub struct Request {
    /// When it was captured.
    pub span: Span,
    /// Sound files, one after the other from the start.
    pub audio: Vec<PathBuf>,
    /// Pictures, evenly spread.
    pub screenshots: Vec<PathBuf>,
    /// Which window came to the front when, in any order.
    pub windows: Vec<(Moment, Window)>,
}

/// What came of it.
#[derive(Debug)]
pub struct Ingested {
    /// The chunk that was made.
    pub chunk: ChunkId,
    /// What was said.
    pub transcript: String,
    /// The blocks in that time.
    pub blocks: Vec<Block>,
    /// What was wiped again; `None` if the chunk could not be finished yet.
    pub wiped: Option<Receipt>,
}

impl Pipeline {
    /// Takes files in: they are checked, sealed in the spool, and go through every stage.
    /// Drafts that an earlier ingest made of the same time are replaced; what a person edited
    /// or confirmed stays.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the times cannot be right; nothing has changed then.
    pub fn ingest(&mut self, request: &Request, cancel: &Cancel) -> Result<Ingested> {
        check(request)?;
        // Everything is read before anything is written.
        let sounds = read_sounds(&request.audio)?;
        let pictures = read_pictures(&request.screenshots)?;
        let daybook = self.daybook().clone();
        let rows = ledger_rows(request, &daybook.exclusions()?);
        let now = daybook.now();
        let id = ChunkId::mint(now, daybook.clock.random());
        let mut all = Vec::new();
        let put = self.put(request, id, &sounds, &pictures, &rows, &mut all);
        let written = put.and_then(|key| write(&daybook, request.span, id, &key, &rows, &all, now));
        if let Err(error) = written {
            self.take_back(&all);
            return Err(error);
        }
        let mut transcript = String::new();
        loop {
            let chunk = daybook.store.read(|db| chunks::get(db, id))?;
            let Some(chunk) = chunk.filter(|chunk| chunk.stage != Stage::Wiped) else { break };
            if chunk.stage == Stage::Transcribed {
                transcript = self.transcript(id)?;
            }
            self.step(&chunk, cancel)?;
        }
        let span = request.span;
        let (blocks, wiped) = daybook.store.read(|db| {
            let receipts = receipts::newest(db, 20)?;
            let wiped = receipts.into_iter().find(|receipt| receipt.chunk == id.to_string());
            Ok((blocks::within(db, span)?, wiped))
        })?;
        Ok(Ingested { chunk: id, transcript, blocks, wiped })
    }

    /// Seals the files in the spool. Whatever was put is named in `all`, in success and failure.
    fn put(
        &self,
        request: &Request,
        chunk: ChunkId,
        sounds: &[Sound],
        pictures: &[Vec<u8>],
        rows: &[Activity],
        all: &mut Vec<Capture>,
    ) -> Result<Vec<u8>> {
        let spool = &self.keys().spool;
        let clock = &self.daybook().clock;
        let mut at = request.span.start;
        for sound in sounds {
            let id = CaptureId::mint(at, clock.random());
            let (mut segment, stored) = Segment::begin(spool, id)?;
            let span = Span::new(at, at.plus(sound.duration_ms()));
            let kind = Kind::Sound(Track::Microphone);
            all.push(Capture {
                id,
                chunk,
                kind,
                file: stored.file,
                key: stored.key.0,
                span,
                size_bytes: 0,
            });
            segment.write(0, sound.samples())?;
            let finished = segment.finish()?;
            if let Some(capture) = all.last_mut() {
                capture.size_bytes = finished.size_bytes;
            }
            at = span.end;
        }
        for (nth, bytes) in pictures.iter().enumerate() {
            let at = spread(request.span, nth, pictures.len());
            let seen = rows.iter().find(|row| row.span.contains(at));
            if seen.is_some_and(|row| row.state == State::Excluded) {
                continue;
            }
            let id = CaptureId::mint(at, clock.random());
            let stored = spool.put(capture::spool::Kind::Picture, id, bytes)?;
            all.push(Capture {
                id,
                chunk,
                kind: Kind::Picture,
                file: stored.file,
                key: stored.key.0,
                span: Span::new(at, at),
                size_bytes: stored.size_bytes,
            });
        }
        Ok(self.keys().sealer.new_key(&chunk.to_string())?.0)
    }

    /// Nothing was written down: what was sealed so far goes.
    fn take_back(&self, all: &[Capture]) {
        let Some(first) = all.first() else { return };
        let files = all.iter().map(|capture| capture.file.clone()).collect();
        let now = self.daybook().now().max(first.span.start);
        let proof =
            capture::spool::Wipeable::past_retention(first.chunk, files, first.span.start, now, 0);
        if let Some(proof) = proof {
            let _ = self.keys().spool.wipe(&proof);
        }
    }
}

/// Writes the chunk, its captures and the ledger's rows in one transaction.
fn write(
    daybook: &Daybook,
    span: Span,
    id: ChunkId,
    key: &[u8],
    rows: &[Activity],
    all: &[Capture],
    now: Moment,
) -> Result<()> {
    let (key, rows, all) = (key.to_vec(), rows.to_vec(), all.to_vec());
    daybook.store.write(move |tx| {
        chunks::open(tx, id, span.start, Origin::Ingest, &key)?;
        for capture in &all {
            captures::put(tx, capture)?;
        }
        activities::clear(tx, span)?;
        activities::apply(tx, &rows.into_iter().map(Change::Put).collect::<Vec<_>>())?;
        blocks::clear_drafts(tx, span, now)?;
        chunks::close(tx, id, span.end)?;
        // This process finishes it; should it fail, whoever captures takes over later.
        chunks::reserve(tx, id, now.plus(600 * SECOND))
    })?;
    Ok(())
}

fn check(request: &Request) -> Result<()> {
    let refuse = |sentence: &str| Err(Error::Input(sentence.to_owned()));
    if request.span.is_empty() {
        return refuse("the end lies before the start, or is the same; give --end after --start");
    }
    if request.span.millis() > LONGEST {
        return refuse("that is more than a day; take it in day by day");
    }
    if request.windows.iter().any(|(at, _)| !request.span.contains(*at)) {
        return refuse("a window's time lies outside --start and --end");
    }
    Ok(())
}

fn read_sounds(files: &[PathBuf]) -> Result<Vec<Sound>> {
    let read = |path: &PathBuf| {
        speech::decode::file(path).map_err(|source| Error::Audio { path: path.clone(), source })
    };
    files.iter().map(read).collect()
}

fn read_pictures(files: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    files.iter().map(|path| read_picture(path)).collect()
}

fn read_picture(path: &Path) -> Result<Vec<u8>> {
    let bytes =
        std::fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let refused = |_| Error::Picture { path: path.to_owned() };
    let pixels = Pixels::decode(&bytes).map_err(refused)?;
    pixels.shrunk(MAX_LINES).webp(QUALITY).map_err(refused)
}

/// When the `nth` of `count` pictures was taken, if they are spread evenly.
fn spread(span: Span, nth: usize, count: usize) -> Moment {
    let share = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (nth, count) = (share(nth), share(count).max(1));
    span.start
        .plus(span.millis().saturating_mul(nth.saturating_mul(2).saturating_add(1)) / (count * 2))
}

/// The ledger of that time: one row per window, excluded ones without their content.
fn ledger_rows(request: &Request, exclusions: &Exclusions) -> Vec<Activity> {
    let mut windows = request.windows.clone();
    windows.sort_by_key(|(at, _)| *at);
    let mut rows = Vec::new();
    let first = windows.first().map_or(request.span.end, |(at, _)| *at);
    rows.push(Activity {
        span: Span::new(request.span.start, first),
        state: State::Working,
        window: None,
    });
    for (nth, (start, window)) in windows.iter().enumerate() {
        let end = windows.get(nth + 1).map_or(request.span.end, |(at, _)| *at);
        let excluded = exclusions.verdict(window).is_excluded();
        let state = if excluded { State::Excluded } else { State::Working };
        let window = (!excluded).then(|| window.clone());
        rows.push(Activity { span: Span::new(*start, end), state, window });
    }
    rows.retain(|row| !row.span.is_empty());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_become_rows_without_a_gap() {
        let window = |program: &str| Window { program: program.into(), ..Window::default() };
        let request = Request {
            span: Span::new(Moment(0), Moment(100)),
            audio: vec![],
            screenshots: vec![],
            windows: vec![(Moment(60), window("KeePassXC")), (Moment(20), window("code"))],
        };
        let rows = ledger_rows(&request, &Exclusions::with_defaults(&[], vec![]));
        let drawn: Vec<_> = rows
            .iter()
            .map(|row| (row.span.start.0, row.span.end.0, row.state, row.window.is_some()))
            .collect();
        assert_eq!(
            drawn,
            [
                (0, 20, State::Working, false),
                (20, 60, State::Working, true),
                (60, 100, State::Excluded, false),
            ]
        );
    }

    #[test]
    fn pictures_lie_evenly_in_their_time() {
        let span = Span::new(Moment(0), Moment(60));
        let at: Vec<_> = (0..3).map(|nth| spread(span, nth, 3).0).collect();
        assert_eq!(at, [10, 30, 50]);
    }
}
