//! Where in a span of speech the voice really sounds.
//!
//! The detector's spans are generous at both ends and run through pauses. Words get their times
//! from where there is sound: loud frames, against the quietest and the loudest of the span.

/// Samples per frame: 10 ms.
const FRAME: usize = 160;
/// A pause shorter than this is part of a word: the closure of a consonant.
const BRIDGED: usize = 15;
/// Less than this is a click.
const SHORTEST: usize = 3;

/// The loud parts of each span, in samples from the window's start. A span without a contrast
/// between loud and quiet stays whole.
pub(super) fn voiced(samples: &[f32], speech: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut parts = Vec::new();
    for (start, end) in speech {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(samples.len());
        let span = samples.get(at(*start)..at(*end)).unwrap_or_default();
        let loud = loud_parts(span);
        if loud.is_empty() {
            parts.push((*start, *end));
        }
        for (from, to) in loud {
            let to = (start + (to * FRAME) as u64).min(*end);
            parts.push((start + (from * FRAME) as u64, to));
        }
    }
    parts
}

/// In frames.
fn loud_parts(span: &[f32]) -> Vec<(usize, usize)> {
    let loudness: Vec<f32> = span
        .chunks(FRAME)
        .map(|frame| frame.iter().map(|sample| sample * sample).sum::<f32>().sqrt())
        .collect();
    let mut sorted = loudness.clone();
    sorted.sort_by(f32::total_cmp);
    let share = |of: usize| sorted.get(sorted.len() * of / 100).copied().unwrap_or(0.0);
    let (quiet, high) = (share(5), share(95));
    if high <= quiet * 2.0 {
        return Vec::new();
    }
    // A twelfth of the way up: where a soft consonant still is and a room is not.
    let threshold = quiet + (high - quiet) / 12.0;

    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (frame, loudness) in loudness.iter().enumerate() {
        if *loudness < threshold {
            continue;
        }
        match parts.last_mut() {
            Some((_, end)) if frame - *end <= BRIDGED => *end = frame + 1,
            _ => parts.push((frame, frame + 1)),
        }
    }
    parts.retain(|(from, to)| to - from >= SHORTEST);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loudness per tenth of a second, as a digit.
    fn check(loudness: &str, expected: &[(u64, u64)]) {
        let samples: Vec<f32> = loudness
            .bytes()
            .flat_map(|digit| std::iter::repeat_n(f32::from(digit - b'0') / 10.0, 1600))
            .collect();
        let whole = [(0, samples.len() as u64)];
        let parts: Vec<_> =
            voiced(&samples, &whole).iter().map(|(from, to)| (from / 1600, to / 1600)).collect();
        assert_eq!(parts, expected, "{loudness}");
    }

    #[test]
    fn the_quiet_ends_and_pauses_of_a_span_are_left_out() {
        check("0005550000", &[(3, 6)]);
        check("0055000066600", &[(2, 4), (8, 11)]);
        check("1115551111", &[(3, 6)]);
    }

    #[test]
    fn a_short_closure_belongs_to_the_word() {
        check("0550660", &[(1, 6)]);
    }

    #[test]
    fn a_span_without_contrast_stays_whole() {
        check("5555", &[(0, 4)]);
        check("0000", &[(0, 4)]);
    }
}
