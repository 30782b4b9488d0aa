//! The review: what waits, what helps to decide, rules from it, and money that was left lying.

use super::day::{Why, blocks};
use super::entries::{Overlap, given, named};
use super::{Away, Block, Money, Ms, Ref, Step, count};
use domain::id::ClientId;
use domain::names::Names;
use domain::review::suggestion;
use domain::review::{self as counted, Progress};
use domain::rule;
use engine::leaks;
use engine::review::Review as Reviewed;
use engine::review::hints::{self, Help};
use engine::rules::{self, following};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// So much time in so many entries.
#[derive(Debug, Clone, Copy, Serialize, Type)]
pub(crate) struct Amount {
    pub(crate) entries: u32,
    pub(crate) length_ms: Ms,
}

impl From<counted::Amount> for Amount {
    fn from(amount: counted::Amount) -> Self {
        let counted::Amount { entries, length } = amount;
        Self { entries, length_ms: Ms(length) }
    }
}

/// What waits to be reviewed.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Review {
    /// The drafts in the order in which to look at them; all are whole, also those that reach
    /// beyond the days.
    pub(crate) queue: Vec<Block>,
    pub(crate) drafts: Amount,
    pub(crate) confirmed: Amount,
    pub(crate) unassigned: Amount,
    /// Whose drafts they are, the longest first.
    pub(crate) unreviewed: Vec<Unreviewed>,
    /// Absences on these days that nobody has decided about.
    pub(crate) aways: Vec<Away>,
    pub(crate) overlaps: Vec<Overlap>,
    pub(crate) undo: Option<Step>,
    pub(crate) redo: Option<Step>,
    pub(crate) now_ms: Ms,
    pub(crate) zone: String,
}

/// Drafts of a client; `null` is nobody.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Unreviewed {
    pub(crate) client: Option<Ref>,
    pub(crate) amount: Amount,
}

impl Review {
    pub(crate) fn new(review: Reviewed, aways: Vec<Away>, names: &Names) -> Self {
        let Reviewed { queue, progress, overlaps, undo, redo, now, zone } = review;
        let Progress { drafts, confirmed, unassigned, unreviewed } = progress;
        Self {
            queue: blocks(queue, names),
            drafts: drafts.into(),
            confirmed: confirmed.into(),
            unassigned: unassigned.into(),
            unreviewed: unreviewed
                .into_iter()
                .map(|(client, amount)| Unreviewed {
                    client: client.map(|id| client_of(id, names)),
                    amount: amount.into(),
                })
                .collect(),
            aways,
            overlaps: overlaps.into_iter().map(Overlap::from).collect(),
            undo: undo.map(Step::from),
            redo: redo.map(Step::from),
            now_ms: now.into(),
            zone,
        }
    }
}

/// What helps to decide about a draft.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ReviewHelp {
    /// What was in front, in order of time, at most twelve stretches.
    pub(crate) seen: Vec<SeenRun>,
    /// The best place to split it.
    pub(crate) split: Option<SplitPoint>,
    /// The entry before it on the same day, to merge with.
    pub(crate) previous: Option<Block>,
    /// The best rule for "always like this", from what was in front most.
    pub(crate) rule: Option<NewRule>,
}

impl ReviewHelp {
    pub(crate) fn new(help: Help, names: &Names) -> Self {
        let Help { seen, split, previous, rule } = help;
        Self {
            seen: seen.into_iter().map(SeenRun::from).collect(),
            split: split.map(|point| SplitPoint::new(point, names)),
            previous: previous.map(|row| Block::new(row, names)),
            rule: rule.map(NewRule::from),
        }
    }
}

/// A stretch with one program in front.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SeenRun {
    pub(crate) start_ms: Ms,
    pub(crate) length_ms: Ms,
    pub(crate) program: String,
    pub(crate) title: String,
    pub(crate) is_call: bool,
}

impl From<hints::SeenRun> for SeenRun {
    fn from(run: hints::SeenRun) -> Self {
        let hints::SeenRun { start, length, program, title, is_call } = run;
        Self { start_ms: start.into(), length_ms: Ms(length), program, title, is_call }
    }
}

/// Where an entry could be split.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SplitPoint {
    pub(crate) at_ms: Ms,
    /// looks (part "first" or "last", minutes, client), call_begins, call_ends, program (from, to).
    pub(crate) why: Why,
    /// The same as an English clause: "the last 17 minutes look like Acme".
    pub(crate) text: String,
}

impl SplitPoint {
    pub(crate) fn new(point: hints::SplitPoint, names: &Names) -> Self {
        let hints::SplitPoint { at, why, text } = point;
        Self { at_ms: at.into(), why: split_why(why, names), text }
    }
}

fn split_why(why: suggestion::Why, names: &Names) -> Why {
    let part = |name: &str, value: String| (name.to_owned(), value);
    let (kind, parts) = match why {
        suggestion::Why::Looks { part: which, length, client } => {
            let which = match which {
                suggestion::Part::First => "first",
                suggestion::Part::Last => "last",
            };
            let minutes = domain::time::whole_minutes(length).to_string();
            let client = names.client(client).unwrap_or("?").to_owned();
            let parts =
                [part("part", which.to_owned()), part("minutes", minutes), part("client", client)];
            ("looks", BTreeMap::from(parts))
        }
        suggestion::Why::CallBegins => ("call_begins", BTreeMap::new()),
        suggestion::Why::CallEnds => ("call_ends", BTreeMap::new()),
        suggestion::Why::Program { from, to } => {
            ("program", BTreeMap::from([part("from", from), part("to", to)]))
        }
    };
    Why { kind: kind.to_owned(), parts }
}

