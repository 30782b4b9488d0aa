//! What the owner wishes while the recorder runs: pause, forget, exclusions.

use super::{ATTENTION, Recorder};
use crate::Result;
use crate::events::Event;
use crate::privacy::{self, Request, request_of};
use crate::rules::OWN;
use domain::exclusion::Exclusions;
use domain::ledger::Ledger;
use domain::time::{Moment, Span};
use store::{activities, facts};

impl Recorder {
    /// Reads the owner's wishes.
    pub(super) fn attend(&mut self, now: Moment) -> Result<()> {
        if self.attended.is_some_and(|at| (0..ATTENTION).contains(&now.since(at))) {
            return Ok(());
        }
        self.attended = Some(now);
        let was_paused =
            std::mem::replace(&mut self.paused, self.daybook.paused_until()?.is_some());
        if was_paused && !self.paused {
            // It may have ended by itself.
            self.daybook.events.tell(Event::Ledger);
        }
        let stored = self.daybook.stored_exclusions()?;
        if stored != self.stored {
            self.exclusions = Exclusions::from_stored(OWN, stored.clone());
            self.stored = stored;
        }
        self.call = (self.on_call)().unwrap_or(false);
        if let Some(Request { span, done: None }) = request_of(&self.daybook)? {
            self.forget(now, span)?;
        }
        Ok(())
    }

    fn forget(&mut self, now: Moment, span: Span) -> Result<()> {
        self.flush(now, true)?;
        if let Some(ears) = &mut self.ears {
            ears.cut(now);
        }
        self.hear()?;
        self.camera.forget();
        let done = privacy::forget(&self.daybook, &self.keys, span)?;
        self.ledger = Ledger::resume(self.daybook.store.read(activities::last)?);
        let answer = serde_json::to_string(&Request { span, done: Some(done) }).unwrap_or_default();
        self.daybook.store.write(move |tx| facts::set(tx, facts::FORGET, &answer))?;
        Ok(())
    }
}
