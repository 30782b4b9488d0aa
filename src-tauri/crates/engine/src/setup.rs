//! Consent: a desktop captures nothing before its owner has chosen what.

use crate::Result;
use crate::daybook::Daybook;
use crate::events::Event;
use crate::settings::Change;
use store::facts;

/// When the owner chose, in milliseconds.
const SET_UP: &str = "set_up_ms";

impl Daybook {
    /// Whether the owner has chosen what Daybook may capture.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn is_set_up(&self) -> Result<bool> {
        Ok(self.store.glance(|db| facts::get(db, SET_UP))?.is_some())
    }

    /// Keeps the owner's choices, and that they were made. Done again, it changes the settings and
    /// leaves the moment as it was.
    ///
    /// # Errors
    ///
    /// A choice makes no sense, or settings or database refused; nothing counts as chosen then.
    pub fn set_up(&self, choices: &[Change]) -> Result<()> {
        self.change_settings(choices)?;
        let now = self.now().0.to_string();
        let is_new = self.store.write(move |tx| {
            let is_new = facts::get(tx, SET_UP)?.is_none();
            if is_new {
                facts::set(tx, SET_UP, &now)?;
            }
            Ok(is_new)
        })?;
        if is_new {
            self.events.tell(Event::Settings);
        }
        Ok(())
    }
}
