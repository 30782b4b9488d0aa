//! The events of a calendar, each with its own lines and in its last version.

use super::lines::Line;
use std::collections::{BTreeMap, BTreeSet};

/// A VEVENT: its own lines, without those of alarms inside it.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) line: u64,
    lines: Vec<&'a Line>,
    /// The file ends inside it.
    pub(super) is_cut: bool,
}

impl Event<'_> {
    pub(super) fn one(&self, name: &str) -> Option<&Line> {
        self.lines.iter().copied().find(|line| line.name == name)
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().copied().filter(move |line| line.name == name)
    }

    pub(super) fn uid(&self) -> &str {
        self.said("UID")
    }

    /// What it says under that name; may be nothing.
    pub(super) fn said(&self, name: &str) -> &str {
        self.one(name).map_or("", |line| line.value.as_str())
    }

    /// How late a version it is. Times are written so that they sort.
    fn version(&self) -> (u64, &str, &str) {
        let sequence = self.said("SEQUENCE").parse().unwrap_or(0);
        (sequence, self.said("LAST-MODIFIED"), self.said("DTSTAMP"))
    }
}

/// All events.
pub(super) fn events(lines: &[Line]) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut open: Option<Event<'_>> = None;
    let mut inner = 0_u32;
    for line in lines {
        match open.as_mut() {
            None if line.is("BEGIN", "VEVENT") => {
                open = Some(Event { line: line.number, lines: Vec::new(), is_cut: false });
            }
            None => {}
            Some(_) if line.name == "BEGIN" => inner = inner.saturating_add(1),
            Some(_) if line.name == "END" && inner > 0 => inner = inner.saturating_sub(1),
            Some(_) if line.is("END", "VEVENT") => events.extend(open.take()),
            Some(event) if inner == 0 => event.lines.push(line),
            Some(_) => {}
        }
    }
    events.extend(open.map(|event| Event { is_cut: true, ..event }));
    events
}

/// Of events that are the same one, the last version; and how many others there were.
pub(super) fn latest(events: Vec<Event<'_>>) -> (Vec<Event<'_>>, u64) {
    let mut best: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        if event.uid().is_empty() {
            continue;
        }
        let which = (event.uid().to_owned(), event.said("RECURRENCE-ID").to_owned());
        let kept = best.entry(which).or_insert(at);
        let is_later = events.get(*kept).is_some_and(|other| event.version() >= other.version());
        if is_later {
            *kept = at;
        }
    }
    let all = events.len();
    let best: BTreeSet<usize> = best.into_values().collect();
    let is_kept = |at: usize, event: &Event<'_>| event.uid().is_empty() || best.contains(&at);
    let kept: Vec<Event<'_>> = events
        .into_iter()
        .enumerate()
        .filter(|(at, event)| is_kept(*at, event))
        .map(|(_, event)| event)
        .collect();
    let others = u64::try_from(all.saturating_sub(kept.len())).unwrap_or(u64::MAX);
    (kept, others)
}
