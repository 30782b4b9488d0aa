//! Absences: what to ask when somebody comes back, and what the answer does.
//!
//! The ledger is never altered. An answer changes entries and a timer that still runs, in one
//! step; when that is undone, the absence is undecided again.

use crate::Result;
use crate::act::{Plan, Taught, carry_out};
use crate::daybook::Daybook;
use crate::error::Error;
use crate::events::Event;
use crate::history::Kind;
use crate::timers::captured::{self, Present, counted};
use crate::timers::{TimerWork, settled, understood};
use domain::away::{self, Around, Away, Refusal};
use domain::details::Source;
use domain::entry::Entry;
use domain::id::{BlockId, TaskId, TimerId};
use domain::segments::Segments;
use domain::time::{DAY, HOUR, Millis, Span};
use domain::timer::{Phase, Timer};
use store::absences::{self, Decided};
use store::entries::{self, Row};
use store::{Connection, activities, history, timers};

/// An absence that nobody has decided about, and what lies around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    /// When, and the windows before and after.
    pub away: Away,
    /// The entry that ends last before it.
    pub before: Option<Row>,
    /// Those that count some of it.
    pub during: Vec<Row>,
    /// The one that starts first after it.
    pub after: Option<Row>,
    /// Whether a timer counts it.
    pub is_timed: bool,
}

/// What the owner says an absence was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwayAnswer {
    /// Work on what was being done.
    Keep,
    /// No work.
    Discard,
    /// Something else, to be named in the review: a draft of its own.
    SplitOff,
    /// Work for somebody else: an entry of its own.
    Assign(TimerWork),
    /// A call somewhere else: an entry of its own.
    Call(TimerWork),
}

/// Entries lie around an absence that are no further away than this.
const NEARBY: Millis = 12 * HOUR;

impl Daybook {
    /// The absences that share an instant with `span` and that nobody has decided about, in order.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn aways(&self, span: Span) -> Result<Vec<Absence>> {
        let present = self.present();
        Ok(self.store.read(|db| {
            let all = undecided(db, &present, span)?;
            all.into_iter().map(|away| absence(db, &present, away)).collect()
        })?)
    }

    /// The absence to ask about now: the newest, once somebody is back, if nobody was asked yet
    /// and the settings want it asked.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn away_to_ask(&self) -> Result<Option<Absence>> {
        if !self.settings().away.ask {
            return Ok(None);
        }
        let present = self.present();
        let now = present.now();
        let lately = Span::new(now.minus(NEARBY), now.plus(1));
        Ok(self.store.read(|db| {
            let mut asked = absences::asked(db, Span::new(now.minus(2 * DAY), now.plus(1)))?;
            // A timer that was interrupted asks about that time itself.
            for row in timers::open(db)? {
                if let Some(one) = present.interruption(&row) {
                    asked = asked.with(one.span);
                }
            }
            let all = undecided(db, &present, lately)?;
            let found = away::to_ask(&all, &asked).cloned();
            found.map(|away| absence(db, &present, away)).transpose()
        })?)
    }

    /// Notes that an absence was asked about; it stays undecided.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn away_asked(&self, span: Span) -> Result<()> {
        Ok(self.store.write(move |tx| absences::ask(tx, span))?)
    }

    /// Says what the absence over `span` was, in one step.
    ///
    /// # Errors
    ///
    /// There is no such absence to decide about, there is nothing to keep its time with, there is
    /// no such client, project or task, or an entry in it is billed.
    pub fn answer_away(&self, span: Span, answer: &AwayAnswer) -> Result<()> {
        let present = self.present();
        let answer = answer.clone();
        self.in_one(move |tx| answered(tx, &present, span, &answer))?;
        self.events.tell(Event::Blocks);
        self.events.tell(Event::Timers);
        Ok(())
    }
}

/// Gives timers back what they lost in the step `seq`, or takes it from them again.
pub(crate) fn turned(tx: &Connection, present: &Present, seq: i64, is_undone: bool) -> Result<()> {
    for (id, lost) in absences::timed(tx, seq)? {
        let Some(row) = timers::get(tx, id)? else { continue };
        let (closed, phase) = (row.timer.closed(), row.timer.phase());
        let closed = if is_undone { closed.union(&lost) } else { closed.minus(&lost) };
        let is_over = match phase {
            Phase::Completed { .. } => row.block.is_some(),
            Phase::Running { since, .. } | Phase::Paused { since } => {
                closed.hull().is_some_and(|hull| hull.end > since)
            }
        };
        // Whatever it became since says its time itself.
        if is_over {
            continue;
        }
        let (work, zone) = (row.timer.work().clone(), row.timer.zone().clone());
        let timer = Timer::restore(id, work, zone, closed, phase)?;
        let before = counted(&row, present.reading);
        settled(tx, present, &before, timers::Row { timer, ..row })?;
    }
    Ok(())
}

