//! A made-up working month with known answers, to measure the learner on.
//!
//! Six clients with overlapping vocabularies, programs that are used for all of them, windows
//! that say little, calls that only their words tell apart, private noise, and projects that
//! change in the middle of the month. Everything follows from one seed, so that two learners
//! see the same month.

mod rivals;
mod world;

use crate::classify::LOWEST;
use crate::evidence::Evidence;
use crate::id::{ClientId, ProjectId};
use crate::learner::{Day, Learner, Lesson};
use crate::names::Names;
use crate::tokens::{Token, WordKey, tokens};
pub use rivals::{Logistic, Multinomial};
use std::fmt;

/// A block of the month, with what it really was.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The day; [`FIRST_DAY`] is the first.
    pub day: Day,
    /// What Daybook saw of it.
    pub evidence: Evidence,
    /// For whom it was; `None` for nobody.
    pub client: Option<ClientId>,
    /// Which project it was.
    pub project: Option<ProjectId>,
}

/// A month of work.
#[derive(Debug, Clone)]
pub struct Month {
    /// All blocks in the order of time.
    pub blocks: Vec<Labelled>,
    /// What clients and projects are called.
    pub names: Names,
}

/// The first day of the month.
pub const FIRST_DAY: Day = Day(20_727);

/// The working days of a month.
pub const DAYS: i32 = 22;

/// The last days, which no learner is taught with.
pub const HELD_OUT_DAYS: i32 = 5;

/// The month that follows from `seed`.
#[must_use]
pub fn month(seed: u64) -> Month {
    world::month(seed)
}

/// Something that can be taught and asked.
pub trait Pupil {
    /// What it is called in the table.
    fn name(&self) -> &'static str;
    /// Takes a correction in.
    fn learn(&mut self, lesson: &Lesson);
    /// Client, project and confidence, if it has any idea.
    fn guess(&self, tokens: &[Token], today: Day, names: &Names) -> Option<Idea>;
}

/// What a pupil thinks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Idea {
    /// For whom.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

impl Pupil for Learner {
    fn name(&self) -> &'static str {
        "learner"
    }

    fn learn(&mut self, lesson: &Lesson) {
        Self::learn(self, lesson);
    }

    fn guess(&self, tokens: &[Token], today: Day, names: &Names) -> Option<Idea> {
        Self::guess(self, tokens, today, names).map(|guess| Idea {
            client: guess.client,
            project: guess.project,
            confidence: guess.confidence,
        })
    }
}

/// Our learner, not told what the clients are called: what corrections alone teach it.
#[derive(Debug, Default)]
pub struct Nameless(Learner);

impl Pupil for Nameless {
    fn name(&self) -> &'static str {
        "learner without names"
    }

    fn learn(&mut self, lesson: &Lesson) {
        Pupil::learn(&mut self.0, lesson);
    }

    fn guess(&self, tokens: &[Token], today: Day, _names: &Names) -> Option<Idea> {
        Pupil::guess(&self.0, tokens, today, &Names::default())
    }
}

/// How well a pupil did on the held-out days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// After how many corrections.
    pub corrections: usize,
    /// How many blocks of the month it had seen by then.
    pub seen: usize,
    /// The share of held-out blocks whose client it named, taking no idea for "nobody".
    pub client: f64,
    /// The share of held-out blocks whose client and project it named.
    pub project: f64,
    /// The share of held-out blocks of which it was sure.
    pub sure: f64,
    /// Of those, the share whose client was wrong.
    pub sure_but_wrong: f64,
    /// The mean distance between confidence and truth, in ten equal bins (expected
    /// calibration error).
    pub calibration: f64,
}

