//! Zones of entries by their names, each looked up once in a row of rows.

use domain::time::{TimeZone, zone_of};

/// The zone that was named last.
pub(crate) struct Zones<'a> {
    home: &'a TimeZone,
    last: Option<(String, TimeZone)>,
}

impl<'a> Zones<'a> {
    /// `home` is the zone of entries that were kept before they had one.
    pub(crate) const fn new(home: &'a TimeZone) -> Self {
        Self { home, last: None }
    }

    /// An unknown name is taken for the owner's zone: the instants are right all the same.
    pub(crate) fn of(&mut self, name: &str) -> TimeZone {
        if name.is_empty() {
            return self.home.clone();
        }
        match &self.last {
            Some((known, zone)) if known == name => zone.clone(),
            _ => {
                let zone = zone_of(name).unwrap_or_else(|| self.home.clone());
                self.last = Some((name.to_owned(), zone.clone()));
                zone
            }
        }
    }
}
