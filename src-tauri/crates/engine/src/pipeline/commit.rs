//! Classified → Committed: proposals become blocks, with their outbox rows, in one transaction.
//!
//! Time that an entry counts stays that entry's, and time that a timer counts is the timer's: what
//! was recognised then is its evidence ([`crate::timers`]). A draft of an earlier chunk that ends
//! where this one begins grows instead of getting a neighbour that says the same; so does this
//! one, if it comes late and its successor is there already.

use super::{Pipeline, staged};
use crate::Result;
use crate::events::Event;
use crate::timers::captured::{collect, covered};
use domain::block::{Block, Status};
use domain::chunk::{Chunk, Stage};
use domain::classify::{Limits, Proposed, Source, carry, join, only_window};
use domain::id::BlockId;
use domain::segments::Segments;
use domain::time::{Millis, Moment, SECOND, Span, zone_name};
use domain::tokens::Token;
use std::collections::BTreeSet;
use store::{Connection, activities, blocks, chunks};

/// Whoever had reserved a chunk wipes it within so long of its commit; should it be killed, there
/// is time left in the minute for somebody else.
const STILL_RESERVED: Millis = 45 * SECOND;

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
        let limits = self.daybook.settings().classify.limits();
        let span = chunk.span;
        let due = chunk.due.min(now.plus(STILL_RESERVED));
        let clock = self.daybook.clock.clone();
        let zone = zone_name(&clock.zone(), span.start);
        let reading = self.daybook.present().reading;
        self.daybook.store.write(move |tx| {
            chunks::advance(tx, id, Stage::Classified, Stage::Committed)?;
            chunks::reserve(tx, id, due)?;
            let mint = || BlockId::mint(now, clock.random());
            let taken = covered(tx, span, reading)?;
            for proposal in &proposed {
                collect(tx, proposal.span, &proposal.tokens, reading)?;
                write(tx, proposal, &taken, &limits, now, &mint)?;
            }
            blocks::worked_in(tx, span, &zone)
        })?;
        self.daybook.events.tell(Event::Blocks);
        Ok(())
    }
}

/// Writes down what of a proposal is not `taken`.
fn write(
    tx: &Connection,
    proposal: &Proposed,
    taken: &Segments,
    limits: &Limits,
    now: Moment,
    mint: &dyn Fn() -> BlockId,
) -> store::Result<()> {
    for span in Segments::from(proposal.span).minus(taken).as_slice() {
        let part = Proposed { span: *span, ..proposal.clone() };
        add_draft(tx, &part, limits, now, mint)?;
    }
    Ok(())
}

/// Adds one proposal: joined with the drafts before and after it where they are one piece of
/// work, else as a block.
pub(crate) fn add_draft(
    tx: &Connection,
    proposal: &Proposed,
    limits: &Limits,
    now: Moment,
    mint: &dyn Fn() -> BlockId,
) -> store::Result<()> {
    let mut proposal = proposal.clone();
    let mut before = blocks::before(tx, proposal.span.start)?;
    if let Some(block) = &before
        && block.span.end == proposal.span.start
        && let Some((block, next)) = carry(block, &proposal, is_one_window(tx, block, &proposal)?)
    {
        before = Some(block);
        proposal = next;
    }
    let joined = match &before {
        Some(before) => {
            let gap = Span::new(before.span.end, proposal.span.start);
            join(before, &proposal, &activities::within(tx, gap)?, limits)
        }
        None => None,
    };
    let mut tokens: BTreeSet<_> = proposal.tokens.iter().map(Token::encode).collect();
    let mut block = match joined {
        Some(block) => {
            tokens.extend(blocks::evidence(tx, block.id)?);
            block
        }
        None => Block {
            id: mint(),
            span: proposal.span,
            answer: proposal.answer.clone(),
            status: Status::Draft,
            edited: false,
        },
    };
    // A chunk that had to wait finds its successor there already.
    if let Some((next, whole)) = with_next(tx, &block, limits)? {
        tokens.extend(blocks::evidence(tx, next)?);
        blocks::remove(tx, next, now)?;
        block = whole;
    }
    blocks::put(tx, &block, now)?;
    blocks::put_evidence(tx, block.id, &Vec::from_iter(tokens))
}

/// `block` together with the draft after it, if the two are one piece of work; and which that is.
fn with_next(
    tx: &Connection,
    block: &Block,
    limits: &Limits,
) -> store::Result<Option<(BlockId, Block)>> {
    let reach = block.span.end.plus(limits.longest_gap.saturating_add(1));
    let after = blocks::within(tx, Span::new(block.span.end, reach))?;
    let is_next = |one: &&Block| one.span.start >= block.span.end && one.id != block.id;
    let Some(next) = after.iter().find(is_next) else { return Ok(None) };
    if next.edited || next.status != Status::Draft {
        return Ok(None);
    }
    let gap = activities::within(tx, Span::new(block.span.end, next.span.start))?;
    let proposed = Proposed {
        span: next.span,
        answer: next.answer.clone(),
        source: Source::Nobody,
        sure: false,
        tokens: Vec::new(),
    };
    Ok(join(block, &proposed, &gap, limits).map(|whole| (next.id, whole)))
}

/// Whether one and the same window was in front all through both.
fn is_one_window(tx: &Connection, block: &Block, next: &Proposed) -> store::Result<bool> {
    let (before, after) = (activities::within(tx, block.span)?, activities::within(tx, next.span)?);
    let window = only_window(&before, block.span);
    Ok(window.is_some() && window == only_window(&after, next.span))
}
