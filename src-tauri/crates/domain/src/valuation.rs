//! What work is worth: cut into local days, rounded as its client was promised, each part at the
//! rate of its day.
//!
//! Rates and rounding go by the day where the work was done, so that it is worth the same wherever
//! somebody looks; only which day of a report it stands on goes by the zone of the report. What is
//! billed keeps the rate and the length that are frozen for it ([`crate::work::Frozen`]).
//!
//! Everything that shows or counts money goes through [`value`], so that a report and a budget
//! cannot disagree.
//!
//! A part's worth stays exact, as minor units times milliseconds; it is rounded where it is
//! summed, once. So an entry that was split is worth what it was worth before.

use crate::apportion::round_half_away;
use crate::currency::Currency;
use crate::id::{BlockId, ClientId};
use crate::money::{Money, Refusal};
use crate::rate::Book;
use crate::rounding::{Length, Policy};
use crate::time::{Date, HOUR, Millis, TimeZone};
use crate::work::{Part, Work};
use std::collections::BTreeMap;

/// What an exact worth is divided by to become minor units: a rate is for an hour, and a length is
/// in milliseconds.
pub const EXACT: i128 = HOUR as i128;

/// What of an entry lies on a local day, and has one rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Valued<'a> {
    /// The entry.
    pub work: &'a Work,
    /// The day.
    pub day: Date,
    /// The day where it was worked.
    pub own_day: Date,
    /// How long it was, in milliseconds.
    pub worked: Millis,
    /// How long it counts for the client, in milliseconds: after the client's rounding if it is
    /// billable, as long as it was if not.
    pub billed: Millis,
    /// What an hour is worth; `None` if it is not billable, or nobody set a rate.
    pub per_hour: Option<Money>,
}

impl Valued<'_> {
    /// Its worth in minor units times milliseconds ([`EXACT`]); `None` without a rate.
    #[must_use]
    pub fn exact(&self) -> Option<i128> {
        let per_hour = self.per_hour?;
        // Two numbers of 64 bits fit into 128.
        Some(i128::from(per_hour.minor).saturating_mul(i128::from(self.billed)))
    }

    /// Whether the client pays and nobody said how much.
    #[must_use]
    pub const fn lacks_rate(&self) -> bool {
        self.work.billable && self.per_hour.is_none()
    }
}

/// The parts of `works` by local day in `zone`, in the order given, valued by `book`. Billable
/// time of a client in `roundings` is rounded by that policy; per day, that is all of the
/// client's billable time in `works` on that day where it was worked, what is billed apart from
/// what is not: an invoice does not change when there is more work.
#[must_use]
pub fn value<'a>(
    works: impl IntoIterator<Item = &'a Work>,
    book: &Book,
    roundings: &BTreeMap<ClientId, Policy>,
    zone: &TimeZone,
) -> Vec<Valued<'a>> {
    let mut parts: Vec<Valued<'a>> = Vec::new();
    let mut to_round: BTreeMap<(ClientId, bool), Vec<(usize, Length)>> = BTreeMap::new();
    for work in works {
        let own = work.parts(zone);
        for (part, frozen) in own.iter().zip(work.frozen_lengths(&own)) {
            let Part { day, own_day, millis } = *part;
            if let (None, Some(client)) = (frozen, rounded_for(work, roundings)) {
                let length = Length { entry: work.id, day: own_day, millis };
                let group = (client, work.billed.is_some());
                to_round.entry(group).or_default().push((parts.len(), length));
            }
            let per_hour = book.per_hour(work, own_day);
            let billed = frozen.unwrap_or(millis);
            parts.push(Valued { work, day, own_day, worked: millis, billed, per_hour });
        }
    }
    for ((client, _), lengths) in to_round {
        let policy = roundings.get(&client).copied().unwrap_or_default();
        let (places, lengths): (Vec<usize>, Vec<Length>) = lengths.into_iter().unzip();
        for (place, billed) in places.into_iter().zip(policy.apply(&lengths)) {
            if let Some(part) = parts.get_mut(place) {
                part.billed = billed;
            }
        }
    }
    parts
}

