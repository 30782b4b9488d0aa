//! Money that was left lying: captured time that nobody confirmed, work without a rate, and
//! clients who have not been billed for long.

use crate::id::{BlockId, ClientId};
use crate::segments::Segments;
use crate::time::{DAY, Millis, Moment, Span};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Time that capture says was for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Captured {
    /// When.
    pub span: Span,
    /// For whom.
    pub client: ClientId,
}

/// A confirmed block, as far as billing goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Its id.
    pub block: BlockId,
    /// For whom; `None` is nobody.
    pub client: Option<ClientId>,
    /// When it was worked.
    pub worked: Segments,
    /// Whether the client pays for it.
    pub billable: bool,
    /// Whether there is a rate for it.
    pub rated: bool,
    /// Whether it is on an invoice.
    pub billed: bool,
}

/// Captured time of a client that no confirmed block counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Whose.
    pub client: ClientId,
    /// When.
    pub time: Segments,
}

/// Billable work of a client that has no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrated {
    /// Whose; `None` is nobody's.
    pub client: Option<ClientId>,
    /// Which blocks, in order of time.
    pub blocks: Vec<BlockId>,
    /// Their lengths together, in milliseconds.
    pub length: Millis,
}

/// Billable work of a client that has waited for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Old {
    /// Whose.
    pub client: ClientId,
    /// When the oldest of it began.
    pub since: Moment,
    /// Which blocks are that old, in order of time.
    pub blocks: Vec<BlockId>,
    /// Their lengths together, in milliseconds.
    pub length: Millis,
}

/// What was found, each list with the longest time first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaks {
    /// Captured, but not confirmed.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Confirmed and billable, but without a rate.
    pub unrated: Vec<Unrated>,
    /// Confirmed and billable, but not billed for long.
    pub old: Vec<Old>,
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Less unconfirmed time than this of a client is not worth a word, in milliseconds.
    pub shortest: Millis,
    /// Unbilled work that began more than this many times 24 hours ago is old.
    pub old_after_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { shortest: 15 * crate::time::MINUTE, old_after_days: 30 }
    }
}

/// Finds what was left lying. Time that was confirmed for anybody is no leak of anybody else:
/// somebody looked at it.
#[must_use]
pub fn leaks(
    captured: &[Captured],
    confirmed: &[Confirmed],
    now: Moment,
    limits: &Limits,
) -> Leaks {
    let mut waiting: Vec<&Confirmed> =
        confirmed.iter().filter(|block| block.billable && !block.billed).collect();
    waiting.sort_by_key(|block| (started(block), block.block));
    Leaks {
        unconfirmed: unconfirmed(captured, confirmed, limits.shortest),
        unrated: unrated(&waiting),
        old: old(&waiting, now, limits.old_after_days),
    }
}

fn unconfirmed(
    captured: &[Captured],
    confirmed: &[Confirmed],
    shortest: Millis,
) -> Vec<Unconfirmed> {
    let seen = confirmed.iter().flat_map(|block| block.worked.as_slice().iter().copied());
    let seen = Segments::new(seen);
    let mut by_client: BTreeMap<ClientId, Vec<Span>> = BTreeMap::new();
    for one in captured {
        by_client.entry(one.client).or_default().push(one.span);
    }
    let mut found: Vec<Unconfirmed> = by_client
        .into_iter()
        .map(|(client, spans)| Unconfirmed { client, time: Segments::new(spans).minus(&seen) })
        .filter(|one| one.time.length() >= shortest.max(1))
        .collect();
    found.sort_by_key(|one| Reverse(one.time.length()));
    found
}

fn unrated(waiting: &[&Confirmed]) -> Vec<Unrated> {
    let mut by_client: BTreeMap<Option<ClientId>, Unrated> = BTreeMap::new();
    for block in waiting.iter().filter(|block| !block.rated) {
        let client = block.client;
        let blocks = Vec::new();
        let one = by_client.entry(client).or_insert(Unrated { client, blocks, length: 0 });
        one.blocks.push(block.block);
        one.length = one.length.saturating_add(block.worked.length());
    }
    let mut found: Vec<Unrated> = by_client.into_values().collect();
    found.sort_by_key(|one| Reverse(one.length));
    found
}

fn old(waiting: &[&Confirmed], now: Moment, days: u32) -> Vec<Old> {
    let limit = now.minus(DAY.saturating_mul(i64::from(days)));
    let mut by_client: BTreeMap<ClientId, Old> = BTreeMap::new();
    for block in waiting {
        let (Some(client), Some(since)) = (block.client, started(block)) else { continue };
        if since >= limit {
            continue;
        }
        let blocks = Vec::new();
        let one = by_client.entry(client).or_insert(Old { client, since, blocks, length: 0 });
        one.blocks.push(block.block);
        one.length = one.length.saturating_add(block.worked.length());
    }
    let mut found: Vec<Old> = by_client.into_values().collect();
    found.sort_by_key(|one| Reverse(one.length));
    found
}

fn started(block: &Confirmed) -> Option<Moment> {
    block.worked.hull().map(|hull| hull.start)
}
