//! Money that waits, and money that was left lying.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::worth::{book, roundings};
use domain::block::Status;
use domain::days::day_of;
use domain::id::{BlockId, ClientId};
use domain::money::Money;
use domain::rate::Book;
use domain::review::leak::{self, Captured, Confirmed, Limits};
use domain::rounding::Policy;
use domain::segments::Segments;
use domain::time::{Date, MINUTE, Millis, Moment, Span, TimeZone, day_bounds};
use domain::valuation::{Valued, value, without_rate, worth};
use domain::work::When;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use store::works::{self, Kept};

/// What waits to be billed, and what was forgotten on the way; each list with the longest time
/// first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaks {
    /// Confirmed billable work that is on no invoice.
    pub waiting: Vec<Waiting>,
    /// Drafts of days before today, for a client, that nothing confirmed counts.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Confirmed billable work for which there is no rate.
    pub unrated: Vec<Unrated>,
    /// Confirmed billable work that has waited for more than thirty days.
    pub old: Vec<Waiting>,
}

/// Work of a client that waits to be billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Whose; `None` is nobody's.
    pub client: Option<ClientId>,
    /// How long it is, in milliseconds, as it was worked.
    pub length: Millis,
    /// How many minutes of it are billed, after the client's rounding.
    pub minutes: i64,
    /// What these are worth, one amount for each currency.
    pub amounts: Vec<Money>,
    /// How many entries.
    pub entries: usize,
    /// The day of the oldest.
    pub since: Date,
}

/// Captured time of a client that nothing confirmed counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Whose.
    pub client: ClientId,
    /// How long.
    pub length: Millis,
    /// The first and the last day of it.
    pub days: (Date, Date),
}

/// Work of a client that has no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrated {
    /// Whose; `None` is nobody's.
    pub client: Option<ClientId>,
    /// How long.
    pub length: Millis,
    /// How many entries.
    pub entries: usize,
    /// The first and the last day of it.
    pub days: (Date, Date),
}

impl Daybook {
    /// What waits to be billed, and what was left lying.
    ///
    /// # Errors
    ///
    /// The database refused, or an amount is too large to count.
    pub fn leaks(&self) -> Result<Leaks> {
        let (now, zone) = (self.now(), self.clock.zone());
        self.store.read(|db| {
            let open = works::unbilled(db, &zone)?;
            let (drafts, confirmed): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|one| one.status == Status::Draft);
            let today = day_bounds(day_of(now, &zone), &zone);
            let drafts: Vec<Kept> =
                drafts.into_iter().filter(|one| one.span.end <= today.start).collect();
            let reach = hull(&drafts);
            let billed = match reach {
                Some(span) => works::billed(db, span, &zone)?,
                None => Vec::new(),
            };
            let (book, roundings) = (book(db)?, roundings(db)?);
            let desk = Desk { book, roundings, zone, now };
            Ok(desk.leaks(&drafts, &confirmed, &billed))
        })?
    }
}

/// What is needed to say what work is worth.
struct Desk {
    book: Book,
    roundings: BTreeMap<ClientId, Policy>,
    zone: TimeZone,
    now: Moment,
}

impl Desk {
    fn leaks(&self, drafts: &[Kept], confirmed: &[Kept], billed: &[Kept]) -> Result<Leaks> {
        let waiting: Vec<&Kept> = confirmed.iter().filter(|one| one.work.billable).collect();
        let works = waiting.iter().map(|one| &one.work);
        let parts = value(works, &self.book, &self.roundings, &self.zone);
        let unrated: BTreeSet<BlockId> = without_rate(&parts).into_iter().collect();
        let of = |one: &Kept| Confirmed {
            block: one.work.id,
            client: one.work.target.client,
            worked: worked(one),
            billable: one.work.billable,
            rated: !unrated.contains(&one.work.id),
            billed: one.status == Status::Billed,
        };
        // A length without a time covers nothing that was captured.
        let is_timed = |one: &&Kept| matches!(one.work.when, When::Spans(_));
        let found = leak::leaks(
            &[],
            &waiting.iter().map(|one| of(one)).collect::<Vec<_>>(),
            self.now,
            &Limits::default(),
        );
        let by_id: BTreeMap<BlockId, &Kept> =
            waiting.iter().map(|one| (one.work.id, *one)).collect();
        let among = |blocks: &[BlockId]| -> Vec<&Kept> {
            blocks.iter().filter_map(|id| by_id.get(id)).copied().collect()
        };
        let old: BTreeSet<BlockId> =
            found.old.iter().flat_map(|old| old.blocks.iter().copied()).collect();
        let is_old = |part: &&Valued<'_>| old.contains(&part.work.id);
        Ok(Leaks {
            old: self.waiting(
                &among(&Vec::from_iter(old.iter().copied())),
                parts.iter().filter(is_old),
            )?,
            waiting: self.waiting(&waiting, parts.iter())?,
            unconfirmed: self
                .unconfirmed(drafts, confirmed.iter().chain(billed).filter(is_timed).map(of)),
            unrated: found
                .unrated
                .into_iter()
                .filter_map(|one| {
                    let entries = one.blocks.len();
                    let days = self.days(hull(among(&one.blocks))?);
                    Some(Unrated { client: one.client, length: one.length, entries, days })
                })
                .collect(),
        })
    }

