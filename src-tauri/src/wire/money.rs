//! Money, rates and budgets.

use super::entries::date;
use super::{Ms, Problem, count};
use domain::{budget, money, rate};
use engine::{budgets, rates};
use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount in minor units (cents) of a currency ("EUR").
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Money {
    // 2⁵³ cents are more than anybody is owed.
    #[specta(type = i32)]
    pub(crate) minor: i64,
    pub(crate) currency: String,
}

impl From<money::Money> for Money {
    fn from(money: money::Money) -> Self {
        let money::Money { minor, currency } = money;
        Self { minor, currency: currency.to_string() }
    }
}

/// For what work a rate or budget is meant: the id of a client, project or task, or a currency.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) id: String,
}

/// On which level a rate or budget holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScopeKind {
    Default,
    Client,
    Project,
    Task,
}

impl ScopeKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Client => "client",
            Self::Project => "project",
            Self::Task => "task",
        }
    }
}

impl From<rate::Scope> for Scope {
    fn from(scope: rate::Scope) -> Self {
        let (kind, id) = match scope {
            rate::Scope::Default(currency) => (ScopeKind::Default, currency.to_string()),
            rate::Scope::Client(id) => (ScopeKind::Client, id.to_string()),
            rate::Scope::Project(id) => (ScopeKind::Project, id.to_string()),
            rate::Scope::Task(id) => (ScopeKind::Task, id.to_string()),
        };
        Self { kind, id }
    }
}

/// A rate per hour, from a day on.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Rate {
    pub(crate) id: String,
    pub(crate) scope: Scope,
    pub(crate) from: String,
    /// The first day on which it holds no more.
    pub(crate) until: Option<String>,
    /// `null` leaves it to the level above.
    pub(crate) per_hour: Option<Money>,
}

impl From<rate::Term> for Rate {
    fn from(term: rate::Term) -> Self {
        let rate::Term { rate: rate::Rate { id, scope, from, per_hour }, until } = term;
        Self {
            id: id.to_string(),
            scope: scope.into(),
            from: from.to_string(),
            until: until.map(|day| day.to_string()),
            per_hour: per_hour.map(Money::from),
        }
    }
}

/// A rate to be set.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct NewRate {
    pub(crate) scope: Scope,
    pub(crate) from: String,
    /// As typed: "90", "90,00", "1.234,50"; "" leaves it to the level above.
    pub(crate) per_hour: String,
}

impl NewRate {
    pub(crate) fn new_rate(self, daybook: &engine::Daybook) -> Result<rates::NewRate, Problem> {
        let Self { scope: Scope { kind, id }, from, per_hour } = self;
        let scope = daybook.scope(kind.as_str(), &id)?;
        Ok(rates::NewRate { scope, from: date(&from)?, per_hour })
    }
}

/// What a rate would change.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct RatePlan {
    /// What was typed, understood.
    pub(crate) per_hour: Option<Money>,
    /// The rate of the same scope and day that would go.
    pub(crate) replaces: Option<Money>,
    /// Unbilled entries whose worth would change, on which days.
    pub(crate) entries: u32,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
}

impl From<rates::RatePlan> for RatePlan {
    fn from(plan: rates::RatePlan) -> Self {
        let rates::RatePlan { per_hour, replaces, entries, billed: _, days } = plan;
        let (first, last) = days.unzip();
        Self {
            per_hour: per_hour.map(Money::from),
            replaces: replaces.and_then(|rate| rate.per_hour).map(Money::from),
            entries: count(entries),
            first: first.map(|day| day.to_string()),
            last: last.map(|day| day.to_string()),
        }
    }
}

/// So much time or money.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Size {
    Time { length_ms: Ms },
    Money { money: Money },
}

impl From<budget::Size> for Size {
    fn from(size: budget::Size) -> Self {
        match size {
            budget::Size::Time(length) => Self::Time { length_ms: Ms(length) },
            budget::Size::Money(money) => Self::Money { money: money.into() },
        }
    }
}

/// Over which time a budget runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Period {
    Month,
    Whole,
}

/// A budget, and where it stands.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Budget {
    pub(crate) id: String,
    /// Of a client or project.
    pub(crate) scope: Scope,
    pub(crate) limit: Size,
    pub(crate) period: Period,
    /// In percent.
    pub(crate) warn_at: Vec<u16>,
    pub(crate) spent: Size,
    pub(crate) left: Size,
    pub(crate) percent: u32,
    /// Of these warnings.
    pub(crate) reached: Vec<u16>,
    /// Billable work that could not count for want of a rate.
    pub(crate) without_rate_ms: Ms,
}

impl From<budgets::Standing> for Budget {
    fn from(standing: budgets::Standing) -> Self {
        let budgets::Standing { budget, client: _, client_name: _, project_name: _, stands } =
            standing;
        let budget::Budget { id, subject, limit, period, warn_at } = budget;
        let budget::Standing {
            budget: _,
            days: _,
            spent,
            left,
            percent,
            reached,
            without_rate,
            elsewhere: _,
        } = stands;
        let scope = match subject {
            budget::Subject::Client(id) => Scope { kind: ScopeKind::Client, id: id.to_string() },
            budget::Subject::Project(id) => Scope { kind: ScopeKind::Project, id: id.to_string() },
        };
        Self {
            id: id.to_string(),
            scope,
            limit: limit.into(),
            period: match period {
                budget::Period::Month => Period::Month,
                budget::Period::Whole => Period::Whole,
            },
            warn_at,
            spent: spent.into(),
            left: left.into(),
            percent,
            reached,
            without_rate_ms: Ms(without_rate),
        }
    }
}

/// A budget to be kept.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct NewBudget {
    /// `null` adds one.
    pub(crate) id: Option<String>,
    pub(crate) scope: Scope,
    pub(crate) limit: Limit,
    pub(crate) period: Period,
    pub(crate) warn_at: Vec<u16>,
}

/// Hours as typed ("40", "7:30") or an amount ("4000", "1.234,50").
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct Limit {
    pub(crate) kind: LimitKind,
    pub(crate) text: String,
}

/// Of what a budget is.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LimitKind {
    Time,
    Money,
}

impl TryFrom<NewBudget> for budgets::NewBudget {
    type Error = Problem;

    fn try_from(new: NewBudget) -> Result<Self, Problem> {
        let NewBudget { id, scope: Scope { kind, id: of }, limit, period, warn_at } = new;
        let unknown =
            |_| Problem::new("unknown", format!("there is no {} of that id", kind.as_str()));
        let subject = match kind {
            ScopeKind::Client => budget::Subject::Client(of.parse().map_err(unknown)?),
            ScopeKind::Project => budget::Subject::Project(of.parse().map_err(unknown)?),
            ScopeKind::Default | ScopeKind::Task => {
                return Err(Problem::new("input", "a budget belongs to a client or a project"));
            }
        };
        Ok(Self {
            id,
            subject,
            limit: match limit.kind {
                LimitKind::Time => budgets::Limit::Hours(limit.text),
                LimitKind::Money => budgets::Limit::Money(limit.text),
            },
            period: match period {
                Period::Month => budget::Period::Month,
                Period::Whole => budget::Period::Whole,
            },
            warn_at,
        })
    }
}
