//! The review: which drafts to look at first, how far it got, and what was left out.
//!
//! The least certain draft comes first, because it is the likeliest to be wrong; among equals the
//! earlier one. What the owner put off comes last, in the same order.

pub mod leak;
pub mod rule_effect;
pub mod suggestion;

use crate::block::Status;
use crate::entry::Entry;
use crate::id::{BlockId, ClientId};
use crate::time::Millis;
use std::collections::BTreeMap;

/// How much time it is, in how many entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many entries.
    pub entries: u32,
    /// Their lengths together, in milliseconds.
    pub length: Millis,
}

impl Amount {
    fn add(&mut self, entry: &Entry) {
        self.entries = self.entries.saturating_add(1);
        self.length = self.length.saturating_add(entry.length());
    }
}

/// How far the review of some entries got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// What waits to be looked at.
    pub drafts: Amount,
    /// What was confirmed.
    pub confirmed: Amount,
    /// Drafts of nobody.
    pub unassigned: Amount,
    /// Whose drafts they are, the longest time first; `None` is nobody.
    pub unreviewed: Vec<(Option<ClientId>, Amount)>,
}

/// The drafts in the order in which to review them; those in `later` were put off.
#[must_use]
pub fn queue<'a>(entries: &'a [Entry], later: &[BlockId]) -> Vec<&'a Entry> {
    let mut queue: Vec<&Entry> = entries.iter().filter(|entry| is_draft(entry)).collect();
    queue.sort_by(|one, other| {
        let put_off = |entry: &Entry| later.contains(&entry.id());
        let confidence = |entry: &Entry| entry.block().answer.confidence;
        put_off(one)
            .cmp(&put_off(other))
            .then_with(|| confidence(one).total_cmp(&confidence(other)))
            .then_with(|| one.order().cmp(&other.order()))
    });
    queue
}

/// How far the review of these entries got.
#[must_use]
pub fn progress(entries: &[Entry]) -> Progress {
    let mut progress = Progress::default();
    let mut by_client: BTreeMap<Option<ClientId>, Amount> = BTreeMap::new();
    for entry in entries {
        match entry.block().status {
            Status::Draft => {
                let client = entry.block().answer.client;
                progress.drafts.add(entry);
                by_client.entry(client).or_default().add(entry);
                if client.is_none() {
                    progress.unassigned.add(entry);
                }
            }
            Status::Confirmed | Status::Billed => progress.confirmed.add(entry),
        }
    }
    progress.unreviewed = by_client.into_iter().collect();
    progress.unreviewed.sort_by_key(|(_, amount)| std::cmp::Reverse(amount.length));
    progress
}

fn is_draft(entry: &Entry) -> bool {
    match entry.block().status {
        Status::Draft => true,
        Status::Confirmed | Status::Billed => false,
    }
}

#[cfg(test)]
mod tests;