/// The absences that share an instant with `span`, whole.
fn undecided(db: &Connection, present: &Present, span: Span) -> store::Result<Vec<Away>> {
    // The ledger knows nothing of what is still to come.
    let reach = Span::new(span.start.minus(DAY), span.end.plus(DAY).min(present.now().plus(DAY)));
    let decided = absences::decided(db, reach)?;
    let rows = activities::within(db, reach)?;
    let mut all = away::aways(&rows, &decided, &present.away);
    all.retain(|away| away.span().overlap(span).is_some());
    Ok(all)
}

fn absence(db: &Connection, present: &Present, away: Away) -> store::Result<Absence> {
    let rows = nearby(db, present, away.span())?;
    let day: Vec<Entry> = rows.iter().map(|row| row.entry.clone()).collect();
    let Around { before, during, after } = away::around(&away, &day);
    let row = |id: BlockId| rows.iter().find(|row| row.entry.id() == id).cloned();
    let open = captured::open(db, present.reading)?;
    Ok(Absence {
        before: before.and_then(row),
        during: during.into_iter().filter_map(row).collect(),
        after: after.and_then(row),
        is_timed: open.iter().any(|(_, counted)| !counted.shared(&away.gaps).is_empty()),
        away,
    })
}

/// The entries around `span` that have their place in the day.
fn nearby(db: &Connection, present: &Present, span: Span) -> store::Result<Vec<Row>> {
    let reach = Span::new(span.start.minus(NEARBY), span.end.plus(NEARBY));
    let mut rows = entries::within(db, reach, &present.zone)?;
    rows.retain(|row| !row.details.is_untimed);
    Ok(rows)
}

fn answered(tx: &Connection, present: &Present, span: Span, answer: &AwayAnswer) -> Result<()> {
    let all = undecided(tx, present, span)?;
    let away = all.into_iter().find(|away| away.span() == span).ok_or_else(|| {
        Error::Input("this absence is decided, or has changed; look at it again".into())
    })?;
    let (words, task) = understood_answer(tx, answer)?;
    let rows = nearby(tx, present, span)?;
    let day: Vec<Entry> = rows.into_iter().map(|row| row.entry).collect();
    let open = captured::open(tx, present.reading)?;
    let timed = open.iter().fold(Segments::default(), |all, (_, counted)| all.union(counted));
    let fresh = BlockId::mint(present.now(), present.clock.random());
    let effect =
        away::answered(&day, &timed, &away, &words, fresh, &present.zone).map_err(|refusal| {
            match refusal {
                Refusal::NothingToKeep => Error::Input(refusal.to_string()),
                Refusal::Edit(refusal) => Error::Edit(refusal),
            }
        })?;
    let mut plan = Plan::of(tx, &effect.preview, &present.zone)?;
    for row in plan.put.iter_mut().filter(|row| row.entry.id() == fresh) {
        row.details.source = Source::Hand;
        row.details.task = task;
    }
    let seq = carry_out(tx, Kind::Away, &plan, Taught::AsBefore, present.now())?;
    let timed = from_timer(tx, present, &away, &words)?;
    let seq = match seq {
        Some(seq) => seq,
        None => history::add(tx, Kind::Away, &[], present.now())?,
    };
    let decided = Decided { gaps: effect.decided, was: effect.was, seq: Some(seq), timed };
    absences::put(tx, &decided, present.now())?;
    Ok(absences::ask(tx, span)?)
}

/// What the answer takes from each timer that was not stopped.
fn from_timer(
    tx: &Connection,
    present: &Present,
    away: &Away,
    answer: &away::Answer,
) -> Result<Vec<(TimerId, Segments)>> {
    let mut taken = Vec::new();
    for row in timers::open(tx)? {
        let before = counted(&row, present.reading);
        if before.shared(&away.gaps).is_empty() {
            continue;
        }
        let id = row.timer.id();
        let timer = away::on_timer(row.timer.clone(), away, answer, present.now())?;
        let row = timers::Row { timer, ..row };
        let lost = before.minus(&counted(&row, present.reading));
        settled(tx, present, &before, row)?;
        if !lost.is_empty() {
            taken.push((id, lost));
        }
    }
    Ok(taken)
}

fn understood_answer(
    db: &Connection,
    answer: &AwayAnswer,
) -> Result<(away::Answer, Option<TaskId>)> {
    Ok(match answer {
        AwayAnswer::Keep => (away::Answer::Keep, None),
        AwayAnswer::Discard => (away::Answer::Discard, None),
        AwayAnswer::SplitOff => (away::Answer::SplitOff, None),
        AwayAnswer::Assign(work) => {
            let work = understood(db, work)?;
            (away::Answer::Assign(work.clone()), work.task)
        }
        AwayAnswer::Call(work) => {
            let work = understood(db, work)?;
            (away::Answer::Call(work.clone()), work.task)
        }
    })
}
