//! Budgets: how much time or money a client or project may take, and how much is left.
//!
//! - A budget of time counts all work on its subject, billable or not, as long as it was.
//! - A budget of money counts what billable work is worth, after the client's rounding, summed
//!   exactly and rounded once. Work that lacks a rate, and work worth another currency, cannot
//!   count; how much there is of both is said beside it, so that nothing goes missing in silence.
//! - It runs over each calendar month, or once over everything.
//! - What is compared with a threshold is what is shown. Nothing is forecast.

use crate::apportion::round_half_away;
use crate::currency::Currency;
use crate::id::{BudgetId, ClientId, ProjectId};
use crate::money::{self, Money};
use crate::time::{Date, HOUR, Millis};
use crate::valuation::{EXACT, Valued, add};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The shares at which to warn if nobody says otherwise, in percent.
pub const WARN_AT: [u16; 2] = [80, 100];

/// The largest share to warn at, in percent.
pub const LARGEST_WARNING: u16 = 1_000;

/// The most hours that a budget can have: of a month, all that a month has; else those of fifty
/// years at work.
const MOST_HOURS: [i64; 2] = [31 * 24, 100_000];

/// Whose work counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// All work for a client.
    Client(ClientId),
    /// All work on a project.
    Project(ProjectId),
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Milliseconds of work.
    Time(Millis),
    /// Money.
    Money(Money),
}

/// Over which time it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Each calendar month anew; what is left does not carry over.
    Month,
    /// Once, over everything.
    Whole,
}

/// How much time or money a client or project may take.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// Its id.
    pub id: BudgetId,
    /// Whose work counts.
    pub subject: Subject,
    /// How much may be spent.
    pub limit: Size,
    /// Over which time.
    pub period: Period,
    /// The shares of the limit at which to warn, in percent, growing.
    pub warn_at: Vec<u16>,
}

/// Why a budget is refused.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing, or less.
    #[error("a budget needs something to spend; give it hours or an amount above zero")]
    Nothing,
    /// More time than there is.
    #[error("that is more time than anybody can work; give at most {0} hours")]
    TooLong(i64),
    /// Not in the currency that the subject is billed in.
    #[error("the budget is in {given} and the work is billed in {wanted}; give it in {wanted}")]
    OtherCurrency {
        /// That of the budget.
        given: Currency,
        /// That of the client.
        wanted: Currency,
    },
    /// A share nobody can reach or everybody has reached.
    #[error("a warning at {0} % makes no sense; choose 1 to {LARGEST_WARNING} %")]
    Warning(u16),
}

/// Where a budget stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Which budget.
    pub budget: BudgetId,
    /// The first and the last day that count; `None` if all do.
    pub days: Option<(Date, Date)>,
    /// How much is spent, of the limit's kind.
    pub spent: Size,
    /// How much is left, below zero if more is spent than there was.
    pub left: Size,
    /// How much of the limit is spent, in percent, cut down.
    pub percent: u32,
    /// The shares to warn at that are reached, in percent, growing.
    pub reached: Vec<u16>,
    /// How much billable work could not count for want of a rate, in milliseconds; 0 for a budget
    /// of time.
    pub without_rate: Millis,
    /// What is worth another currency and could not count; empty for a budget of time.
    pub elsewhere: Vec<Money>,
}

impl Size {
    /// The bare number: milliseconds or minor units.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Time(millis) => millis,
            Self::Money(money) => money.minor,
        }
    }

    const fn with(self, number: i64) -> Self {
        match self {
            Self::Time(_) => Self::Time(number),
            Self::Money(money) => Self::Money(Money::new(number, money.currency)),
        }
    }
}

