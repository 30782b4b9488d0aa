//! # What the recogniser hears at a time
//!
//! Whisper hears 30 s at a time and costs the same for one word as for a minute's third; so spans
//! of speech are joined, with the silences between them, as long as they fit. Nothing is glued:
//! a window is one unbroken piece of the original, and a time in it is its start plus an offset.
//!
//! ```text
//! speech   ▐███▌   ▐████▌ ▐██▌                ▐█████▌
//! windows  ├───────────────────┤              ├─────┤
//! ```
//!
//! Pure: spans in, windows out, in samples at 16 kHz.

use crate::Sound;

/// The longest window: Whisper's 30 s less what it wants to see behind the last word.
pub const LIMIT: u64 = 29 * Sound::RATE as u64;

/// A silence longer than this ends a window: hearing it would cost more than a second window.
pub const WIDEST_GAP: u64 = 3 * Sound::RATE as u64;

/// A stretch of the original, half open, in samples at 16 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first sample.
    pub start: u64,
    /// The sample after its last.
    pub end: u64,
}

impl Span {
    /// How many samples.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether there is no sample in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An unbroken piece of the original, and where in it somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The piece.
    pub span: Span,
    /// In order, inside `span`, the first starting and the last ending with it.
    pub speech: Vec<Span>,
}

/// Joins spans into windows as they come.
#[derive(Debug, Default)]
pub struct Planner {
    open: Option<Window>,
}

impl Planner {
    /// Takes the next span: after all before it, and no longer than [`LIMIT`]. Gives the window
    /// that it does not fit into, if there is one.
    pub fn add(&mut self, span: Span) -> Option<Window> {
        match &mut self.open {
            Some(open) if fits(open, span) => {
                open.span.end = span.end;
                open.speech.push(span);
                None
            }
            _ => self.open.replace(Window { span, speech: vec![span] }),
        }
    }

    /// Gives the open window once no span that starts at `now` or later can join it.
    pub fn settle(&mut self, now: u64) -> Option<Window> {
        match &self.open {
            Some(open) if now > open.span.end + WIDEST_GAP || now > open.span.start + LIMIT => {
                self.open.take()
            }
            _ => None,
        }
    }

    /// Gives what is left.
    pub fn finish(&mut self) -> Option<Window> {
        self.open.take()
    }

    /// From which sample on the original is still needed.
    #[must_use]
    pub fn needed_from(&self) -> Option<u64> {
        self.open.as_ref().map(|open| open.span.start)
    }
}

fn fits(open: &Window, span: Span) -> bool {
    span.end.saturating_sub(open.span.start) <= LIMIT
        && span.start.saturating_sub(open.span.end) <= WIDEST_GAP
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: u64 = Sound::RATE as u64;

    fn plan(spans: &[Span]) -> Vec<Window> {
        let mut planner = Planner::default();
        let mut windows: Vec<_> = spans.iter().filter_map(|span| planner.add(*span)).collect();
        windows.extend(planner.finish());
        windows
    }

    /// In whole seconds: spans in, windows out.
    fn check(spans: &[(u64, u64)], expected: &[(u64, u64)]) {
        let spans: Vec<_> =
            spans.iter().map(|(s, e)| Span { start: s * SECOND, end: e * SECOND }).collect();
        let windows: Vec<_> = plan(&spans)
            .iter()
            .map(|window| (window.span.start / SECOND, window.span.end / SECOND))
            .collect();
        assert_eq!(windows, expected);
    }

    #[test]
    fn speech_is_joined_until_the_window_is_full() {
        check(&[], &[]);
        check(&[(1, 2)], &[(1, 2)]);
        check(&[(1, 8), (9, 17), (18, 29)], &[(1, 29)]);
        check(&[(1, 8), (9, 17), (18, 29), (30, 40)], &[(1, 29), (30, 40)]);
    }

    #[test]
    fn a_long_silence_ends_a_window() {
        check(&[(1, 2), (5, 6)], &[(1, 6)]);
        check(&[(1, 2), (6, 7)], &[(1, 2), (6, 7)]);
    }

    #[test]
    fn a_window_is_given_as_soon_as_nothing_can_join_it() {
        let mut planner = Planner::default();
        assert_eq!(planner.add(Span { start: 0, end: SECOND }), None);
        assert_eq!(planner.settle(SECOND + WIDEST_GAP), None, "a span here would still join");
        assert!(planner.settle(SECOND + WIDEST_GAP + 1).is_some());
        assert_eq!(planner.finish(), None);
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0..20 * SECOND, 1..=LIMIT), 0..60).prop_map(|pairs| {
            let mut at = 0;
            pairs
                .into_iter()
                .map(|(gap, len)| {
                    let span = Span { start: at + gap, end: at + gap + len };
                    at = span.end;
                    span
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn every_span_is_heard_once_in_order_and_no_window_is_too_long(spans in spans()) {
            let windows = plan(&spans);
            let heard: Vec<_> = windows.iter().flat_map(|window| window.speech.clone()).collect();
            prop_assert_eq!(&heard, &spans);
            for window in &windows {
                prop_assert!(window.span.len() <= LIMIT);
                prop_assert_eq!(window.speech.first().map(|span| span.start), Some(window.span.start));
                prop_assert_eq!(window.speech.last().map(|span| span.end), Some(window.span.end));
            }
            for pair in windows.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
        }

        #[test]
        fn settling_early_changes_nothing(spans in spans()) {
            let mut planner = Planner::default();
            let mut windows = Vec::new();
            for span in &spans {
                windows.extend(planner.settle(span.start));
                windows.extend(planner.add(*span));
            }
            windows.extend(planner.finish());
            prop_assert_eq!(windows, plan(&spans));
        }
    }
}
