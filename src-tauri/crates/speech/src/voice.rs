//! # Where somebody speaks
//!
//! A small neural detector scores every 16 ms; this module turns the scores into spans that err
//! on the side of hearing too much: a span starts before the first voiced frame and ends after
//! the last, short pauses do not end it, and only what is too short to be a word is dropped.
//! Silence, hum, noise and most music give no span at all, and so no word is ever made of them.

use std::collections::VecDeque;

use earshot::Detector;

use crate::windows::{LIMIT, Span};
use crate::{Sound, windows};

/// Samples per score.
pub const FRAME: usize = 256;

/// How scores become spans. Lengths are in frames of 16 ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// A score from which on a frame is voiced.
    pub begin: f32,
    /// A score below which an open span's frame is not voiced.
    pub end: f32,
    /// Voiced frames that a span must have at least.
    pub shortest: u64,
    /// A pause that ends a span.
    pub pause: u64,
    /// Added before the first voiced frame.
    pub lead: u64,
    /// Added after the last.
    pub tail: u64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { begin: 0.5, end: 0.3, shortest: 8, pause: 31, lead: 16, tail: 16 }
    }
}

/// Hears samples, tells spans.
pub struct Voice {
    detector: Box<Detector>,
    spans: Spans,
    rest: Vec<f32>,
}

impl Default for Voice {
    fn default() -> Self {
        Self::new(Tuning::default())
    }
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voice").field("spans", &self.spans).finish_non_exhaustive()
    }
}

impl Voice {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(tuning: Tuning) -> Self {
        Self {
            detector: Box::new(Detector::default()),
            spans: Spans::new(tuning),
            rest: Vec::new(),
        }
    }

    /// Hears on. Spans that are over are appended to `found`: in order, apart from each other,
    /// none longer than [`windows::LIMIT`].
    pub fn hear(&mut self, samples: &[f32], found: &mut Vec<Span>) {
        self.rest.extend_from_slice(samples);
        let whole = self.rest.len() / FRAME * FRAME;
        for frame in self.rest.chunks_exact(FRAME) {
            found.extend(self.spans.score(self.detector.predict_f32(frame)));
        }
        self.rest.drain(..whole);
    }

    /// The end: what is open is over. `total` is the number of samples heard.
    pub fn finish(&mut self, total: u64, found: &mut Vec<Span>) {
        if !self.rest.is_empty() {
            self.rest.resize(FRAME, 0.0);
            found.extend(self.spans.score(self.detector.predict_f32(&self.rest)));
            self.rest.clear();
        }
        found.extend(self.spans.finish(total));
    }

    /// The first sample that a span still to come can start at.
    #[must_use]
    pub fn settled_to(&self) -> u64 {
        self.spans.settled_to()
    }
}

/// The spans of a whole sound.
#[must_use]
pub fn spans(sound: &Sound) -> Vec<Span> {
    let mut voice = Voice::default();
    let mut found = Vec::new();
    voice.hear(sound.samples(), &mut found);
    voice.finish(sound.samples().len() as u64, &mut found);
    found
}

/// How much of a sound is speech, in milliseconds.
#[must_use]
pub fn speech_ms(sound: &Sound) -> i64 {
    let samples: u64 = spans(sound).iter().map(Span::len).sum();
    crate::sound::millis(usize::try_from(samples).unwrap_or(usize::MAX))
}

/// Scores into spans. Pure.
#[derive(Debug)]
struct Spans {
    tuning: Tuning,
    /// The number of frames scored.
    now: u64,
    open: Option<Open>,
    /// No span starts before this frame: the last one's end.
    floor: u64,
}

#[derive(Debug)]
struct Open {
    /// The first frame of the span, lead included.
    start: u64,
    /// The frame after the last voiced one.
    voiced_end: u64,
    voiced: u64,
    /// The scores from `start` on.
    scores: VecDeque<f32>,
}

/// The longest span, in frames.
const LONGEST: u64 = LIMIT / FRAME as u64;

impl Spans {
    fn new(tuning: Tuning) -> Self {
        Self { tuning, now: 0, open: None, floor: 0 }
    }

    fn score(&mut self, score: f32) -> Option<Span> {
        let frame = self.now;
        self.now += 1;
        let tuning = self.tuning;
        let Some(open) = &mut self.open else {
            if score >= tuning.begin {
                let start = frame.saturating_sub(tuning.lead).max(self.floor);
                let mut scores: VecDeque<f32> =
                    std::iter::repeat_n(0.0, usize::try_from(frame - start).unwrap_or(0)).collect();
                scores.push_back(score);
                self.open = Some(Open { start, voiced_end: frame + 1, voiced: 1, scores });
            }
            return None;
        };
        open.scores.push_back(score);
        if score >= tuning.end {
            open.voiced += 1;
            open.voiced_end = frame + 1;
        } else if self.now - open.voiced_end >= tuning.pause {
            return self.close();
        }
        if self.now - open.start >= LONGEST - tuning.tail {
            return self.split();
        }
        None
    }

    fn finish(&mut self, total: u64) -> Option<Span> {
        let span = self.close()?;
        let end = span.end.min(total);
        (end > span.start).then_some(Span { start: span.start, end })
    }

    fn settled_to(&self) -> u64 {
        let frame = match &self.open {
            Some(open) => open.start,
            None => self.now.saturating_sub(self.tuning.lead).max(self.floor),
        };
        frame * FRAME as u64
    }

