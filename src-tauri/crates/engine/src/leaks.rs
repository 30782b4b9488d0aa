//! Money that waits, and money that was left lying.

use crate::Result;
use crate::budgets::roundings;
use crate::daybook::Daybook;
use crate::error::Error;
use crate::rates::book;
use domain::block::Status;
use domain::days::day_of;
use domain::id::{BlockId, ClientId};
use domain::money::Money;
use domain::rate::Book;
use domain::report::{By, Days, Key, Request, Weekday, report};
use domain::review::leak::{self, Captured, Confirmed, Limits};
use domain::rounding::Policy;
use domain::segments::Segments;
use domain::time::{Date, Millis, Moment, Span, TimeZone, day_bounds};
use domain::valuation::{value, without_rate};
use domain::work::{When, Work};
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
        let limits = Limits::default();
        let waiting: Vec<&Kept> = confirmed.iter().filter(|one| one.work.billable).collect();
        let works: Vec<Work> = waiting.iter().map(|one| one.work.clone()).collect();
        let parts = value(&works, &self.book, &self.roundings, &self.zone);
        let unrated: BTreeSet<BlockId> = without_rate(&parts).into_iter().collect();
        let of = |one: &Kept| Confirmed {
            block: one.work.id,
            client: one.work.target.client,
            worked: worked(one),
            billable: one.work.billable,
            rated: !unrated.contains(&one.work.id),
            billed: one.status == Status::Billed,
        };
        let all: Vec<Confirmed> = confirmed.iter().map(of).collect();
        // A length without a time covers nothing that was captured.
        let is_timed = |one: &&Kept| matches!(one.work.when, When::Spans(_));
        let seen: Vec<Confirmed> =
            confirmed.iter().chain(billed).filter(is_timed).map(of).collect();
        let captured = drafts.iter().filter_map(|one| Some((one, one.work.target.client?)));
        let captured: Vec<Captured> = captured
            .flat_map(|(one, client)| {
                let spans = worked(one);
                spans
                    .as_slice()
                    .iter()
                    .map(|span| Captured { span: *span, client })
                    .collect::<Vec<_>>()
            })
            .collect();
        let unconfirmed = leak::leaks(&captured, &seen, self.now, &limits).unconfirmed;
        let found = leak::leaks(&[], &all, self.now, &limits);
        let by_id: BTreeMap<BlockId, &Kept> =
            waiting.iter().map(|one| (one.work.id, *one)).collect();
        let among = |blocks: &[BlockId]| -> Vec<&Kept> {
            blocks.iter().filter_map(|id| by_id.get(id)).copied().collect()
        };
        let old: Vec<&Kept> = found.old.iter().flat_map(|old| among(&old.blocks)).collect();
        Ok(Leaks {
            waiting: self.waiting(&waiting)?,
            unconfirmed: unconfirmed
                .into_iter()
                .filter_map(|one| {
                    let hull = one.time.hull()?;
                    let (client, length) = (one.client, one.time.length());
                    Some(Unconfirmed { client, length, days: self.days(hull) })
                })
                .collect(),
            unrated: found
                .unrated
                .into_iter()
                .filter_map(|one| {
                    let entries = one.blocks.len();
                    let days = self.days(hull(among(&one.blocks))?);
                    Some(Unrated { client: one.client, length: one.length, entries, days })
                })
                .collect(),
            old: self.waiting(&old)?,
        })
    }

    /// The same work by client.
    fn waiting(&self, kept: &[&Kept]) -> Result<Vec<Waiting>> {
        let Some(whole) = hull(kept.iter().copied()) else { return Ok(Vec::new()) };
        let (first, last) = self.days(whole);
        // A day more at both ends, for lengths on days of another zone.
        let days = Days::new(first.yesterday().unwrap_or(first), last.tomorrow().unwrap_or(last));
        let works: Vec<Work> = kept.iter().map(|one| one.work.clone()).collect();
        let asked = Request {
            days: days.map_err(Error::input)?,
            by: By::Client,
            first_weekday: Weekday::Monday,
            zone: &self.zone,
            book: &self.book,
            roundings: &self.roundings,
            budgets: &[],
        };
        let mut found: BTreeMap<Option<ClientId>, Waiting> = BTreeMap::new();
        for row in report(&works, &asked).map_err(Error::input)?.rows {
            let Key::Client(client) = row.key else { continue };
            let (minutes, amounts) = (row.sums.minutes, row.sums.amounts);
            let one = Waiting { client, length: 0, minutes, amounts, entries: 0, since: last };
            found.insert(client, one);
        }
        for one in kept {
            if let Some(waiting) = found.get_mut(&one.work.target.client) {
                waiting.length = waiting.length.saturating_add(worked(one).length());
                waiting.entries = waiting.entries.saturating_add(1);
                waiting.since = waiting.since.min(self.days(one.span).0);
            }
        }
        let mut found: Vec<Waiting> = found.into_values().collect();
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

/// From the first start to the last end.
fn hull<'a>(kept: impl IntoIterator<Item = &'a Kept>) -> Option<Span> {
    kept.into_iter()
        .map(|one| one.span)
        .reduce(|whole, one| Span::new(whole.start.min(one.start), whole.end.max(one.end)))
}
