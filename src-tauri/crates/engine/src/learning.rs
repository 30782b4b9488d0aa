//! Lessons on their way to and from the store.

use crate::error::Error;
use domain::block::Block;
use domain::evidence::Evidence;
use domain::id::{BlockId, ClientId, ProjectId};
use domain::learner::{Day, Learner, Lesson};
use domain::time::{Moment, Span};
use domain::tokens::{Token, WordKey};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use store::{Connection, activities, blocks, lessons};

/// A lesson as it is stored. The twin of [`Lesson`], field by field.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    tokens: Vec<String>,
    client: Option<ClientId>,
    project: Option<ProjectId>,
    label: Option<String>,
    billable: bool,
    day: i32,
}

impl From<&Lesson> for Row {
    fn from(lesson: &Lesson) -> Self {
        let Lesson { tokens, client, project, label, billable, day } = lesson;
        Self {
            tokens: tokens.iter().map(Token::encode).collect(),
            client: *client,
            project: *project,
            label: label.clone(),
            billable: *billable,
            day: day.0,
        }
    }
}

impl From<Row> for Lesson {
    fn from(row: Row) -> Self {
        let Row { tokens, client, project, label, billable, day } = row;
        Self {
            tokens: tokens.iter().filter_map(|text| Token::decode(text)).collect(),
            client,
            project,
            label,
            billable,
            day: Day(day),
        }
    }
}

/// The learner, from all lessons. A lesson that cannot be read teaches nothing.
pub(crate) fn learner(db: &Connection) -> store::Result<Learner> {
    let rows = lessons::all(db)?;
    let lessons = rows.iter().filter_map(|text| serde_json::from_str::<Row>(text).ok());
    Ok(Learner::from_lessons(lessons.map(Lesson::from)))
}

/// Keeps what a correction of `block` teaches.
pub(crate) fn teach(
    tx: &Connection,
    block: &Block,
    label_chosen: bool,
    now: Moment,
) -> Result<(), store::Error> {
    let tokens = blocks::evidence(tx, block.id)?;
    let earlier = lessons::get(tx, block.id)?.map(|learned| learned.lesson);
    let row = earlier.as_deref().and_then(|text| serde_json::from_str::<Row>(text).ok());
    // Who chose the words once has chosen them, also when something else is corrected later.
    let label_chosen = label_chosen || row.is_some_and(|row| row.label.is_some());
    let lesson = Lesson {
        tokens: tokens.iter().filter_map(|text| Token::decode(text)).collect(),
        client: block.answer.client,
        project: block.answer.project,
        label: label_chosen.then(|| block.answer.label.clone()),
        billable: block.answer.billable,
        day: Day::of(block.span.start),
    };
    let text = serde_json::to_string(&Row::from(&lesson)).unwrap_or_default();
    if earlier.as_ref() == Some(&text) { Ok(()) } else { lessons::put(tx, block.id, &text, now) }
}

/// Takes out of what `block` was recognised by, and of what it taught, everything that stands in
/// no window of it any more.
pub(crate) fn unlearn_titles(tx: &Connection, block: &Block) -> Result<(), store::Error> {
    let kept = shown_in(tx, &[block.span], blocks::evidence(tx, block.id)?)?;
    blocks::put_evidence(tx, block.id, &kept)?;
    let Some(learned) = lessons::get(tx, block.id)? else { return Ok(()) };
    let Ok(mut row) = serde_json::from_str::<Row>(&learned.lesson) else {
        return lessons::remove(tx, block.id);
    };
    row.tokens = shown_in(tx, &[block.span], row.tokens)?;
    let text = serde_json::to_string(&row).unwrap_or_default();
    lessons::put(tx, block.id, &text, learned.at)
}

/// Those of `tokens` that stand in a window inside `spans`, and those that stand in none at all:
/// what was heard and seen.
pub(crate) fn shown_in(
    db: &Connection,
    spans: &[Span],
    mut tokens: Vec<String>,
) -> Result<Vec<String>, store::Error> {
    // Windows are no secret: the key hides only what was heard and seen, and here nothing was.
    let key = WordKey([0; 16]);
    let mut plain: BTreeSet<Token> = BTreeSet::new();
    for span in spans {
        let rows = activities::within(db, *span)?;
        let windows = rows.into_iter().filter_map(|row| row.window);
        plain.extend(
            windows.flat_map(|window| domain::tokens::tokens(&Evidence::of(window, 1), &key)),
        );
    }
    let stays = |token: &Token| match token {
        Token::Program(_) | Token::Title(_) | Token::Site(_) | Token::Folder(_) => {
            plain.contains(token)
        }
        Token::Call | Token::Heard(_) | Token::Seen(_) => true,
    };
    tokens.retain(|text| Token::decode(text).is_some_and(|token| stays(&token)));
    Ok(tokens)
}

/// A block's id as the owner typed it.
pub(crate) fn block_id(text: &str) -> Result<BlockId, Error> {
    text.parse().map_err(|_| Error::NoSuch { what: "block", id: text.to_owned() })
}

/// The ids of blocks as the owner typed them, each once.
pub(crate) fn block_ids<I: AsRef<str>>(texts: &[I]) -> Result<Vec<BlockId>, Error> {
    let mut seen = HashSet::new();
    let ids = texts.iter().map(|text| block_id(text.as_ref()));
    ids.filter(|id| id.as_ref().map_or(true, |id| seen.insert(*id))).collect()
}