impl Budget {
    /// This budget with its warnings in order, each once, if it makes sense for work that is
    /// billed in `billed_in`. No warnings at all are allowed.
    ///
    /// # Errors
    ///
    /// If the limit is not above zero, more than there is or in another currency, or a warning is
    /// out of range.
    pub fn checked(mut self, billed_in: Currency) -> Result<Self, Refusal> {
        if let Size::Money(money) = self.limit
            && money.currency != billed_in
        {
            return Err(Refusal::OtherCurrency { given: money.currency, wanted: billed_in });
        }
        if self.limit.number() <= 0 {
            return Err(Refusal::Nothing);
        }
        let [of_a_month, whole] = MOST_HOURS;
        let most = match self.period {
            Period::Month => of_a_month,
            Period::Whole => whole,
        };
        if let Size::Time(length) = self.limit
            && length > most.saturating_mul(HOUR)
        {
            return Err(Refusal::TooLong(most));
        }
        let odd = |percent: &&u16| !(1..=LARGEST_WARNING).contains(*percent);
        if let Some(percent) = self.warn_at.iter().find(odd) {
            return Err(Refusal::Warning(*percent));
        }
        self.warn_at.sort_unstable();
        self.warn_at.dedup();
        Ok(self)
    }

    /// The first and the last day that count if `today` is looked at; `None` if all up to it do.
    #[must_use]
    pub fn days(&self, today: Date) -> Option<(Date, Date)> {
        match self.period {
            Period::Month => Some((today.first_of_month(), today.last_of_month())),
            Period::Whole => None,
        }
    }

    /// Whether `work` is work on its subject.
    #[must_use]
    pub fn counts(&self, work: &Work) -> bool {
        match self.subject {
            Subject::Client(client) => work.target.client == Some(client),
            Subject::Project(project) => work.target.project == Some(project),
        }
    }

