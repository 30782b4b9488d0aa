//! Classified → Committed: proposals become blocks, with their outbox rows, in one transaction.
//!
//! Time that a person's block covers stays that block's. A draft of an earlier chunk that ends
//! where this one begins grows instead of getting a neighbour that says the same.

use super::{Pipeline, staged};
use crate::Result;
use crate::events::Event;
use domain::block::{Block, Status};
use domain::chunk::{Chunk, Stage};
use domain::classify::{Limits, Proposed, join};
use domain::id::BlockId;
use domain::time::{Moment, Span};
use domain::tokens::Token;
use std::collections::BTreeSet;
use store::{Connection, activities, blocks, chunks};

impl Pipeline {
    pub(super) fn commit(&mut self, chunk: &Chunk) -> Result<()> {
        let id = chunk.id;
        let staged: Option<Vec<staged::Proposal>> = self
            .daybook
            .store
            .read(|db| staged::open(&self.keys, db, id, chunks::What::Proposals))?;
        // A lost key took the proposals with it: the ledger's rows still tell the time.
        let proposed = match staged {
            Some(rows) => rows.into_iter().map(Proposed::from).collect(),
            None => self.propose(chunk, &[], &[])?,
        };
        let now = self.daybook.now();
        let limits = self.daybook.settings.classify.limits();
        let span = chunk.span;
        let clock = self.daybook.clock.clone();
        self.daybook.store.write(move |tx| {
            chunks::advance(tx, id, Stage::Classified, Stage::Committed)?;
            let mint = || BlockId::mint(now, clock.random());
            write(tx, span, &proposed, &limits, now, &mint)
        })?;
        self.daybook.events.tell(Event::Blocks);
        Ok(())
    }
}

/// Writes `proposed` down, in order.
fn write(
    tx: &Connection,
    chunk: Span,
    proposed: &[Proposed],
    limits: &Limits,
    now: Moment,
    mint: &dyn Fn() -> BlockId,
) -> store::Result<()> {
    let taken = blocks::within(tx, chunk)?;
    for proposal in proposed {
        for span in uncovered(proposal.span, &taken) {
            let part = Proposed { span, ..proposal.clone() };
            add_draft(tx, &part, limits, now, mint)?;
        }
    }
    Ok(())
}

/// Adds one proposal: to the draft before it if the two are one piece of work, else as a block.
pub(crate) fn add_draft(
    tx: &Connection,
    proposal: &Proposed,
    limits: &Limits,
    now: Moment,
    mint: &dyn Fn() -> BlockId,
) -> store::Result<()> {
    let before = blocks::before(tx, proposal.span.start)?;
    let joined = match &before {
        Some(before) => {
            let gap = Span::new(before.span.end, proposal.span.start);
            join(before, proposal, &activities::within(tx, gap)?, limits)
        }
        None => None,
    };
    let encoded = proposal.tokens.iter().map(Token::encode);
    let block = match joined {
        Some(block) => {
            let mut tokens: BTreeSet<_> = blocks::evidence(tx, block.id)?.into_iter().collect();
            tokens.extend(encoded);
            blocks::put(tx, &block, now)?;
            return blocks::put_evidence(tx, block.id, &Vec::from_iter(tokens));
        }
        None => Block {
            id: mint(),
            span: proposal.span,
            answer: proposal.answer.clone(),
            status: Status::Draft,
            edited: false,
        },
    };
    blocks::put(tx, &block, now)?;
    blocks::put_evidence(tx, block.id, &encoded.collect::<Vec<_>>())
}

/// The parts of `span` that none of `blocks` (in order) covers.
pub(crate) fn uncovered(span: Span, blocks: &[Block]) -> Vec<Span> {
    let mut free = Vec::new();
    let mut reached = span.start;
    for block in blocks {
        if let Some(shared) = block.span.overlap(span) {
            free.push(Span::new(reached, shared.start));
            reached = reached.max(shared.end);
        }
    }
    free.push(Span::new(reached, span.end));
    free.retain(|part| !part.is_empty());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::block::Answer;

    #[test]
    fn covered_time_is_not_counted_twice() {
        let block = |start, end| Block {
            id: BlockId::mint(Moment(start), [0; 10]),
            span: Span::new(Moment(start), Moment(end)),
            answer: Answer::default(),
            status: Status::Draft,
            edited: false,
        };
        let check = |blocks: &[Block], expected: &[(i64, i64)]| {
            let free: Vec<_> = uncovered(Span::new(Moment(10), Moment(50)), blocks)
                .iter()
                .map(|part| (part.start.0, part.end.0))
                .collect();
            assert_eq!(free, expected);
        };
        check(&[], &[(10, 50)]);
        check(&[block(20, 30)], &[(10, 20), (30, 50)]);
        check(&[block(0, 20), block(15, 25), block(50, 60)], &[(25, 50)]);
        check(&[block(0, 100)], &[]);
    }
}
