//! When the recorder opens, cuts and closes a chunk.

use super::{Open, REST, Recorder};
use crate::Result;
use domain::activity::State;
use domain::chunk::cut;
use domain::id::ChunkId;
use domain::time::{Millis, Moment};
use store::activities;
use store::chunks::{self, Origin};

impl Recorder {
    /// Ends the open chunk at the last reading before a gap.
    pub(super) fn part(&mut self, now: Moment, reached: Moment) -> Result<()> {
        match &self.chunk {
            Some(open) => {
                let at = open.resting.unwrap_or(reached);
                self.close(now, at)
            }
            None => Ok(()),
        }
    }

    /// Opens, cuts and closes chunks.
    pub(super) fn follow(
        &mut self,
        now: Moment,
        before: Moment,
        state: State,
        idle_ms: Millis,
    ) -> Result<()> {
        let length = self.settings.ledger.chunk_length();
        match &mut self.chunk {
            None if state.is_work() || self.unopened.is_some() => {
                self.open(self.unopened.unwrap_or(before))?;
            }
            None => {}
            Some(open) => {
                if state.is_work() || state == State::Excluded {
                    open.resting = None;
                } else {
                    open.resting.get_or_insert(now);
                }
                let quiet = if self.call { 0 } else { idle_ms };
                let rested = open.resting.filter(|since| now.since(*since) >= REST);
                let at = rested.or_else(|| cut(open.start, now, quiet, length));
                if let Some(at) = at {
                    // What was worked after the cut has no other chunk if nobody works now.
                    let worked = if state.is_work() { at } else { open.resting.unwrap_or(now) };
                    let at = at.max(worked).min(self.ledger.end().unwrap_or(at));
                    self.close(now, at)?;
                    if state.is_work() {
                        self.open(at)?;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn open(&mut self, start: Moment) -> Result<Open> {
        // What is worked until it can be opened belongs to it.
        self.unopened = Some(start);
        let id = ChunkId::mint(start, self.daybook.clock.random());
        let key = self.keys.sealer.new_key(&id.to_string())?;
        self.daybook.store.note(move |tx| chunks::open(tx, id, start, Origin::Live, &key.0))?;
        let open = Open { id, start, resting: None };
        self.chunk = Some(open);
        self.unopened = None;
        Ok(open)
    }

    pub(super) fn close(&mut self, now: Moment, at: Moment) -> Result<()> {
        if let Some(ears) = &mut self.ears {
            ears.cut(at);
        }
        self.hear()?;
        self.note(now, |ledger| ledger.settle(at));
        let Some(open) = self.chunk else { return Ok(()) };
        let changes = std::mem::take(&mut self.pending);
        self.pending_since = None;
        let pulse = self.pulse(now);
        let kept = changes.clone();
        let written = self.daybook.store.note(move |tx| {
            activities::apply(tx, &kept)?;
            pulse.keep(tx)?;
            chunks::close(tx, open.id, at)
        });
        if let Err(error) = written {
            self.pending = changes;
            return Err(error.into());
        }
        self.chunk = None;
        self.wrote(now);
        Ok(())
    }
}