/// The entries that are billable and have no rate on at least one of their days, in the order
/// given, each once.
#[must_use]
pub fn without_rate(parts: &[Valued<'_>]) -> Vec<BlockId> {
    let mut found: Vec<BlockId> = Vec::new();
    for part in parts.iter().filter(|part| part.lacks_rate()) {
        // The parts of an entry stand together.
        if found.last() != Some(&part.work.id) {
            found.push(part.work.id);
        }
    }
    found
}

/// What `parts` are worth together: one amount for each currency, by code, each summed exactly and
/// rounded once.
///
/// # Errors
///
/// If an amount is too large to count.
pub fn worth<'a>(parts: impl IntoIterator<Item = &'a Valued<'a>>) -> Result<Vec<Money>, Refusal> {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for part in parts {
        if let (Some(per_hour), Some(exact)) = (part.per_hour, part.exact()) {
            let sum = sums.entry(per_hour.currency).or_default();
            *sum = add(*sum, exact)?;
        }
    }
    sums.into_iter()
        .map(|(currency, exact)| {
            let minor = i64::try_from(round_half_away(exact, EXACT));
            Ok(Money::new(minor.map_err(|_| Refusal::TooLarge)?, currency))
        })
        .collect()
}

/// Adds up exact worths.
pub(crate) fn add(sum: i128, more: i128) -> Result<i128, Refusal> {
    sum.checked_add(more).ok_or(Refusal::TooLarge)
}

