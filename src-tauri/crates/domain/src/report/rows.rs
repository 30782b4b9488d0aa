//! The rows of a report: what belongs to which, added up exactly, and rounded so that it foots.

use super::{By, Key, Row, Share, Sums, Totals};
use crate::apportion::{round_half_away, round_together};
use crate::currency::Currency;
use crate::days::week_of;
use crate::money::{Money, Refusal};
use crate::time::MINUTE;
use crate::valuation::{EXACT, Valued, add};
use jiff::civil::Weekday;
use std::collections::{BTreeMap, BTreeSet};

/// Three kinds of time, in milliseconds or in minutes.
type Lengths = [i128; 3];

/// Places in [`Lengths`].
const PRICED: usize = 0;
const WITHOUT_RATE: usize = 1;
const UNPAID: usize = 2;

/// Exact sums.
#[derive(Debug, Clone, Default)]
struct Exact {
    lengths: Lengths,
    worth: BTreeMap<Currency, i128>,
    /// How much of the time with a rate is worth which currency.
    priced: BTreeMap<Currency, i128>,
}

/// The rows that `part` belongs to: one, but for work with several tags.
pub(super) fn keys(part: &Valued<'_>, by: By, first_weekday: Weekday) -> Vec<Key> {
    let target = part.work.target;
    let key = match by {
        By::Client => Key::Client(target.client),
        By::Project => Key::Project(target.client, target.project),
        By::Task => Key::Task(target.client, target.project, target.task),
        By::Tag if part.work.tags.is_empty() => Key::Tag(None),
        By::Tag => {
            let tags: BTreeSet<_> = part.work.tags.iter().copied().collect();
            return tags.into_iter().map(|tag| Key::Tag(Some(tag))).collect();
        }
        By::Day => Key::Day(part.day),
        By::Week => Key::Week(week_of(part.day, first_weekday).0),
        By::Month => Key::Month(part.day.first_of_month()),
    };
    vec![key]
}

/// Rows with what stands below them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// The rows, ordered by key.
    pub(super) rows: Vec<Row>,
    /// Whether work stands in several rows.
    pub(super) rows_overlap: bool,
    /// Everything together, each counted once.
    pub(super) totals: Totals,
}

