//! A chunk, cut where the work changed, and put together again where it did not.

use crate::activity::Activity;
use crate::classify::{Classifier, Proposed, longer_answer, may_bridge, same_work};
use crate::evidence::{Evidence, push_words};
use crate::time::{Moment, Span};

/// A phrase that was said, at its absolute time.
#[derive(Clone, PartialEq, Eq)]
pub struct Heard {
    /// When.
    pub span: Span,
    /// The phrase.
    pub text: String,
}

/// Words that were on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    /// When the picture was taken.
    pub at: Moment,
    /// The words.
    pub text: String,
}

/// A stretch in one context, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// When.
    pub span: Span,
    /// What is known of it.
    pub evidence: Evidence,
}

/// The blocks that the work inside `chunk` makes.
#[must_use]
pub fn propose(
    chunk: Span,
    activities: &[Activity],
    heard: &[Heard],
    seen: &[Seen],
    classifier: &Classifier<'_>,
) -> Vec<Proposed> {
    let mut blocks: Vec<Proposed> = Vec::new();
    for piece in cut(chunk, activities, heard, seen) {
        let next = classifier.classify(piece.span, &piece.evidence);
        match blocks.last_mut() {
            Some(last)
                if same_work(&last.answer, &next.answer)
                    && may_bridge(
                        Span::new(last.span.end, next.span.start),
                        activities,
                        &classifier.limits,
                    ) =>
            {
                last.answer = longer_answer(
                    last.span.millis(),
                    &last.answer,
                    next.span.millis(),
                    &next.answer,
                );
                last.span.end = next.span.end;
                last.tokens.extend(next.tokens);
            }
            _ => blocks.push(next),
        }
    }
    blocks
}

/// The pieces of `chunk`.
#[must_use]
pub fn cut(chunk: Span, activities: &[Activity], heard: &[Heard], seen: &[Seen]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for activity in activities.iter().filter(|activity| activity.state.is_work()) {
        let Some(span) = activity.span.overlap(chunk) else { continue };
        let mut evidence = Evidence {
            call: activity.state == crate::activity::State::Call,
            ..Evidence::default()
        };
        if let Some(window) = &activity.window {
            evidence.add(window.clone(), span.millis());
        }
        for phrase in heard.iter().filter(|phrase| phrase.span.overlap(span).is_some()) {
            push_words(&mut evidence.heard, &phrase.text);
        }
        for words in seen.iter().filter(|words| span.contains(words.at)) {
            push_words(&mut evidence.seen, &words.text);
        }
        pieces.push(Piece { span, evidence });
    }
    pieces
}