    /// Where it stands over the [`Budget::days`] of `today`, also if that lies in the past. `parts`
    /// must hold everything that was worked on them; what else there is does not matter.
    ///
    /// # Errors
    ///
    /// If a sum is too large to count.
    pub fn standing(&self, parts: &[Valued<'_>], today: Date) -> Result<Standing, money::Refusal> {
        let days = self.days(today);
        let is_in = |day: Date| match days {
            Some((first, last)) => first <= day && day <= last,
            None => day <= today,
        };
        let mut worked: Millis = 0;
        let mut without_rate: Millis = 0;
        let mut worth: BTreeMap<Currency, i128> = BTreeMap::new();
        for part in parts.iter().filter(|part| is_in(part.day) && self.counts(part.work)) {
            worked = worked.saturating_add(part.worked);
            if part.lacks_rate() {
                without_rate = without_rate.saturating_add(part.billed);
            }
            if let (Some(per_hour), Some(exact)) = (part.per_hour, part.exact()) {
                let sum = worth.entry(per_hour.currency).or_default();
                *sum = add(*sum, exact)?;
            }
        }
        let rounded = |exact: i128| {
            i64::try_from(round_half_away(exact, EXACT)).map_err(|_| money::Refusal::TooLarge)
        };
        let mut elsewhere = Vec::new();
        let spent = match self.limit {
            Size::Time(_) => {
                without_rate = 0;
                worked
            }
            Size::Money(limit) => {
                let own = rounded(worth.remove(&limit.currency).unwrap_or(0))?;
                for (currency, exact) in worth {
                    elsewhere.push(Money::new(rounded(exact)?, currency));
                }
                own
            }
        };
        let limit = self.limit.number();
        let has_reached = |percent: &&u16| {
            let share = i128::from(limit).saturating_mul(i128::from(**percent));
            i128::from(spent).saturating_mul(100) >= share
        };
        let percent = i128::from(spent).saturating_mul(100).checked_div(i128::from(limit));
        Ok(Standing {
            budget: self.id,
            days,
            spent: self.limit.with(spent),
            left: self.limit.with(limit.saturating_sub(spent)),
            percent: u32::try_from(percent.unwrap_or(0).max(0)).unwrap_or(u32::MAX),
            reached: self.warn_at.iter().filter(has_reached).copied().collect(),
            without_rate,
            elsewhere,
        })
    }
}

impl Standing {
    /// The share to warn of now, in percent: the highest that is reached, if none as high was
    /// told for these days. So each is told once, and of two reached at once only the higher.
    #[must_use]
    pub fn due(&self, told: &[u16]) -> Option<u16> {
        let highest = self.reached.last().copied()?;
        told.iter().all(|percent| *percent < highest).then_some(highest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RateId;
    use crate::rate::{Book, Rate, Scope};
    use crate::rounding::Policy;
    use crate::time::{MINUTE, Moment};
    use crate::valuation::value;
    use crate::work::Frozen;
    use crate::work::tests::{berlin, client, date, on_day, project, work};
    use proptest::prelude::*;

    fn money(text: &str) -> Size {
        Size::Money(text.parse().unwrap())
    }

    fn budget(limit: Size, period: Period) -> Budget {
        Budget {
            id: BudgetId::mint(Moment(1), [7; 10]),
            subject: Subject::Client(client(1)),
            limit,
            period,
            warn_at: WARN_AT.to_vec(),
        }
    }

    /// Client 1 pays 60.00 EUR an hour.
    fn book() -> Book {
        let rate = Rate {
            id: RateId::mint(Moment(1), [6; 10]),
            scope: Scope::Client(client(1)),
            from: date("2026-01-01"),
            per_hour: Some("60.00 EUR".parse().unwrap()),
        };
        Book::new([rate], [(client(1), Currency::EUR)])
    }

    #[track_caller]
    fn standing(budget: &Budget, works: &[Work], today: &str) -> Standing {
        let parts = value(works, &book(), &BTreeMap::new(), &berlin());
        budget.standing(&parts, date(today)).unwrap()
    }

    #[test]
    fn a_month_counts_its_own_days() {
        let works = [
            work(1, "2026-10-31T22:00:00+01:00", "2026-11-01T01:00:00+01:00"),
            on_day(2, "2026-11-15", 3 * HOUR),
            on_day(3, "2026-12-01", 5 * HOUR),
        ];
        let time = budget(Size::Time(5 * HOUR), Period::Month);
        let check = |today, spent: i64, left: i64, percent, reached: &[u16]| {
            let standing = standing(&time, &works, today);
            assert_eq!(standing.spent, Size::Time(spent * HOUR), "on {today}");
            assert_eq!(standing.left, Size::Time(left * HOUR), "on {today}");
            assert_eq!((standing.percent, &standing.reached[..]), (percent, reached));
        };
        check("2026-10-01", 2, 3, 40, &[]);
        check("2026-11-30", 4, 1, 80, &[80]);
        check("2026-12-24", 5, 0, 100, &[80, 100]);
        check("2027-01-01", 0, 5, 0, &[]);
        let whole = budget(Size::Time(8 * HOUR), Period::Whole);
        let before = standing(&whole, &works, "2026-11-30");
        assert_eq!(before.spent, Size::Time(6 * HOUR), "what came later was not spent then");
        let all = standing(&whole, &works, "2026-12-24");
        assert_eq!((all.spent, all.left), (Size::Time(11 * HOUR), Size::Time(-3 * HOUR)));
        assert_eq!((all.days, all.percent), (None, 137), "over the limit, cut down");
    }

    #[test]
    fn time_counts_all_work_and_money_what_is_paid() {
        let mut free = on_day(1, "2026-11-20", HOUR);
        free.billable = false;
        let mut dollars = on_day(2, "2026-11-20", HOUR);
        let frozen = Frozen { per_hour: Some("50.00 USD".parse().unwrap()), billed_ms: None };
        dollars.billed = Some([(date("2026-11-20"), frozen)].into());
        let mut others = on_day(3, "2026-11-20", HOUR);
        others.target.client = Some(client(2));
        let early = on_day(4, "2025-11-20", 20 * MINUTE);
        let works = [free, dollars, others, on_day(5, "2026-11-20", 90 * MINUTE), early];
        let time = standing(&budget(Size::Time(HOUR), Period::Whole), &works, "2026-11-20");
        assert_eq!(time.spent, Size::Time(3 * HOUR + 50 * MINUTE));
        assert_eq!((time.without_rate, &time.elsewhere[..]), (0, &[][..]));
        let paid = standing(&budget(money("100.00 EUR"), Period::Whole), &works, "2026-11-20");
        assert_eq!((paid.spent, paid.left), (money("90.00 EUR"), money("10.00 EUR")));
        assert_eq!(paid.without_rate, 20 * MINUTE, "no rate held in 2025");
        assert_eq!(paid.elsewhere, ["50.00 USD".parse().unwrap()]);
    }

    #[test]
    fn a_project_counts_its_own_work_and_rounding_counts_for_money_only() {
        let mut web = on_day(1, "2026-11-20", 20 * MINUTE);
        web.target.project = Some(project(1));
        let works = [web, on_day(2, "2026-11-20", HOUR)];
        let policy: Policy = "up 15 per entry".parse().unwrap();
        let roundings = BTreeMap::from([(client(1), policy)]);
        let parts = value(&works, &book(), &roundings, &berlin());
        let check = |limit, spent| {
            let mut one = budget(limit, Period::Month);
            one.subject = Subject::Project(project(1));
            assert_eq!(one.standing(&parts, date("2026-11-01")).unwrap().spent, spent);
        };
        check(Size::Time(HOUR), Size::Time(20 * MINUTE));
        check(money("50.00 EUR"), money("30.00 EUR"));
    }

    #[test]
    fn a_warning_is_told_once_and_only_the_highest() {
        let one = budget(Size::Time(10 * HOUR), Period::Month);
        let check = |hours: i64, told: &[u16], expected| {
            let standing = standing(&one, &[on_day(1, "2026-11-20", hours)], "2026-11-20");
            assert_eq!(standing.due(told), expected, "after {hours} ms, told {told:?}");
        };
        check(8 * HOUR - 1, &[], None);
        check(8 * HOUR, &[], Some(80));
        check(9 * HOUR, &[80], None);
        check(10 * HOUR, &[80], Some(100));
        check(12 * HOUR, &[], Some(100));
        check(12 * HOUR, &[100], None);
        check(8 * HOUR, &[100], None);
    }

    #[test]
    fn a_budget_that_makes_no_sense_is_refused() {
        let check = |limit, warn_at: &[u16], expected: Result<Vec<u16>, &str>| {
            let mut one = budget(limit, Period::Month);
            one.warn_at = warn_at.to_vec();
            let checked = one.checked(Currency::EUR).map(|one| one.warn_at);
            let checked = checked.map_err(|refusal| refusal.to_string());
            assert_eq!(checked, expected.map_err(str::to_owned));
        };
        check(Size::Time(HOUR), &[100, 50, 100], Ok(vec![50, 100]));
        check(money("1.00 EUR"), &[], Ok(vec![]));
        let nothing = "a budget needs something to spend; give it hours or an amount above zero";
        check(Size::Time(0), &[80], Err(nothing));
        check(money("-1.00 EUR"), &[80], Err(nothing));
        let other = "the budget is in USD and the work is billed in EUR; give it in EUR";
        check(money("1.00 USD"), &[80], Err(other));
        check(Size::Time(1), &[0], Err("a warning at 0 % makes no sense; choose 1 to 1000 %"));
        check(
            Size::Time(1),
            &[1_001],
            Err("a warning at 1001 % makes no sense; choose 1 to 1000 %"),
        );
    }

    proptest! {
        #[test]
        fn spent_and_left_are_the_limit_and_a_split_spends_the_same(
            minutes in proptest::collection::vec(1_i64..600, 1..8),
            at in 0_i64..600,
            hours in 1_i64..40,
        ) {
            let day = "2026-11-20";
            let works: Vec<_> =
                minutes.iter().map(|length| on_day(1, day, length * MINUTE)).collect();
            let mut split = works.clone();
            let first = minutes[0] * MINUTE;
            let cut = at * MINUTE % first;
            split[0] = on_day(1, day, cut);
            split.push(on_day(2, day, first - cut));
            for limit in [Size::Time(hours * HOUR), money("1000.00 EUR")] {
                let one = budget(limit, Period::Month);
                let standing_of = |works: &[Work]| standing(&one, works, day);
                let whole = standing_of(&works);
                prop_assert_eq!(whole.spent.number() + whole.left.number(), limit.number());
                prop_assert_eq!(standing_of(&split), whole);
            }
        }
    }
}
