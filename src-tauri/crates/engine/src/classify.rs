//! The local classifier over what the store holds.

use crate::daybook::names;
use crate::learning::learner;
use domain::classify::{Classifier, Limits, Proposed};
use domain::pieces::{Heard, Seen, propose};
use domain::rule::Rules;
use domain::time::Span;
use domain::tokens::WordKey;
use store::{Connection, activities, rules};

/// The blocks that the ledger's rows inside `span` make, with what was heard and seen.
pub(crate) fn local(
    db: &Connection,
    key: &WordKey,
    limits: Limits,
    span: Span,
    heard: &[Heard],
    seen: &[Seen],
) -> store::Result<Vec<Proposed>> {
    let classifier = Classifier {
        rules: &Rules::new(rules::list(db)?),
        learner: &learner(db)?,
        names: &names(db)?,
        key,
        limits,
    };
    let rows = activities::within(db, span)?;
    Ok(propose(span, &rows, heard, seen, &classifier))
}