/// A rule, as the owner says it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub(crate) struct NewRule {
    pub(crate) field: RuleField,
    pub(crate) pattern: String,
    pub(crate) client: String,
    /// "" is none.
    pub(crate) project: String,
    /// "" keeps the label.
    pub(crate) label: String,
    pub(crate) billable: Option<bool>,
}

/// Where a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleField {
    Program,
    Title,
    Site,
    Words,
}

impl From<rule::Field> for RuleField {
    fn from(field: rule::Field) -> Self {
        match field {
            rule::Field::Program => Self::Program,
            rule::Field::Title => Self::Title,
            rule::Field::Site => Self::Site,
            rule::Field::Words => Self::Words,
        }
    }
}

impl From<rules::NewRule> for NewRule {
    fn from(rule: rules::NewRule) -> Self {
        let rules::NewRule { field, pattern, client, project, label, billable } = rule;
        Self {
            field: field.into(),
            pattern,
            client,
            project: project.unwrap_or_default(),
            label: label.unwrap_or_default(),
            billable,
        }
    }
}

impl From<NewRule> for rules::NewRule {
    fn from(rule: NewRule) -> Self {
        let NewRule { field, pattern, client, project, label, billable } = rule;
        let field = match field {
            RuleField::Program => rule::Field::Program,
            RuleField::Title => rule::Field::Title,
            RuleField::Site => rule::Field::Site,
            RuleField::Words => rule::Field::Words,
        };
        Self { field, pattern, client, project: given(project), label: given(label), billable }
    }
}

/// A rule that is in force.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) field: RuleField,
    pub(crate) pattern: String,
    pub(crate) client: Ref,
    pub(crate) project: Option<Ref>,
    pub(crate) label: Option<String>,
    pub(crate) billable: Option<bool>,
}

impl Rule {
    pub(crate) fn new(rule: &rule::Rule, names: &Names) -> Self {
        let rule::Rule { id, field, pattern, client, project, label, billable } = rule;
        Self {
            id: id.to_string(),
            field: (*field).into(),
            pattern: pattern.source().to_owned(),
            client: client_of(*client, names),
            project: project.map(|id| named(id, names.project(id))),
            label: label.clone(),
            billable: *billable,
        }
    }
}

/// What a rule would do.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct RuleEffect {
    /// Drafts that would change: as they are now.
    pub(crate) changes: Vec<Block>,
    /// Drafts that say so already.
    pub(crate) same: u32,
    /// Entries that match and stay, since a person confirmed or edited them.
    pub(crate) kept: u32,
    /// Entries that match, but an earlier rule decides.
    pub(crate) overruled: u32,
}

impl RuleEffect {
    pub(crate) fn new(effect: following::RuleEffect, names: &Names) -> Self {
        let following::RuleEffect { changes, same, kept, overruled } = effect;
        let rows = changes.into_iter().map(|follows| follows.row).collect();
        Self {
            changes: blocks(rows, names),
            same: count(same.len()),
            kept: count(kept.len()),
            overruled: count(overruled.len()),
        }
    }
}

/// Money that was left lying.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Leaks {
    /// Captured time for a client that no confirmed entry counts.
    pub(crate) unconfirmed: Vec<Unconfirmed>,
    /// Billable entries for which there is no rate.
    pub(crate) unrated: Vec<Unrated>,
    /// Billable entries that have waited for more than thirty days.
    pub(crate) old: Vec<Old>,
}

/// Captured, but not confirmed.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Unconfirmed {
    pub(crate) client: Ref,
    pub(crate) length_ms: Ms,
    pub(crate) first: String,
    pub(crate) last: String,
}

/// Confirmed and billable, but without a rate.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Unrated {
    pub(crate) client: Option<Ref>,
    pub(crate) length_ms: Ms,
    pub(crate) entries: u32,
    pub(crate) first: String,
    pub(crate) last: String,
}

/// Confirmed and billable, but not billed for long.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Old {
    pub(crate) client: Option<Ref>,
    pub(crate) length_ms: Ms,
    pub(crate) entries: u32,
    pub(crate) since: String,
    pub(crate) amounts: Vec<Money>,
}

impl Leaks {
    pub(crate) fn new(found: leaks::Leaks, names: &Names) -> Self {
        let leaks::Leaks { waiting: _, unconfirmed, unrated, old } = found;
        Self {
            unconfirmed: unconfirmed
                .into_iter()
                .map(|one| Unconfirmed {
                    client: client_of(one.client, names),
                    length_ms: Ms(one.length),
                    first: one.days.0.to_string(),
                    last: one.days.1.to_string(),
                })
                .collect(),
            unrated: unrated
                .into_iter()
                .map(|one| Unrated {
                    client: one.client.map(|id| client_of(id, names)),
                    length_ms: Ms(one.length),
                    entries: count(one.entries),
                    first: one.days.0.to_string(),
                    last: one.days.1.to_string(),
                })
                .collect(),
            old: old
                .into_iter()
                .map(|one| Old {
                    client: one.client.map(|id| client_of(id, names)),
                    length_ms: Ms(one.length),
                    entries: count(one.entries),
                    since: one.since.to_string(),
                    amounts: one.amounts.into_iter().map(Money::from).collect(),
                })
                .collect(),
        }
    }
}

fn client_of(id: ClientId, names: &Names) -> Ref {
    named(id, names.client(id))
}