/// Teaches `pupil` day by day, correcting it where it is wrong or not `sure`, and measures it
/// on the held-out days whenever the number of corrections reaches one of `stops` (ascending).
/// A stop that the month does not reach is measured at its end, with the number reached.
pub fn curve(pupil: &mut dyn Pupil, month: &Month, stops: &[usize], sure: f32) -> Vec<Score> {
    let key = WordKey([7; 16]);
    let first_held_out = FIRST_DAY.0.saturating_add(DAYS).saturating_sub(HELD_OUT_DAYS);
    let bag = |block: &Labelled| (tokens(&block.evidence, &key), block.clone());
    let (taught, held_out): (Vec<_>, Vec<_>) =
        month.blocks.iter().map(bag).partition(|(_, block)| block.day.0 < first_held_out);
    let mut stops = stops.iter().copied().peekable();
    let mut scores = Vec::new();
    let (mut corrections, mut seen) = (0_usize, 0_usize);
    for (tokens, block) in &taught {
        while stops.next_if(|stop| *stop <= corrections).is_some() {
            scores.push(exam(pupil, month, &held_out, sure, corrections, seen));
        }
        if stops.peek().is_none() {
            return scores;
        }
        seen = seen.saturating_add(1);
        let idea = pupil.guess(tokens, block.day, &month.names);
        let is_fine = idea.is_some_and(|idea| {
            idea.client == block.client && idea.project == block.project && idea.confidence >= sure
        });
        if !is_fine {
            corrections = corrections.saturating_add(1);
            pupil.learn(&Lesson {
                tokens: tokens.clone(),
                client: block.client,
                project: block.project,
                label: None,
                billable: block.client.is_some(),
                day: block.day,
            });
        }
    }
    for _ in stops {
        scores.push(exam(pupil, month, &held_out, sure, corrections, seen));
    }
    scores
}

#[expect(clippy::cast_precision_loss, reason = "counts of blocks are far below 2^52")]
fn exam(
    pupil: &dyn Pupil,
    month: &Month,
    held_out: &[(Vec<Token>, Labelled)],
    sure: f32,
    corrections: usize,
    seen: usize,
) -> Score {
    let (mut client, mut project, mut sures, mut wrong) = (0.0, 0.0, 0.0, 0.0);
    let mut bins = [(0.0_f64, 0.0_f64); 10];
    for (tokens, block) in held_out {
        let idea = pupil.guess(tokens, block.day, &month.names);
        // Too faint an idea is not shown to anybody: the block stays unassigned.
        let idea = idea.filter(|idea| idea.confidence >= LOWEST);
        let idea = idea.unwrap_or(Idea { client: None, project: None, confidence: 0.0 });
        let is_client = idea.client == block.client;
        client += f64::from(u8::from(is_client));
        project += f64::from(u8::from(is_client && idea.project == block.project));
        if idea.confidence >= sure {
            sures += 1.0;
            wrong += f64::from(u8::from(!is_client));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let bin = (idea.confidence * 10.0).clamp(0.0, 9.0) as usize;
        if let Some((confident, right)) = bins.get_mut(bin) {
            *confident += f64::from(idea.confidence);
            *right += f64::from(u8::from(is_client));
        }
    }
    let all = held_out.len().max(1) as f64;
    Score {
        corrections,
        seen,
        client: client / all,
        project: project / all,
        sure: sures / all,
        sure_but_wrong: if sures > 0.0 { wrong / sures } else { 0.0 },
        calibration: bins.iter().map(|(confident, right)| (confident - right).abs()).sum::<f64>()
            / all,
    }
}

/// One row of the benchmark: a pupil's scores, averaged over months of several seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The pupil.
    pub name: &'static str,
    /// How many corrections were asked for.
    pub stop: usize,
    /// The averages.
    pub score: Score,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, score, .. } = self;
        let percent = |share: f64| share * 100.0;
        write!(
            f,
            "{name:24} after {:3} corrections: {:5.1} % clients and {:5.1} % projects right, \
             sure of {:5.1} %, {:4.1} % of these wrong, calibration error {:.3}",
            score.corrections,
            percent(score.client),
            percent(score.project),
            percent(score.sure),
            percent(score.sure_but_wrong),
            score.calibration,
        )
    }
}