/// The rows of `parts`, and their totals.
pub(super) fn add_up(
    parts: &[Valued<'_>],
    keys: impl Fn(&Valued<'_>) -> Vec<Key>,
) -> Result<Table, Refusal> {
    let mut rows: BTreeMap<Key, Exact> = BTreeMap::new();
    // All rows together: by tag, work stands in several.
    let mut whole = Exact::default();
    let mut rows_overlap = false;
    for part in parts {
        let keys = keys(part);
        rows_overlap |= keys.len() > 1;
        for key in keys {
            rows.entry(key).or_default().take_in(part)?;
            whole.take_in(part)?;
        }
    }
    let (keys, rows): (Vec<Key>, Vec<Exact>) = rows.into_iter().unzip();
    let mut sums = vec![Sums::default(); rows.len()];
    for (kind, minutes) in whole.minutes().into_iter().enumerate() {
        let lengths: Vec<i128> =
            rows.iter().map(|row| row.lengths.get(kind).copied().unwrap_or(0)).collect();
        for (sums, minutes) in sums.iter_mut().zip(round_together(&lengths, UNIT, minutes)) {
            sums.count(kind, minutes);
        }
    }
    for (sums, row) in sums.iter_mut().zip(&rows) {
        sums.amounts = row.amounts()?;
    }
    let mut totals = totals(parts)?;
    if !rows_overlap {
        totals.sums.amounts = together(sums.iter().flat_map(|sums| &sums.amounts))?;
    }
    let rows = keys.into_iter().zip(sums).zip(&rows);
    let rows = rows.map(|((key, sums), exact)| {
        let shares = shares(&sums, exact);
        Row { key, sums, shares }
    });
    Ok(Table { rows: rows.collect(), rows_overlap, totals })
}

/// The sum of amounts in each currency, by code.
fn together<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Refusal> {
    let mut sums: BTreeMap<Currency, Money> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(amount.currency).or_insert(Money::zero(amount.currency));
        *sum = sum.plus(*amount)?;
    }
    Ok(sums.into_values().collect())
}

/// A row's sums by currency: the time with a rate is shared among the currencies it is worth.
fn shares(sums: &Sums, exact: &Exact) -> Vec<Share> {
    let unpaid = sums.minutes.saturating_sub(sums.billable_minutes);
    let priced = sums.billable_minutes.saturating_sub(sums.without_rate_minutes);
    let lengths: Vec<i128> = exact.priced.values().copied().collect();
    let minutes = round_together(&lengths, UNIT, priced.into());
    let mut shares: Vec<Share> = sums
        .amounts
        .iter()
        .zip(minutes)
        .map(|(amount, minutes)| {
            let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
            let amount = Some(*amount);
            Share { minutes, billable_minutes: minutes, without_rate_minutes: 0, amount }
        })
        .collect();
    let rest = unpaid.saturating_add(sums.without_rate_minutes);
    if rest > 0 || shares.is_empty() {
        shares.push(Share {
            minutes: rest,
            billable_minutes: sums.without_rate_minutes,
            without_rate_minutes: sums.without_rate_minutes,
            amount: None,
        });
    }
    shares
}

/// All `parts` together, each counted once, and its worth rounded once.
fn totals(parts: &[Valued<'_>]) -> Result<Totals, Refusal> {
    let mut whole = Exact::default();
    let mut worked: i128 = 0;
    for part in parts {
        whole.take_in(part)?;
        worked = worked.saturating_add(part.worked.into());
    }
    let mut sums = Sums::default();
    for (kind, minutes) in whole.minutes().into_iter().enumerate() {
        sums.count(kind, minutes);
    }
    sums.amounts = whole.amounts()?;
    let [priced, without_rate, unpaid] = whole.lengths;
    let billable = priced.saturating_add(without_rate);
    let all = billable.saturating_add(unpaid);
    let permille = round_half_away(billable.saturating_mul(1_000), all);
    let mut currencies = whole.worth.into_iter();
    let effective_rate = match (currencies.next(), currencies.next()) {
        (Some((currency, exact)), None) if worked > 0 => {
            Some(money(round_half_away(exact, worked), currency)?)
        }
        _ => None,
    };
    let billable_permille = if all > 0 { u16::try_from(permille).ok() } else { None };
    Ok(Totals { sums, billable_permille, effective_rate })
}

const UNIT: i128 = MINUTE as i128;

impl Exact {
    fn take_in(&mut self, part: &Valued<'_>) -> Result<(), Refusal> {
        let kind = match (part.per_hour, part.work.billable) {
            (Some(_), _) => PRICED,
            (None, true) => WITHOUT_RATE,
            (None, false) => UNPAID,
        };
        if let Some(length) = self.lengths.get_mut(kind) {
            *length = length.saturating_add(part.billed.into());
        }
        if let (Some(per_hour), Some(exact)) = (part.per_hour, part.exact()) {
            let sum = self.worth.entry(per_hour.currency).or_default();
            *sum = add(*sum, exact)?;
            let length = self.priced.entry(per_hour.currency).or_default();
            *length = length.saturating_add(part.billed.into());
        }
        Ok(())
    }

    /// The worth in each currency, by code, rounded once.
    fn amounts(&self) -> Result<Vec<Money>, Refusal> {
        let rounded = |(currency, exact): (&Currency, &i128)| {
            money(round_half_away(*exact, EXACT), *currency)
        };
        self.worth.iter().map(rounded).collect()
    }

    /// Whole minutes of each kind: the running sum is rounded, so that they add up to the total.
    fn minutes(&self) -> Lengths {
        let mut reached: i128 = 0;
        let mut counted: i128 = 0;
        self.lengths.map(|length| {
            reached = reached.saturating_add(length);
            let before = counted;
            counted = round_half_away(reached, UNIT);
            counted.saturating_sub(before)
        })
    }
}

impl Sums {
    fn count(&mut self, kind: usize, minutes: i128) {
        let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
        let also = |sum: &mut i64| *sum = sum.saturating_add(minutes);
        also(&mut self.minutes);
        if kind != UNPAID {
            also(&mut self.billable_minutes);
        }
        if kind == WITHOUT_RATE {
            also(&mut self.without_rate_minutes);
        }
    }
}

fn money(minor: i128, currency: Currency) -> Result<Money, Refusal> {
    i64::try_from(minor).map(|minor| Money::new(minor, currency)).map_err(|_| Refusal::TooLarge)
}