    fn close(&mut self) -> Option<Span> {
        let open = self.open.take()?;
        if open.voiced < self.tuning.shortest {
            return None;
        }
        let end = open.voiced_end + self.tuning.tail;
        self.floor = end;
        Some(samples(open.start, end))
    }

    /// Somebody speaks without a pause: cut where the voice is weakest, in the last third.
    fn split(&mut self) -> Option<Span> {
        let open = self.open.as_mut()?;
        let from = open.scores.len() * 2 / 3;
        let cut = weakest(open.scores.make_contiguous(), from) as u64 + open.start;
        let span = samples(open.start, cut);
        let kept = usize::try_from(cut - open.start).unwrap_or(0);
        open.scores.drain(..kept.min(open.scores.len()));
        open.start = cut;
        open.voiced = open.scores.iter().filter(|score| **score >= self.tuning.end).count() as u64;
        open.voiced_end = open.voiced_end.max(cut);
        self.floor = cut;
        Some(span)
    }
}

/// The frame from `from` on around which the voice is weakest; the latest of equals.
fn weakest(scores: &[f32], from: usize) -> usize {
    /// A quarter of a second: one low score in a word is no pause.
    const AROUND: usize = 7;
    let strength = |frame: usize| -> f32 {
        let around = frame.saturating_sub(AROUND)..(frame + AROUND + 1).min(scores.len());
        scores.get(around).unwrap_or_default().iter().sum()
    };
    let until = scores.len().saturating_sub(AROUND).max(from + 1);
    (from..until)
        .map(|frame| (frame, strength(frame)))
        .min_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map_or(from, |(frame, _)| frame)
}

fn samples(start: u64, end: u64) -> Span {
    Span { start: start * FRAME as u64, end: end * FRAME as u64 }
}

const _: () = assert!(LONGEST * FRAME as u64 <= windows::LIMIT);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TUNING: Tuning = Tuning { begin: 0.5, end: 0.3, shortest: 3, pause: 5, lead: 2, tail: 2 };

    fn spans_of(scores: &[f32]) -> Vec<Span> {
        let mut spans = Spans::new(TUNING);
        let mut found: Vec<_> = scores.iter().filter_map(|score| spans.score(*score)).collect();
        found.extend(spans.finish((scores.len() * FRAME) as u64));
        found
    }

    /// `.` is silence, `o` a doubtful frame, `#` a voiced one; spans in frames.
    fn check(scores: &str, expected: &[(u64, u64)]) {
        let scores: Vec<f32> = scores
            .chars()
            .map(|score| match score {
                '#' => 0.9,
                'o' => 0.4,
                _ => 0.0,
            })
            .collect();
        let spans: Vec<_> = spans_of(&scores)
            .iter()
            .map(|span| (span.start / FRAME as u64, span.end / FRAME as u64))
            .collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn a_span_has_a_lead_and_a_tail_inside_the_sound() {
        check("....###......", &[(2, 9)]);
        check("###....", &[(0, 5)]);
        check("....###", &[(2, 7)]);
    }

    #[test]
    fn short_pauses_belong_to_the_span_and_long_ones_end_it() {
        check("...###....###......", &[(1, 15)]);
        check("...###.....###.....", &[(1, 8), (9, 16)]);
    }

    #[test]
    fn a_click_is_no_speech_and_doubt_begins_nothing_but_ends_nothing() {
        check("...##.......", &[]);
        check("...oooooo...", &[]);
        check("...#oo......", &[(1, 8)]);
    }

    #[test]
    fn speech_without_a_pause_is_cut_where_the_voice_is_weakest() {
        let mut scores = vec![0.9f32; 2500];
        let dip = 1500;
        scores[dip - 4..dip + 4].fill(0.35);
        let spans = spans_of(&scores);
        assert_eq!(spans.len(), 2);
        let cut = spans[0].end / FRAME as u64;
        assert!(cut.abs_diff(dip as u64) < 8, "cut at {cut}");
        assert_eq!(spans[0].end, spans[1].start, "nothing is lost at the cut");
    }

    proptest! {
        #[test]
        fn spans_are_in_order_apart_inside_the_sound_and_short_enough(
            runs in prop::collection::vec((0usize..2500, 0usize..4), 0..40),
        ) {
            let scores: Vec<f32> = runs
                .iter()
                .flat_map(|(len, kind)| std::iter::repeat_n([0.0, 0.4, 0.6, 0.9][*kind], *len))
                .collect();
            let found = spans_of(&scores);
            for span in &found {
                prop_assert!(!span.is_empty());
                prop_assert!(span.len() <= LIMIT);
                prop_assert!(span.end <= (scores.len() * FRAME) as u64);
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
        }

        #[test]
        fn no_span_ever_starts_before_what_was_called_settled(
            runs in prop::collection::vec((0usize..300, 0usize..4), 0..40),
        ) {
            let mut spans = Spans::new(TUNING);
            let mut settled = 0;
            for (len, kind) in runs {
                for _ in 0..len {
                    if let Some(span) = spans.score([0.0, 0.4, 0.6, 0.9][kind]) {
                        prop_assert!(span.start >= settled);
                    }
                    settled = spans.settled_to();
                }
            }
        }
    }
}
