//! Stretches of time that belong to one thing: what a timer ran, with its pauses left out.
//!
//! ```text
//! put in     [----)      [---)
//!               [----)       [--)        [)
//! kept       [-------)   [------)
//! ```
//!
//! Invariant: in order, none empty, none touching or overlapping another, so that every instant
//! is counted once and two sets of the same instants are equal.

use crate::time::{Millis, Moment, Span};
use serde::{Deserialize, Serialize};

/// Stretches of time in order, none empty, none touching another. There may be none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Span>", into = "Vec<Span>")]
pub struct Segments(Vec<Span>);

impl Segments {
    /// The instants that lie in any of `spans`.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
        spans.sort_by_key(|span| (span.start, span.end));
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// The stretches, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// Whether there is no time at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From the first start to the last end; `None` if there is no time.
    #[must_use]
    pub fn hull(&self) -> Option<Span> {
        Some(Span::new(self.0.first()?.start, self.0.last()?.end))
    }

    /// The sum of the stretches, in milliseconds.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.0.iter().fold(0, |sum: Millis, span| sum.saturating_add(span.millis()))
    }

    /// Whether `at` lies in one of them.
    #[must_use]
    pub fn contains(&self, at: Moment) -> bool {
        self.0.iter().any(|span| span.contains(at))
    }

    /// What lies inside `span`.
    #[must_use]
    pub fn within(&self, span: Span) -> Self {
        Self(self.0.iter().filter_map(|own| own.overlap(span)).collect())
    }

    /// What lies outside `span`.
    #[must_use]
    pub fn without(&self, span: Span) -> Self {
        if span.is_empty() {
            return self.clone();
        }
        let parts = self.0.iter().flat_map(|own| {
            let before = Span::new(own.start, own.end.min(span.start));
            let after = Span::new(own.start.max(span.end), own.end);
            [before, after]
        });
        Self::new(parts)
    }

    /// These and `span`.
    #[must_use]
    pub fn with(&self, span: Span) -> Self {
        Self::new(self.0.iter().copied().chain([span]))
    }

    /// What lies in any of both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).copied())
    }

    /// What lies in both.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Self {
        self.minus(&self.minus(other))
    }

    /// What lies in these and not in `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        // Both are in order, so one walk along them is enough: there can be years of each.
        let mut left = Vec::with_capacity(self.0.len());
        let mut cuts = other.0.iter().peekable();
        for span in &self.0 {
            let mut reached = span.start;
            while cuts.next_if(|cut| cut.end <= span.start).is_some() {}
            // A cut may reach into the next stretch too, so it is looked at and not taken.
            for cut in cuts.clone().take_while(|cut| cut.start < span.end) {
                if reached < cut.start {
                    left.push(Span::new(reached, cut.start));
                }
                reached = reached.max(cut.end);
            }
            if reached < span.end {
                left.push(Span::new(reached, span.end));
            }
        }
        Self(left)
    }

    /// The same stretches, all moved by `by` milliseconds.
    #[must_use]
    pub fn moved(&self, by: Millis) -> Self {
        Self::new(self.0.iter().map(|span| Span::new(span.start.plus(by), span.end.plus(by))))
    }

    /// The holes between the stretches.
    #[must_use]
    pub fn pauses(&self) -> Self {
        self.hull().map_or_else(Self::default, |hull| Self::new([hull]).minus(self))
    }

    /// The instant by which `worked` milliseconds have passed in them: the start for 0, the end
    /// of a stretch rather than the start of the next. `None` if they are shorter than that.
    #[must_use]
    pub fn after(&self, worked: Millis) -> Option<Moment> {
        let mut left = worked.max(0);
        for span in &self.0 {
            if left <= span.millis() {
                return Some(span.start.plus(left));
            }
            left = left.saturating_sub(span.millis());
        }
        None
    }
}

impl From<Vec<Span>> for Segments {
    fn from(spans: Vec<Span>) -> Self {
        Self::new(spans)
    }
}