fn rounded_for(work: &Work, roundings: &BTreeMap<ClientId, Policy>) -> Option<ClientId> {
    work.target.client.filter(|client| work.billable && roundings.contains_key(client))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use crate::id::RateId;
    use crate::rate::{Rate, Scope};
    use crate::time::{MINUTE, Moment};
    use crate::work::Frozen;
    use crate::work::tests::{berlin, block, client, date, on_day, work};

    fn book() -> Book {
        let rate = |number, from, per_hour: &str| Rate {
            id: RateId::mint(Moment(number), [6; 10]),
            scope: Scope::Client(client(1)),
            from: date(from),
            per_hour: Some(per_hour.parse().unwrap()),
        };
        let rates = [rate(1, "2026-01-01", "60.00 EUR"), rate(2, "2026-12-01", "90.00 EUR")];
        Book::new(rates, [(client(1), Currency::EUR)])
    }

    fn rounded(policy: &str) -> BTreeMap<ClientId, Policy> {
        BTreeMap::from([(client(1), policy.parse().unwrap())])
    }

    #[test]
    fn work_over_a_change_at_midnight_is_paid_by_its_days() {
        let works = [work(1, "2026-11-30T22:30:00+01:00", "2026-12-01T01:15:00+01:00")];
        let parts = value(&works, &book(), &BTreeMap::new(), &berlin());
        let shown: Vec<_> = parts
            .iter()
            .map(|part| (part.day, part.worked / MINUTE, part.per_hour.unwrap().to_string()))
            .collect();
        let expected = [
            (date("2026-11-30"), 90, "60.00 EUR".to_owned()),
            (date("2026-12-01"), 75, "90.00 EUR".to_owned()),
        ];
        assert_eq!(shown, expected);
        let exact: i128 = parts.iter().filter_map(Valued::exact).sum();
        assert_eq!(exact, (9_000 + 11_250) * EXACT, "1.5 h at 60.00 and 1.25 h at 90.00");
    }

    #[test]
    fn only_what_the_client_pays_is_rounded() {
        let mut free = on_day(2, "2026-11-20", 7 * MINUTE);
        free.billable = false;
        let mut other = on_day(3, "2026-11-20", 7 * MINUTE);
        other.target.client = Some(client(2));
        let works = [on_day(1, "2026-11-20", 7 * MINUTE), free, other];
        let parts = value(&works, &book(), &rounded("up 15 per day"), &berlin());
        let lengths: Vec<_> =
            parts.iter().map(|part| (part.worked / MINUTE, part.billed / MINUTE)).collect();
        assert_eq!(lengths, [(7, 15), (7, 7), (7, 7)]);
        assert_eq!(without_rate(&parts), [block(3)], "nobody set a rate for the other client");
        assert_eq!(parts[1].per_hour, None, "work that is not billable has no rate");
    }

    #[test]
    fn a_frozen_rate_stays() {
        let mut billed = on_day(1, "2026-12-02", 60 * MINUTE);
        let frozen = Frozen { per_hour: Some("60.00 EUR".parse().unwrap()), billed_ms: None };
        billed.billed = Some([(date("2026-12-02"), frozen)].into());
        let works = [billed];
        let parts = value(&works, &book(), &BTreeMap::new(), &berlin());
        assert_eq!(parts[0].exact(), Some(6_000 * EXACT));
    }

    #[test]
    fn each_day_of_a_billed_entry_keeps_its_own_rate_and_length() {
        let mut billed = work(1, "2026-11-30T22:30:00+01:00", "2026-12-01T01:15:00+01:00");
        let frozen = |per_hour: &str, minutes| Frozen {
            per_hour: Some(per_hour.parse().unwrap()),
            billed_ms: Some(minutes * MINUTE),
        };
        let days =
            [("2026-11-30", frozen("50.00 EUR", 90)), ("2026-12-01", frozen("70.00 EUR", 80))];
        billed.billed = Some(days.map(|(day, frozen)| (date(day), frozen)).into());
        let works = [billed, on_day(2, "2026-12-01", 7 * MINUTE)];
        let shown = |zone: &TimeZone| -> Vec<(Date, i64, String)> {
            value(&works, &book(), &rounded("up 60 per day"), zone)
                .iter()
                .map(|part| (part.day, part.billed / MINUTE, part.per_hour.unwrap().to_string()))
                .collect()
        };
        let [first, second] = [date("2026-11-30"), date("2026-12-01")];
        let open = (second, 60, "90.00 EUR".to_owned());
        let at_home = [(first, 90, "50.00 EUR".to_owned()), (second, 80, "70.00 EUR".to_owned())];
        assert_eq!(shown(&berlin()), [&at_home[..], std::slice::from_ref(&open)].concat());
        let elsewhere = TimeZone::get("Pacific/Auckland").unwrap();
        let there = [(second, 90, "50.00 EUR".to_owned()), (second, 80, "70.00 EUR".to_owned())];
        assert_eq!(shown(&elsewhere), [&there[..], &[open]].concat());
    }

    #[test]
    fn work_is_worth_the_same_wherever_somebody_looks() {
        let works = [
            work(1, "2026-11-30T22:00:00+01:00", "2026-12-01T00:30:00+01:00"),
            work(2, "2026-11-30T09:00:00+01:00", "2026-11-30T09:20:00+01:00"),
        ];
        let check = |zone: &str, policy: &str, expected: &str| {
            let zone = TimeZone::get(zone).unwrap();
            let parts = value(&works, &book(), &rounded(policy), &zone);
            assert_eq!(worth(&parts).unwrap(), [expected.parse().unwrap()], "in {zone:?}");
        };
        for zone in ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "UTC"] {
            check(zone, "none", "185.00 EUR");
            check(zone, "up 60 per day", "270.00 EUR");
        }
    }

    #[test]
    fn an_entry_without_a_rate_is_named_once() {
        let works = [work(1, "2025-11-30T22:30:00+01:00", "2025-12-01T01:15:00+01:00")];
        let parts = value(&works, &book(), &BTreeMap::new(), &berlin());
        assert_eq!(parts.len(), 2);
        assert_eq!(without_rate(&parts), [block(1)]);
    }
}
