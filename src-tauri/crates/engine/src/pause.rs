//! A pause that ends with the day.

use crate::Result;
use crate::daybook::Daybook;
use domain::time::{Moment, day_bounds};

impl Daybook {
    /// Pauses capture until local midnight, and returns when that is. A day on which the clocks
    /// are put forward or back is as long as it is.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn pause_until_tomorrow(&self) -> Result<Moment> {
        let until = day_bounds(self.today(), &self.clock.zone()).end;
        self.pause(Some(until))?;
        Ok(until)
    }
}