    /// Drafts for a client that nothing in `confirmed` counts.
    fn unconfirmed(
        &self,
        drafts: &[Kept],
        confirmed: impl Iterator<Item = Confirmed>,
    ) -> Vec<Unconfirmed> {
        let captured = drafts.iter().filter_map(|one| Some((worked(one), one.work.target.client?)));
        let captured: Vec<Captured> = captured
            .flat_map(|(spans, client)| {
                Vec::from(spans).into_iter().map(move |span| Captured { span, client })
            })
            .collect();
        if captured.is_empty() {
            return Vec::new();
        }
        let confirmed: Vec<Confirmed> = confirmed.collect();
        let found = leak::leaks(&captured, &confirmed, self.now, &Limits::default()).unconfirmed;
        let days = |one: leak::Unconfirmed| {
            let (client, length) = (one.client, one.time.length());
            Some(Unconfirmed { client, length, days: self.days(one.time.hull()?) })
        };
        found.into_iter().filter_map(days).collect()
    }

    /// The same work by client, the longest first.
    fn waiting<'a>(
        &self,
        kept: &[&Kept],
        parts: impl Iterator<Item = &'a Valued<'a>>,
    ) -> Result<Vec<Waiting>> {
        let mut by_client: BTreeMap<Option<ClientId>, (Vec<&Kept>, Vec<&Valued<'_>>)> =
            BTreeMap::new();
        for one in kept {
            by_client.entry(one.work.target.client).or_default().0.push(one);
        }
        for part in parts {
            by_client.entry(part.work.target.client).or_default().1.push(part);
        }
        let mut found = Vec::new();
        for (client, (kept, parts)) in by_client {
            let Some(hull) = hull(kept.iter().copied()) else { continue };
            let billed: Millis = parts.iter().map(|part| part.billed).sum();
            found.push(Waiting {
                client,
                length: kept.iter().map(|one| length(one)).sum(),
                minutes: billed.saturating_add(MINUTE / 2) / MINUTE,
                amounts: worth(parts).map_err(Error::input)?,
                entries: kept.len(),
                since: self.days(hull).0,
            });
        }
        found.sort_by_key(|one| Reverse(one.length));
        Ok(found)
    }

    /// The first and the last local day of some time.
    fn days(&self, span: Span) -> (Date, Date) {
        let last = span.end.minus(1).max(span.start);
        (day_of(span.start, &self.zone), day_of(last, &self.zone))
    }
}

/// The stretches in which an entry was worked; of one with only a length, as if from midnight.
fn worked(kept: &Kept) -> Segments {
    match &kept.work.when {
        When::Spans(spans) => Segments::new(spans.iter().copied()),
        When::OnDay(..) => Segments::from(kept.span),
    }
}

fn length(kept: &Kept) -> Millis {
    match &kept.work.when {
        When::Spans(spans) => spans.iter().map(|span| span.millis()).sum(),
        When::OnDay(_, millis) => *millis,
    }
}

/// From the first start to the last end.
fn hull<'a>(kept: impl IntoIterator<Item = &'a Kept>) -> Option<Span> {
    kept.into_iter()
        .map(|one| one.span)
        .reduce(|whole, one| Span::new(whole.start.min(one.start), whole.end.max(one.end)))
}
