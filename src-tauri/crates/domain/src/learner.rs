//! The learner: what the owner corrected once, Daybook knows the next time.

use crate::id::{ClientId, ProjectId};
use crate::names::Names;
use crate::time::{HOUR, Moment};
use crate::tokens::Token;
use std::collections::BTreeMap;

/// What the owner said that a block was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// What the block had about it.
    pub tokens: Vec<Token>,
    /// For whom; `None` if the owner said that it was for nobody.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What the owner called it, if the owner chose the words.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: bool,
    /// When the work was done; older lessons count less.
    pub day: Day,
}

/// Days since 1970-01-01, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of an instant.
    #[must_use]
    pub fn of(moment: Moment) -> Self {
        Self(i32::try_from(moment.0.div_euclid(HOUR.saturating_mul(24))).unwrap_or(i32::MAX))
    }
}

/// One row of what the learner knows, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// [`Token::encode`]; empty for the row that counts the class itself.
    pub token: String,
    /// What was taught, as text; only the learner reads it.
    pub class: String,
    /// How many blocks taught it. Zero: the row is to be deleted.
    pub blocks: u32,
    /// How much they count on `day`.
    pub weight: f64,
    /// The day to which `weight` refers.
    pub day: i32,
}

/// What the learner thinks of a stretch of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// For whom.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What the owner called such work, if always the same.
    pub label: Option<String>,
    /// Whether the client pays for it.
    pub billable: bool,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// Why, in words that quote titles and names only.
    pub reason: String,
}

/// Everything that corrections taught.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    rows: BTreeMap<(String, String), Count>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    blocks: u32,
    weight: f64,
    day: i32,
}

impl Learner {
    /// What was stored.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut learner = Self::default();
        for row in rows {
            let count = Count { blocks: row.blocks, weight: row.weight, day: row.day };
            learner.rows.insert((row.token, row.class), count);
        }
        learner
    }

    /// All rows, to be stored.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let row = |((token, class), count): (&(String, String), &Count)| Row {
            token: token.clone(),
            class: class.clone(),
            blocks: count.blocks,
            weight: count.weight,
            day: count.day,
        };
        self.rows.iter().map(row).collect()
    }

    /// Takes a lesson in. Gives the rows that changed.
    pub fn learn(&mut self, lesson: &Lesson) -> Vec<Row> {
        let _ = lesson;
        Vec::new()
    }

    /// Forgets a lesson that was learnt. Gives the rows that changed; those with no blocks left
    /// are to be deleted.
    pub fn unlearn(&mut self, lesson: &Lesson) -> Vec<Row> {
        let _ = lesson;
        Vec::new()
    }

    /// What work with these tokens is, most likely; `None` before the first lesson.
    #[must_use]
    pub fn guess(&self, tokens: &[Token], today: Day, names: &Names) -> Option<Guess> {
        let _ = (tokens, today, names);
        None
    }
}
