//! By what work is valued: rates, currencies, roundings, and what is written down of work that was
//! billed, so that it keeps its worth when those change.

use domain::block::Status;
use domain::currency::Currency;
use domain::days::{Midnight, entry_day, worked_by_day};
use domain::id::{BlockId, ClientId};
use domain::money::Money;
use domain::rate::Book;
use domain::rounding::Policy;
use domain::time::{Date, Millis, Moment, Span, TimeZone};
use domain::valuation::value;
use domain::work::{Frozen, FrozenDays, Work};
use std::collections::BTreeMap;
use store::entries::Row;
use store::{Connection, clients, rates, works};

/// All rates, and in which currency each client is billed.
pub(crate) fn book(db: &Connection) -> store::Result<Book> {
    Ok(Book::new(rates::list(db)?, clients::currencies(db)?))
}

/// How billable time of each client is rounded; only of those that have it rounded.
pub(crate) fn roundings(db: &Connection) -> store::Result<BTreeMap<ClientId, Policy>> {
    let clients = clients::list(db)?.into_iter();
    let rounded = clients.filter(|client| client.rounding != Policy::NONE);
    Ok(rounded.map(|client| (client.id, client.rounding)).collect())
}

/// What is to be written down of an entry that was billed elsewhere, for a client who is billed in
/// `currency`: it counted as long as it was, at that rate if it is known.
pub(crate) fn billed_elsewhere(
    row: &Row,
    per_hour: Option<Money>,
    currency: Option<Currency>,
) -> FrozenDays {
    let is_paid = row.entry.block().answer.billable;
    let per_hour = per_hour.filter(|rate| is_paid && Some(rate.currency) == currency);
    let frozen = |length| Frozen { per_hour, billed_ms: Some(length) };
    own_days(row).into_iter().map(|(day, length)| (day, frozen(length))).collect()
}

/// How long an entry is on each of its days where it was worked.
pub(crate) fn own_days(row: &Row) -> BTreeMap<Date, Millis> {
    let Row { entry, details } = row;
    if details.is_untimed {
        return BTreeMap::from([(entry_day(entry), entry.length())]);
    }
    worked_by_day([entry], Midnight::Entry)
}

/// Writes down what billed entries were billed at.
pub(crate) fn freeze(
    tx: &Connection,
    to_freeze: &BTreeMap<BlockId, FrozenDays>,
    now: Moment,
) -> store::Result<()> {
    to_freeze.iter().try_for_each(|(block, days)| rates::freeze(tx, *block, days, now))
}

/// Writes down how long a client's billed entries counted, before another rounding takes the place
/// of the one that they were billed by.
pub(crate) fn freeze_lengths(
    tx: &Connection,
    client: ClientId,
    home: &TimeZone,
    now: Moment,
) -> store::Result<()> {
    let kept = works::of_client(tx, client, Span::new(Moment(i64::MIN), Moment(i64::MAX)), home)?;
    let billed = kept.into_iter().filter(|one| one.status == Status::Billed);
    let billed: Vec<Work> = billed.map(|one| one.work).collect();
    let roundings = roundings(tx)?;
    let mut to_freeze: BTreeMap<BlockId, FrozenDays> = BTreeMap::new();
    for part in value(&billed, &Book::default(), &roundings, home) {
        let frozen = to_freeze.entry(part.work.id).or_default().entry(part.own_day).or_default();
        frozen.billed_ms = Some(frozen.billed_ms.unwrap_or_default() + part.billed);
    }
    freeze(tx, &to_freeze, now)
}
