//! A better answer arrives after drafts were committed: which of them change, and how.
//!
//! ```text
//! drafts    [ ?????????????? ][ Acme, sure ][ edited ]
//! answer        [ Nordwind                     ]
//! after     [ ? ][ Nordwind  ][ Acme, sure ][ edited ]
//! ```
//!
//! Only drafts that nobody edited and that are unsure change; every millisecond stays in exactly
//! one block.

use crate::block::{Answer, Block, Status};
use crate::time::Span;

/// A draft that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Repainted {
    /// The draft as it was; its id goes on as the first of the parts.
    pub draft: Block,
    /// What it becomes, in order, without a gap. At least one part.
    pub parts: Vec<(Span, Answer)>,
}

/// What changes among `blocks` when `answers` (in order, not overlapping) come in for `within`.
#[must_use]
pub fn repaint(
    blocks: &[Block],
    within: Span,
    answers: &[(Span, Answer)],
    sure: f32,
) -> Vec<Repainted> {
    let free = |block: &&Block| {
        block.status == Status::Draft && !block.edited && block.answer.confidence < sure
    };
    blocks.iter().filter(free).filter_map(|block| of_block(block, within, answers)).collect()
}

fn of_block(block: &Block, within: Span, answers: &[(Span, Answer)]) -> Option<Repainted> {
    let mut parts: Vec<(Span, Answer)> = Vec::new();
    let mut reached = block.span.start;
    let mut changed = false;
    for (span, answer) in answers {
        let Some(span) = span.overlap(within).and_then(|span| span.overlap(block.span)) else {
            continue;
        };
        let span = Span::new(span.start.max(reached), span.end);
        if span.is_empty() || answer.client.is_none() {
            continue;
        }
        if reached < span.start {
            push(&mut parts, Span::new(reached, span.start), &block.answer);
        }
        push(&mut parts, span, answer);
        reached = span.end;
        changed = true;
    }
    if reached < block.span.end {
        push(&mut parts, Span::new(reached, block.span.end), &block.answer);
    }
    changed.then(|| Repainted { draft: block.clone(), parts })
}

/// Adds a part, or lets the last one grow if it says the same.
fn push(parts: &mut Vec<(Span, Answer)>, span: Span, answer: &Answer) {
    match parts.last_mut() {
        Some((last, same)) if same == answer && last.end == span.start => last.end = span.end,
        _ => parts.push((span, answer.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{BlockId, ClientId};
    use crate::time::Moment;
    use proptest::prelude::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Moment(start), Moment(end))
    }

    fn answer(client: u8, confidence: f32) -> Answer {
        let client = (client > 0).then(|| ClientId::mint(Moment(0), [client; 10]));
        Answer { client, confidence, ..Answer::default() }
    }

    fn block(start: i64, end: i64, confidence: f32) -> Block {
        Block {
            id: BlockId::mint(Moment(start), [1; 10]),
            span: span(start, end),
            answer: answer(0, confidence),
            status: Status::Draft,
            edited: false,
        }
    }

    fn check(blocks: &[Block], answers: &[(Span, Answer)], expected: &[(i64, i64, bool)]) {
        let parts: Vec<_> = repaint(blocks, span(0, 100), answers, 0.6)
            .into_iter()
            .flat_map(|repainted| repainted.parts)
            .map(|(span, answer)| (span.start.0, span.end.0, answer.client.is_some()))
            .collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn an_unsure_draft_is_cut_where_the_answer_says() {
        let draft = block(0, 100, 0.1);
        check(
            std::slice::from_ref(&draft),
            &[(span(20, 60), answer(1, 0.9))],
            &[(0, 20, false), (20, 60, true), (60, 100, false)],
        );
        check(std::slice::from_ref(&draft), &[(span(0, 100), answer(1, 0.9))], &[(0, 100, true)]);
        check(std::slice::from_ref(&draft), &[], &[]);
        check(&[draft], &[(span(0, 100), answer(0, 0.9))], &[]);
    }

    #[test]
    fn what_a_person_edited_or_a_rule_decided_stays() {
        let answers = [(span(0, 100), answer(1, 0.9))];
        check(&[Block { edited: true, ..block(0, 50, 0.1) }], &answers, &[]);
        check(&[Block { status: Status::Confirmed, ..block(0, 50, 0.1) }], &answers, &[]);
        check(&[block(0, 50, 0.9)], &answers, &[]);
    }

    proptest! {
        #[test]
        fn every_millisecond_stays_in_exactly_one_part(
            start in 0_i64..50, length in 1_i64..80,
            cuts in prop::collection::btree_set(0_i64..140, 0..8),
        ) {
            let draft = block(start, start + length, 0.1);
            let cuts: Vec<_> = cuts.into_iter().collect();
            let answers: Vec<_> = cuts.chunks(2).filter(|pair| pair.len() == 2)
                .map(|pair| (span(pair[0], pair[1]), answer(1, 0.9))).collect();
            for repainted in repaint(std::slice::from_ref(&draft), span(0, 100), &answers, 0.6) {
                let mut reached = draft.span.start;
                for (part, _) in &repainted.parts {
                    prop_assert_eq!(part.start, reached);
                    prop_assert!(!part.is_empty());
                    reached = part.end;
                }
                prop_assert_eq!(reached, draft.span.end);
            }
        }
    }
}