/// The benchmark that `daybook bench learner` prints: every pupil, after 0, 10, 50 and 200
/// corrections, over `months` months.
#[must_use]
pub fn bench(months: u64) -> Vec<Line> {
    const STOPS: [usize; 4] = [0, 10, 50, 200];
    let pupils: [fn() -> Box<dyn Pupil>; 4] = [
        || Box::new(Learner::default()),
        || Box::new(Nameless::default()),
        || Box::new(Multinomial::default()),
        || Box::new(Logistic::default()),
    ];
    let mut lines = Vec::new();
    for pupil in pupils {
        let curves: Vec<Vec<Score>> = (0..months.max(1))
            .map(|seed| curve(pupil().as_mut(), &month(seed), &STOPS, SURE))
            .collect();
        for (at, stop) in STOPS.into_iter().enumerate() {
            let scores: Vec<Score> =
                curves.iter().filter_map(|curve| curve.get(at)).copied().collect();
            lines.push(Line { name: pupil().name(), stop, score: mean(&scores) });
        }
    }
    lines
}

/// The confidence from which the benchmark's owner lets an answer stand.
const SURE: f32 = 0.6;

#[expect(clippy::cast_precision_loss, reason = "a handful of months")]
fn mean(scores: &[Score]) -> Score {
    let count = scores.len().max(1);
    let of = |field: fn(&Score) -> f64| scores.iter().map(field).sum::<f64>() / count as f64;
    let whole = |field: fn(&Score) -> usize| {
        scores.iter().map(field).fold(0, usize::saturating_add).checked_div(count).unwrap_or(0)
    };
    Score {
        corrections: whole(|score| score.corrections),
        seen: whole(|score| score.seen),
        client: of(|score| score.client),
        project: of(|score| score.project),
        sure: of(|score| score.sure),
        sure_but_wrong: of(|score| score.sure_but_wrong),
        calibration: of(|score| score.calibration),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_month() {
        let text = |seed: u64| -> String {
            let month = month(seed);
            let titles = month.blocks.iter().flat_map(|block| &block.evidence.windows);
            titles.map(|glimpse| glimpse.window.title.as_str()).collect()
        };
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn a_month_is_a_months_work_for_everybody() {
        let month = month(1);
        for day in FIRST_DAY.0..FIRST_DAY.0 + DAYS {
            let blocks = month.blocks.iter().filter(|block| block.day.0 == day).count();
            assert!((50..=80).contains(&blocks), "{blocks} blocks on day {day}");
        }
        for (client, name) in month.names.clients() {
            let blocks = month.blocks.iter().filter(|block| block.client == Some(client));
            assert!(blocks.count() > 20, "work for {name}");
        }
        assert!(month.blocks.iter().any(|block| block.evidence.call), "calls");
        assert!(month.blocks.iter().any(|block| block.client.is_none()), "private noise");
    }

    #[test]
    fn the_learner_gets_better_with_corrections_and_beats_the_textbook() {
        let lines = bench(1);
        let of = |name: &str| -> Vec<f64> {
            lines.iter().filter(|line| line.name == name).map(|line| line.score.project).collect()
        };
        let (ours, bayes, logistic) =
            (of("learner"), of("multinomial naive Bayes"), of("logistic regression"));
        assert_eq!(ours.len(), 4, "after 0, 10, 50 and 200 corrections");
        assert!(
            ours.is_sorted_by(|a, b| a < b),
            "each stop is better than the one before: {ours:?}"
        );
        assert!(ours[3] > 0.75, "{ours:?}");
        for (at, score) in ours.iter().enumerate() {
            assert!(*score >= bayes[at].max(logistic[at]), "{at}: {ours:?} {bayes:?} {logistic:?}");
        }
        let alone = of("learner without names");
        assert!(alone.is_sorted_by(|a, b| a < b), "corrections alone teach it too: {alone:?}");
    }
}
