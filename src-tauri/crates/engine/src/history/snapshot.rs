//! How steps are written down: each entry as it was and as it became, and what it taught.

use domain::block::{Block, Status};
use domain::details::{Details, Source};
use domain::entry::Entry;
use domain::id::{BlockId, TagId};
use domain::names::Names;
use domain::past::{Said, Worked};
use domain::segments::Segments;
use domain::step::Kind;
use domain::time::{Moment, Span, TimeZone, zone_name, zone_of};
use domain::work::FrozenDays;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use store::entries::{self, Row};
use store::history::{self, Change};
use store::lessons::{self, Learned};
use store::{Connection, blocks, rates, timers};

/// An entry as a step keeps it: its row, what it taught, and what it was recognised by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) block: Block,
    pub(crate) lesson: Option<Learned>,
    /// None in steps from before entries had more than their blocks.
    #[serde(default)]
    rest: Option<Rest>,
    /// What it was recognised by; none where the step left that as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<String>>,
    /// At what it was billed, as far as that was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    billed: Option<FrozenDays>,
    /// What of its time others counted as well when the step was written, where that gave the
    /// entry other times.
    #[serde(default, skip_serializing_if = "Segments::is_empty")]
    pub(super) twice: Segments,
}

/// What an entry has beside its block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rest {
    segments: Segments,
    zone: String,
    details: Details,
}

impl Snapshot {
    /// How the entry of that id is now.
    pub(crate) fn of(db: &Connection, id: BlockId, home: &TimeZone) -> store::Result<Option<Self>> {
        let Some(Row { entry, details }) = entries::get(db, id, home)? else { return Ok(None) };
        let rest = Rest {
            segments: entry.segments().clone(),
            zone: zone_name(entry.zone(), entry.span().start),
            details,
        };
        let is_billed = entry.block().status == Status::Billed;
        Ok(Some(Self {
            block: entry.block().clone(),
            lesson: lessons::get(db, id)?,
            rest: Some(rest),
            evidence: Some(blocks::evidence(db, id)?),
            billed: if is_billed { rates::frozen(db, id)? } else { None },
            twice: Segments::default(),
        }))
    }

    /// As a step kept it, without the tags that were removed since.
    pub(super) fn kept(db: &Connection, text: &str) -> store::Result<Self> {
        let mut kept = Self::decode(text)?;
        if let Some(rest) = &mut kept.rest {
            rest.details.tags = tags_known(db, &rest.details.tags)?;
        }
        Ok(kept)
    }

    /// The entry, if all of it is known.
    pub(crate) fn row(&self) -> Option<Row> {
        let Rest { segments, zone, details } = self.rest.clone()?;
        let entry = Entry::of(self.block.clone(), segments, zone_of(&zone)?).ok()?;
        Some(Row { entry, details })
    }

    /// What it was recognised by.
    pub(crate) fn evidence(&self) -> &[String] {
        self.evidence.as_deref().unwrap_or_default()
    }

    /// Whether a timer became it.
    pub(super) fn is_timed(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.details.source == Source::Timer)
    }

    /// The time that it counts: with only a length, none in particular.
    pub(super) fn counted(&self) -> Segments {
        match &self.rest {
            Some(rest) if rest.details.is_untimed => Segments::default(),
            Some(rest) => rest.segments.clone(),
            None => self.block.span.into(),
        }
    }

    /// Whether both are the same entry and taught the same, whenever that was.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let lesson = |one: &Self| one.lesson.as_ref().map(|learned| learned.lesson.clone());
        let rest = match (&self.rest, &other.rest) {
            (Some(one), Some(other)) => one == other,
            (None, _) | (_, None) => true,
        };
        self.block == other.block && lesson(self) == lesson(other) && rest
    }

    /// Writes the entry as it is here.
    pub(super) fn restore(&self, tx: &Connection, now: Moment) -> store::Result<()> {
        match self.row() {
            Some(row) => entries::put(tx, &row, now)?,
            None => blocks::put(tx, &self.block, now)?,
        }
        if let Some(tokens) = &self.evidence {
            blocks::put_evidence(tx, self.block.id, tokens)?;
        }
        match (self.block.status, &self.billed) {
            (Status::Billed, Some(days)) => rates::freeze(tx, self.block.id, days, now)?,
            (Status::Billed, None) => {}
            (Status::Draft | Status::Confirmed, _) => rates::thaw(tx, self.block.id, now)?,
        }
        match &self.lesson {
            Some(Learned { lesson, at }) => lessons::put(tx, self.block.id, lesson, *at),
            None => lessons::remove(tx, self.block.id),
        }
    }

    /// What it says, in names; who was removed since has none.
    pub(super) fn said(self, names: &Names) -> Said {
        let answer = self.block.answer;
        let name = |name: Option<&str>| Some(name.unwrap_or_default().to_owned());
        let said = Said {
            time: Worked { segments: self.block.span.into(), is_untimed: false },
            zone: String::new(),
            client: answer.client.and_then(|id| name(names.client(id))),
            project: answer.project.and_then(|id| name(names.project(id))),
            task: None,
            label: answer.label,
            billable: answer.billable,
            status: self.block.status,
            tags: Vec::new(),
            note: String::new(),
        };
        let Some(rest) = self.rest else { return said };
        let details = rest.details;
        let mut tags: Vec<String> =
            details.tags.iter().filter_map(|id| names.tag(*id)).map(str::to_owned).collect();
        tags.sort_unstable();
        Said {
            time: Worked { segments: rest.segments, is_untimed: details.is_untimed },
            zone: rest.zone,
            task: details.task.and_then(|id| name(names.task(id))),
            tags,
            note: details.note,
            ..said
        }
    }

    fn encode(&self) -> store::Result<String> {
        serde_json::to_string(self).map_err(|_| store::Error::Row { table: "block_changes" })
    }

    pub(super) fn decode(text: &str) -> store::Result<Self> {
        serde_json::from_str(text).map_err(|_| store::Error::Row { table: "block_changes" })
    }
}