impl From<Span> for Segments {
    fn from(span: Span) -> Self {
        Self::new([span])
    }
}

impl From<Segments> for Vec<Span> {
    fn from(segments: Segments) -> Self {
        segments.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One letter is one second: `a` belongs to it.
    fn read(text: &str) -> Segments {
        let second = |at: usize| Moment(i64::try_from(at).unwrap() * 1_000);
        Segments::new(
            text.char_indices()
                .filter(|(_, letter)| *letter == 'a')
                .map(|(at, _)| Span::new(second(at), second(at + 1))),
        )
    }

    #[test]
    fn sets_of_time_are_put_together_and_taken_apart() {
        let left = read("aaa..aaa..a");
        let right = read(".a...a.aa.a");
        assert_eq!(left.as_slice().len(), 3, "touching seconds are one stretch");
        assert_eq!(left.length(), 7_000);
        assert_eq!(left.union(&right), read("aaa..aaaa.a"));
        assert_eq!(left.shared(&right), read(".a...a.a..a"));
        assert_eq!(left.minus(&right), read("a.a...a...."));
        assert_eq!(left.pauses(), read("...aa...aa."));
        assert_eq!(left.moved(1_000), read(".aaa..aaa..a"));
        assert_eq!(left.hull(), Some(Span::new(Moment(0), Moment(11_000))));
        assert_eq!(Segments::default().hull(), None);
        assert!(left.contains(Moment(2_999)) && !left.contains(Moment(3_000)), "half open");
    }

    #[test]
    fn worked_time_leads_to_an_instant() {
        let check = |worked, expected: Option<i64>| {
            assert_eq!(read("aa..aa").after(worked), expected.map(Moment), "after {worked} ms");
        };
        check(-5, Some(0));
        check(0, Some(0));
        check(1_500, Some(1_500));
        check(2_000, Some(2_000));
        check(2_001, Some(4_001));
        check(4_000, Some(6_000));
        check(4_001, None);
    }

    #[test]
    fn what_is_read_back_is_brought_into_order() {
        let span = |start, end| Span::new(Moment(start), Moment(end));
        let messy = serde_json::to_string(&[span(5, 9), span(0, 3), span(3, 6), span(7, 7)]);
        let read: Segments = serde_json::from_str(&messy.unwrap()).unwrap();
        assert_eq!(read.as_slice(), [span(0, 9)]);
    }

    fn segments() -> impl Strategy<Value = Segments> {
        let span = (0_i64..60, -2_i64..15)
            .prop_map(|(start, length)| Span::new(Moment(start), Moment(start + length)));
        proptest::collection::vec(span, 0..8).prop_map(Segments::new)
    }

    proptest! {
        #[test]
        fn no_stretch_is_empty_or_touches_another(a in segments(), b in segments()) {
            for set in [&a, &a.union(&b), &a.shared(&b), &a.minus(&b), &a.pauses()] {
                prop_assert!(set.as_slice().iter().all(|span| !span.is_empty()));
                prop_assert!(set.as_slice().windows(2).all(|two| two[0].end < two[1].start));
            }
        }

        #[test]
        fn every_instant_is_in_what_it_should_be(a in segments(), b in segments()) {
            for at in (0..80).map(Moment) {
                let (in_a, in_b) = (a.contains(at), b.contains(at));
                prop_assert_eq!(a.union(&b).contains(at), in_a || in_b);
                prop_assert_eq!(a.shared(&b).contains(at), in_a && in_b);
                prop_assert_eq!(a.minus(&b).contains(at), in_a && !in_b);
            }
        }

        #[test]
        fn lengths_add_up(a in segments(), b in segments()) {
            prop_assert_eq!(a.shared(&b).length() + a.minus(&b).length(), a.length());
            prop_assert_eq!(
                a.union(&b).length() + a.shared(&b).length(),
                a.length() + b.length()
            );
            let hull = a.hull().map_or(0, Span::millis);
            prop_assert_eq!(a.length() + a.pauses().length(), hull);
        }
    }
}
