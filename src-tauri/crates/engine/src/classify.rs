//! The local classifier over what the store holds.

use crate::daybook::names;
use crate::learning::learner;
use domain::block::Answer;
use domain::classify::{Classifier, Limits, Proposed};
use domain::learner::Learner;
use domain::names::Names;
use domain::pieces::{Heard, Seen, propose};
use domain::rule::Rules;
use domain::time::Span;
use domain::tokens::WordKey;
use store::{Connection, activities, clients, rules};

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
        billables: &clients::billables(db)?,
        key,
        limits,
    };
    let rows = activities::within(db, span)?;
    Ok(propose(span, &rows, heard, seen, &classifier))
}

/// What the work at the end of `span` is, going by its windows alone; `None` where there is none.
pub(crate) fn work(
    db: &Connection,
    learner: &Learner,
    names: &Names,
    limits: Limits,
    span: Span,
) -> store::Result<Option<Answer>> {
    // Windows are no secret: the key hides only what was heard and seen, and here nothing was.
    let key = WordKey([0; 16]);
    let rules = Rules::new(rules::list(db)?);
    let billables = &clients::billables(db)?;
    let classifier = Classifier { rules: &rules, learner, names, billables, key: &key, limits };
    let rows = activities::within(db, span)?;
    let proposed = propose(span, &rows, &[], &[], &classifier);
    Ok(proposed.into_iter().next_back().map(|last| last.answer))
}