/// Those of `tags` that were not removed meanwhile.
fn tags_known(db: &Connection, tags: &BTreeSet<TagId>) -> store::Result<BTreeSet<TagId>> {
    let mut query = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM tags WHERE id = ?1)")?;
    let mut known = BTreeSet::new();
    for tag in tags {
        if query.query_row([tag.to_string()], |row| row.get(0))? {
            known.insert(*tag);
        }
    }
    Ok(known)
}

/// Writes an act down that was done to `before` and made `fresh`; of an entry that it left as it
/// was, nothing. Returns the step's place, if there is one.
pub(crate) fn keep(
    tx: &Connection,
    kind: Kind,
    before: &[Snapshot],
    fresh: &[BlockId],
    home: &TimeZone,
    now: Moment,
) -> store::Result<Option<i64>> {
    let mut pairs = Vec::new();
    for was in before {
        let became = Snapshot::of(tx, was.block.id, home)?;
        if !became.as_ref().is_some_and(|became| became.is_same(was)) {
            pairs.push((Some(was.clone()), became));
        }
    }
    for id in fresh {
        pairs.push((None, Snapshot::of(tx, *id, home)?));
    }
    note_twice(tx, &mut pairs, home, now)?;
    let changes = pairs.into_iter().filter_map(|(was, became)| change(was, became));
    let changes = changes.collect::<store::Result<Vec<_>>>()?;
    if changes.is_empty() { Ok(None) } else { history::add(tx, kind, &changes, now).map(Some) }
}

/// An entry before and after a step.
type Pair = (Option<Snapshot>, Option<Snapshot>);

/// How a step changed an entry, as it is kept.
fn change(was: Option<Snapshot>, became: Option<Snapshot>) -> Option<store::Result<Change>> {
    let (mut was, mut became) = (was, became);
    if let (Some(was), Some(became)) = (&mut was, &mut became)
        && was.evidence == became.evidence
    {
        (was.evidence, became.evidence) = (None, None);
    }
    let both = || was.iter().chain(&became).map(|one| &one.block);
    let (start, end) =
        (both().map(|block| block.span.start).min()?, both().map(|block| block.span.end).max()?);
    let block = both().next()?.id;
    let encode = |one: &Option<Snapshot>| one.as_ref().map(Snapshot::encode).transpose();
    let encoded = encode(&was).and_then(|was| Ok((was, encode(&became)?)));
    let span = Span::new(start, end);
    Some(encoded.map(|(was, became)| Change { block, span, was, became }))
}

/// Notes what others count of the time that entries gain or lose in a step: to turn the step may
/// count that twice again, and nothing else.
fn note_twice(
    db: &Connection,
    pairs: &mut [Pair],
    home: &TimeZone,
    now: Moment,
) -> store::Result<()> {
    let own: HashSet<BlockId> =
        pairs.iter().flat_map(both).map(|snapshot| snapshot.block.id).collect();
    let times = |one: &Option<Snapshot>| one.as_ref().map(Snapshot::counted);
    let mut moved: Vec<_> =
        pairs.iter_mut().filter(|(was, became)| times(was) != times(became)).collect();
    let stretches = moved.iter().flat_map(|pair| both(pair)).map(Snapshot::counted);
    let all = Segments::new(stretches.flat_map(Vec::from));
    let Some(hull) = all.hull() else { return Ok(()) };
    let mut others = counted_beside(db, &own, hull, home)?;
    for row in timers::open(db)? {
        others = others.union(&row.timer.segments(now));
    }
    let others = others.shared(&all);
    for (was, became) in &mut moved {
        for one in [was, became].into_iter().flatten() {
            one.twice = one.counted().shared(&others);
        }
    }
    Ok(())
}

fn both(pair: &Pair) -> impl Iterator<Item = &Snapshot> {
    pair.0.iter().chain(&pair.1)
}

/// What of `span` entries count that are not among `own`.
fn counted_beside(
    db: &Connection,
    own: &HashSet<BlockId>,
    span: Span,
    home: &TimeZone,
) -> store::Result<Segments> {
    let mut rows = entries::within(db, span, home)?;
    rows.retain(|row| !row.details.is_untimed && !own.contains(&row.entry.id()));
    let stretches = rows.iter().flat_map(|row| row.entry.segments().as_slice());
    Ok(Segments::new(stretches.copied()))
}

/// Writes an act down that decided something about entries and left them as they are. Returns the
/// step's place.
pub(crate) fn keep_unchanged(
    tx: &Connection,
    kind: Kind,
    ids: &[BlockId],
    home: &TimeZone,
    now: Moment,
) -> store::Result<i64> {
    let mut changes = Vec::new();
    for id in ids {
        let Some(is) = Snapshot::of(tx, *id, home)? else { continue };
        let is = Snapshot { evidence: None, ..is };
        let (span, text) = (is.block.span, is.encode()?);
        changes.push(Change { block: *id, span, was: Some(text.clone()), became: Some(text) });
    }
    history::add(tx, kind, &changes, now)
}
