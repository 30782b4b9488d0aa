//! A rule made in the review: what it would change, and the drafts that follow it.
//!
//! Only drafts that nobody edited follow. What a draft was recognised by comes from the ledger:
//! the window that was longest in front of its time. Words that were heard or seen are wiped by
//! then, so a rule about words changes nothing that is there already.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::rules::NewRule;
use domain::block::{Answer, Block};
use domain::entry::Entry;
use domain::evidence::Evidence;
use domain::id::BlockId;
use domain::review::rule_effect::effect;
use domain::rule::{Rule, Rules};
use domain::time::{DAY, Date, Millis, Moment, Span, TimeZone, day_bounds};
use std::collections::HashMap;
use store::activities::{self, Front};
use store::entries::{self, Row};
use store::{Connection, rules};

/// How far back drafts follow a new rule, unless somebody asks for more.
pub const BACK: Millis = 90 * DAY;

/// A draft that follows a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Follows {
    /// The draft, as it is now.
    pub row: Row,
    /// What it would say.
    pub to: Answer,
}

/// What a rule would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleEffect {
    /// Drafts that would change, in order of time.
    pub changes: Vec<Follows>,
    /// Entries that say so already.
    pub same: Vec<BlockId>,
    /// Entries that match and stay, since a person confirmed or edited them.
    pub kept: Vec<BlockId>,
    /// Entries that match, but an earlier rule decides.
    pub overruled: Vec<BlockId>,
}

/// A rule that was made, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The rule.
    pub rule: Rule,
    /// How many drafts follow it.
    pub changed: usize,
}

impl Daybook {
    /// What a rule would change of what was worked since the day `since`, or in the last ninety
    /// days; nothing is changed.
    ///
    /// # Errors
    ///
    /// The pattern cannot be read, or there is no such client or project.
    pub fn preview_rule(&self, new: NewRule, since: Option<Date>) -> Result<RuleEffect> {
        let rule = self.rule_of(new)?;
        let (span, home) = (self.reach(since), self.clock.zone());
        Ok(self.store.read(|db| planned(db, &rule, span, &home))?)
    }

    /// Makes a rule, and lets drafts follow it that nobody touched, as one act: an undo takes the
    /// rule away again if any draft followed it.
    ///
    /// # Errors
    ///
    /// As [`Daybook::preview_rule`], and where there is such a rule already.
    pub fn make_rule(&self, new: NewRule, since: Option<Date>) -> Result<Made> {
        let rule = self.rule_of(new)?;
        let (span, home, now) = (self.reach(since), self.clock.zone(), self.now());
        let made = self.in_one(move |tx| {
            if rules::list(tx)?.iter().any(|known| Rule { id: rule.id, ..known.clone() } == rule) {
                let there = "there is such a rule already; remove it first to make it anew";
                return Err(Error::Input(there.into()));
            }
            let effect = planned(tx, &rule, span, &home)?;
            rules::add(tx, &rule, now)?;
            let changed = effect.changes.len();
            let put = effect.changes.into_iter().map(followed).collect();
            let plan = Plan::put(put, home);
            if let Some(step) = carry_out(tx, Kind::Rule, &plan, Taught::AsBefore, now)? {
                rules::made(tx, step, &rule)?;
            }
            Ok(Made { rule, changed })
        })?;
        self.events.tell(Event::Clients);
        if made.changed > 0 {
            self.events.tell(Event::Blocks);
        }
        Ok(made)
    }

    /// From the day `since`, or as far back as drafts follow a rule, until now.
    fn reach(&self, since: Option<Date>) -> Span {
        let now = self.now();
        let start = since.map_or(now.minus(BACK), |day| day_bounds(day, &self.clock.zone()).start);
        Span::new(start, now.max(start))
    }
}

/// What `rule` would do to the entries of `span`.
fn planned(db: &Connection, rule: &Rule, span: Span, home: &TimeZone) -> store::Result<RuleEffect> {
    let rows = entries::within(db, span, home)?;
    let others = Rules::new(rules::list(db)?);
    let mains = Mains::of(db, &rows)?;
    let seen = rows.iter().filter_map(|row| Some((row.entry.block(), mains.evidence(row)?)));
    let found = effect(rule, &others, seen);
    let mut by_id: HashMap<BlockId, &Row> = rows.iter().map(|row| (row.entry.id(), row)).collect();
    let changes = found
        .changes
        .into_iter()
        .filter_map(|change| {
            Some(Follows { row: by_id.remove(&change.block)?.clone(), to: change.to })
        })
        .collect();
    let (same, kept, overruled) = (found.same, found.kept, found.overruled);
    Ok(RuleEffect { changes, same, kept, overruled })
}

/// The draft as the rule has it.
fn followed(follows: Follows) -> Row {
    let Follows { mut row, to } = follows;
    let block = row.entry.block();
    if block.answer.project != to.project {
        // A task is one of its project.
        row.details.task = None;
    }
    row.entry = row.entry.saying(Block { answer: to, ..block.clone() });
    row
}

/// The window that was longest in front of each of many entries.
struct Mains {
    windows: HashMap<i64, Evidence>,
    of: HashMap<BlockId, i64>,
}

impl Mains {
    /// Reads the ledger once for all of `rows`, which are in order.
    fn of(db: &Connection, rows: &[Row]) -> store::Result<Self> {
        let mut mains = Self { windows: HashMap::new(), of: HashMap::new() };
        let starts = rows.iter().map(|row| row.entry.span().start).min();
        let ends = rows.iter().map(|row| row.entry.span().end).max();
        let (Some(start), Some(end)) = (starts, ends) else { return Ok(mains) };
        let fronts = activities::fronts(db, Span::new(start, end))?;
        for row in rows {
            let Some(main) = longest(&row.entry, &fronts) else { continue };
            mains.of.insert(row.entry.id(), main);
            if let std::collections::hash_map::Entry::Vacant(place) = mains.windows.entry(main) {
                let window = activities::window(db, main)?.unwrap_or_default();
                place.insert(Evidence::of(window, 1));
            }
        }
        Ok(mains)
    }

    fn evidence(&self, row: &Row) -> Option<&Evidence> {
        self.windows.get(self.of.get(&row.entry.id())?)
    }
}

/// The window that was longest in front of `entry`; the earlier one among equals.
fn longest(entry: &Entry, fronts: &[Front]) -> Option<i64> {
    let mut lasted: HashMap<i64, (Millis, Moment)> = HashMap::new();
    for segment in entry.segments().as_slice() {
        let first = fronts.partition_point(|front| front.span.end <= segment.start);
        for front in fronts.iter().skip(first) {
            let Some(shared) = front.span.overlap(*segment) else { break };
            let (sum, _) = lasted.entry(front.window).or_insert((0, shared.start));
            *sum = sum.saturating_add(shared.millis());
        }
    }
    let rank = |(_, (sum, first)): &(&i64, &(Millis, Moment))| (*sum, std::cmp::Reverse(*first));
    lasted.iter().max_by_key(rank).map(|(window, _)| *window)
}
