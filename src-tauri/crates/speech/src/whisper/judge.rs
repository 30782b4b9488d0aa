//! # What whisper.cpp wrote, judged and put in order
//!
//! Pure. Tokens in; phrases with words and times out, and a verdict on whether they can be true:
//! a recogniser that hears something it does not know repeats itself, or makes up a farewell.

use domain::transcript::{Segment, Word};

use crate::Sound;

/// Samples per step of a timestamp token: 20 ms.
pub(super) const STAMP: u64 = Sound::RATE as u64 / 50;
/// whisper.cpp hears nothing in less than 100 ms.
pub(super) const SHORTEST: usize = Sound::RATE as usize / 10;

const SECOND: u64 = Sound::RATE as u64;

/// A token of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) id: i32,
    /// Part of a word; a character may be cut in two. Starts with a space where a word begins.
    pub(super) bytes: Vec<u8>,
}

/// What stands between two timestamps, in samples from the window's start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) start: u64,
    /// None if the text broke off without a timestamp.
    pub(super) end: Option<u64>,
    pub(super) tokens: Vec<Token>,
}

/// One pass of the recogniser.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Raw {
    pub(super) phrases: Vec<Phrase>,
    /// The mean log probability of the tokens of text.
    pub(super) likelihood: f32,
    /// How likely the model found it that nobody speaks.
    pub(super) no_speech: f32,
    pub(super) last_stamp: Option<u64>,
}

/// Whether a text can be true. `badness` orders those that cannot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    pub(super) good: bool,
    pub(super) badness: f32,
}

/// Judges a pass by itself and by where the voice detector heard speech.
pub(super) fn verdict(raw: &Raw, speech: &[(u64, u64)]) -> Verdict {
    if nobody_speaks(raw) {
        return Verdict { good: true, badness: 0.0 };
    }
    let ids: Vec<i32> =
        raw.phrases.iter().flat_map(|phrase| &phrase.tokens).map(|token| token.id).collect();
    let spoken: u64 = speech.iter().map(|(start, end)| end.saturating_sub(*start)).sum();
    let mut badness = 0.0;
    if find_loop(&ids).is_some() {
        badness += 10.0;
    }
    if raw.likelihood < -1.0 {
        badness += -raw.likelihood;
    }
    // Nobody says more than some eight tokens a second.
    #[expect(clippy::cast_precision_loss, reason = "seconds and tokens of one window")]
    let pace = ids.len() as f32 / (spoken.max(SECOND / 2) as f32 / SECOND as f32);
    if pace > 12.0 {
        badness += pace / 4.0;
    }
    if ids.is_empty() && spoken > 3 * SECOND / 2 {
        badness += 5.0;
    }
    Verdict { good: badness == 0.0, badness }
}

/// Where the text stopped, if speech goes on behind it: the rest has to be heard on its own.
pub(super) fn heard_to(raw: &Raw, speech: &[(u64, u64)], len: u64) -> Option<u64> {
    let stopped = raw.last_stamp?.min(len);
    // Timestamps are coarse, and people breathe: what is left must be worth a pass.
    let left: u64 = speech.iter().map(|(start, end)| end.saturating_sub(stopped.max(*start))).sum();
    (stopped > SECOND && !raw.phrases.is_empty() && left > 2 * SECOND).then_some(stopped)
}

/// Speech as seen from `from` on.
pub(super) fn shifted(speech: &[(u64, u64)], from: u64) -> Vec<(u64, u64)> {
    speech
        .iter()
        .map(|(start, end)| (start.saturating_sub(from), end.saturating_sub(from)))
        .filter(|(start, end)| end > start)
        .collect()
}

/// The phrases that are worth keeping, with their words, in milliseconds from `offset` samples
/// before the pass.
pub(super) fn segments(raw: &Raw, speech: &[(u64, u64)], offset: u64, len: u64) -> Vec<Segment> {
    if made_up(raw, speech) {
        return Vec::new();
    }
    let mut phrases = raw.phrases.clone();
    cut_loop(&mut phrases);
    let mut segments = Vec::new();
    let mut floor = 0;
    for (index, phrase) in phrases.iter().enumerate() {
        let words = spelled(&phrase.tokens);
        if words.is_empty()
            || words.iter().all(|word| is_stage_direction(word))
            || is_remark(&words)
        {
            continue;
        }
        let next = phrases.get(index + 1).map_or(len, |next| next.start);
        let start = phrase.start.clamp(floor, len);
        let end = phrase.end.unwrap_or(next).clamp(start, len);
        floor = end;
        let times = spread(&words, start, end, speech);
        let words: Vec<Word> = words
            .into_iter()
            .zip(times)
            .map(|(text, (start, end))| Word {
                start_ms: millis(offset + start),
                end_ms: millis(offset + end),
                text,
            })
            .collect();
        let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let start_ms = words.first().map_or(millis(offset + start), |word| word.start_ms);
        let end_ms = words.last().map_or(millis(offset + end), |word| word.end_ms);
        segments.push(Segment { start_ms, end_ms, text, words });
    }
    segments
}

/// Whether nobody said this: the words are unlikely, or there is far more sound than words, as
/// in music that passed for speech.
fn made_up(raw: &Raw, speech: &[(u64, u64)]) -> bool {
    /// What the model learnt to write under videos in which nobody speaks.
    const STOCK: [&str; 6] =
        ["thankyou", "thankyouforwatching", "thanksforwatching", "you", "bye", "byebye"];
    if nobody_speaks(raw) || raw.likelihood < -1.6 {
        return true;
    }
    let words = raw.phrases.iter().map(|phrase| spelled(&phrase.tokens));
    let phrases: Vec<Vec<String>> = words.filter(|words| !words.is_empty()).collect();
    let count = phrases.iter().map(Vec::len).sum::<usize>() as u64;
    let spoken: u64 = speech.iter().map(|(start, end)| end.saturating_sub(*start)).sum();
    let is_stock = |words: &Vec<String>| {
        let letters: String = words.concat().chars().filter(|c| c.is_alphabetic()).collect();
        STOCK.contains(&letters.to_lowercase().as_str())
    };
    let sparse =
        |seconds_per_word: u64| spoken > 3 * SECOND && spoken > count * seconds_per_word * SECOND;
    sparse(3) || (sparse(1) && phrases.iter().all(is_stock))
}

/// The model itself doubts that anybody speaks, and its words are unlikely.
fn nobody_speaks(raw: &Raw) -> bool {
    raw.no_speech > 0.6 && raw.likelihood < -0.7
}

/// `[BLANK_AUDIO]`, `(music)`, `♪`: about the sound, not in it.
fn is_stage_direction(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| c.is_ascii_punctuation() && !"[]()*".contains(c));
    bare.is_empty()
        || (bare.starts_with('[') && bare.ends_with(']'))
        || (bare.starts_with('(') && bare.ends_with(')'))
        || bare.chars().all(|c| "♪♫*-–—.…".contains(c))
}

/// A whole phrase in brackets: `(upbeat music)`.
fn is_remark(words: &[String]) -> bool {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => {
            let last = last.trim_end_matches(['.', ',', '!', '?']);
            (first.starts_with('(') && last.ends_with(')'))
                || (first.starts_with('[') && last.ends_with(']'))
                || (first.starts_with('♪') && last.ends_with('♪'))
                || (first.starts_with('*') && last.ends_with('*'))
        }
        _ => false,
    }
}

/// A run of tokens that repeats itself: where it begins, its period, and where it ends.
fn find_loop(ids: &[i32]) -> Option<(usize, usize, usize)> {
    /// "no, no, no, no" is speech; this often is not.
    const SHORTEST_RUN: usize = 10;
    for period in 1..=24usize.min(ids.len() / 2) {
        let mut run = 0;
        for (index, (id, before)) in ids.iter().skip(period).zip(ids).enumerate() {
            if id == before {
                run += 1;
                continue;
            }
            if run >= SHORTEST_RUN.max(3 * period) {
                return Some((index - run, period, index + period));
            }
            run = 0;
        }
        if run >= SHORTEST_RUN.max(3 * period) {
            let end = ids.len();
            return Some((end - run - period, period, end));
        }
    }
    None
}

/// Leaves of a repeated run its first turn.
fn cut_loop(phrases: &mut Vec<Phrase>) {
    // A text can hold several loops; each cut makes it shorter, so this ends.
    loop {
        let ids: Vec<i32> =
            phrases.iter().flat_map(|phrase| &phrase.tokens).map(|token| token.id).collect();
        let Some((start, period, end)) = find_loop(&ids) else { return };
        let mut index = 0;
        for phrase in phrases.iter_mut() {
            phrase.tokens.retain(|_| {
                let kept = index < start + period || index >= end;
                index += 1;
                kept
            });
        }
        phrases.retain(|phrase| !phrase.tokens.is_empty());
    }
}

/// Tokens into words. Punctuation stays with the word before it.
fn spelled(tokens: &[Token]) -> Vec<String> {
    let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.bytes.iter().copied()).collect();
    String::from_utf8_lossy(&bytes).split_whitespace().map(str::to_owned).collect()
}

/// Gives each word its share of the phrase's speech, by the length of its letters; no word
/// lies in a silence that it could avoid.
fn spread(words: &[String], start: u64, end: u64, speech: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut voiced: Vec<(u64, u64)> = speech
        .iter()
        .map(|(from, to)| ((*from).max(start), (*to).min(end)))
        .filter(|(from, to)| to > from)
        .collect();
    let total: u64 = voiced.iter().map(|(from, to)| to - from).sum();
    // The detector and the recogniser disagree: the recogniser's times are all there is.
    if total * 4 < end - start || total == 0 {
        voiced = vec![(start, end)];
    }
    let total: u64 = voiced.iter().map(|(from, to)| to - from).sum();
    let weight = |word: &String| word.chars().filter(|c| c.is_alphanumeric()).count() as u64 + 2;
    let all: u64 = words.iter().map(weight).sum::<u64>().max(1);
    let mut before = 0;
    words
        .iter()
        .map(|word| {
            let from = total * before / all;
            before += weight(word);
            place(&voiced, from, total * before / all)
        })
        .collect()
}

/// Where a word lies that takes the voiced samples from `from` to `to`: in the span that has its
/// middle, because nobody pauses in the middle of a word.
fn place(voiced: &[(u64, u64)], from: u64, to: u64) -> (u64, u64) {
    let middle = u64::midpoint(from, to);
    let mut before = 0;
    for (index, (start, end)) in voiced.iter().enumerate() {
        let len = end - start;
        if middle < before + len || index + 1 == voiced.len() {
            let at = |amount: u64| start + amount.saturating_sub(before).min(len);
            return (at(from), at(to));
        }
        before += len;
    }
    (0, 0)
}

fn millis(samples: u64) -> i64 {
    crate::sound::millis(usize::try_from(samples).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        text.split_inclusive(' ')
            .map(|word| {
                let word = word.trim();
                let id = word.bytes().fold(7i32, |id, byte| id.wrapping_mul(31) + i32::from(byte));
                Token { id, bytes: format!(" {word}").into_bytes() }
            })
            .collect()
    }

    fn raw(phrases: &[(u64, u64, &str)]) -> Raw {
        Raw {
            phrases: phrases
                .iter()
                .map(|(start, end, text)| Phrase {
                    start: start * SECOND,
                    end: Some(end * SECOND),
                    tokens: tokens(text),
                })
                .collect(),
            likelihood: -0.3,
            no_speech: 0.0,
            last_stamp: phrases.last().map(|(_, end, _)| end * SECOND),
        }
    }

    fn texts(raw: &Raw) -> Vec<String> {
        let end = raw.last_stamp.unwrap_or(0);
        segments(raw, &[(0, end)], 0, 30 * SECOND).into_iter().map(|segment| segment.text).collect()
    }

    #[test]
    fn phrases_keep_their_times_and_words_lie_inside_them_in_order() {
        let raw = raw(&[(0, 3, "ask not what your country"), (5, 8, "can do for you.")]);
        let speech = [(0, 3 * SECOND), (5 * SECOND, 8 * SECOND)];
        let segments = segments(&raw, &speech, SECOND, 30 * SECOND);
        assert_eq!(segments.len(), 2);
        assert_eq!((segments[0].start_ms, segments[0].end_ms), (1000, 4000));
        assert_eq!((segments[1].start_ms, segments[1].end_ms), (6000, 9000));
        for segment in &segments {
            for word in &segment.words {
                assert!(segment.start_ms <= word.start_ms && word.end_ms <= segment.end_ms);
            }
            assert!(segment.words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
        }
    }

    #[test]
    fn no_word_lies_in_a_silence_inside_its_phrase() {
        let raw = raw(&[(0, 10, "one two three four")]);
        let speech = [(0, 2 * SECOND), (8 * SECOND, 10 * SECOND)];
        for word in &segments(&raw, &speech, 0, 10 * SECOND)[0].words {
            assert!(word.end_ms <= 2000 || word.start_ms >= 8000, "{word:?}");
        }
    }

    #[test]
    fn a_text_that_repeats_itself_is_bad_and_loses_its_repetitions() {
        let stuck = raw(&[(0, 3, "well"), (3, 9, &"I am sure of it. ".repeat(8)), (9, 10, "So")]);
        assert!(!verdict(&stuck, &[(0, 10 * SECOND)]).good);
        assert_eq!(texts(&stuck), ["well", "I am sure of it.", "So"]);
        let one = raw(&[(0, 9, &"you ".repeat(40))]);
        assert_eq!(texts(&one), ["you"]);
    }

    #[test]
    fn what_people_really_repeat_stays() {
        for text in ["no, no, no, no", "row row row your boat gently", "ha ha ha ha ha"] {
            let raw = raw(&[(0, 5, text)]);
            assert!(verdict(&raw, &[(0, 5 * SECOND)]).good, "{text}");
            assert_eq!(texts(&raw), [text]);
        }
    }

    #[test]
    fn remarks_about_the_sound_are_no_words() {
        for text in ["[BLANK_AUDIO]", "(upbeat music)", "♪ ♪", "*", "...", "[Music]"] {
            assert_eq!(texts(&raw(&[(0, 5, text)])), Vec::<String>::new(), "{text}");
        }
        assert_eq!(texts(&raw(&[(0, 5, "the (first) one")])), ["the (first) one"]);
    }

    #[test]
    fn unlikely_words_where_the_model_heard_nobody_are_dropped() {
        let mut farewell = raw(&[(0, 2, "Thank you.")]);
        farewell.no_speech = 0.9;
        farewell.likelihood = -0.9;
        assert_eq!(texts(&farewell), Vec::<String>::new());
        farewell.likelihood = -0.2;
        assert_eq!(texts(&farewell), ["Thank you."], "said clearly, it was said");
    }

    #[test]
    fn two_words_in_half_a_minute_of_sound_were_not_said() {
        let farewell = raw(&[(0, 20, "Thank you.")]);
        assert_eq!(texts(&farewell), Vec::<String>::new());
        let short = [(0, 2 * SECOND)];
        assert_eq!(
            segments(&farewell, &short, 0, 20 * SECOND).len(),
            1,
            "in two seconds they were"
        );
        let slow = raw(&[(0, 8, "so we begin")]);
        assert_eq!(segments(&slow, &[(0, 8 * SECOND)], 0, 20 * SECOND).len(), 1);
    }

    #[test]
    fn a_text_that_stops_early_names_the_place_to_go_on_from() {
        let early = raw(&[(0, 9, "and then")]);
        assert_eq!(heard_to(&early, &[(0, 20 * SECOND)], 20 * SECOND), Some(9 * SECOND));
        assert_eq!(heard_to(&early, &[(0, 9 * SECOND + 8000)], 20 * SECOND), None);
        assert_eq!(shifted(&[(0, 5), (8, 12)], 9), [(0, 3)]);
    }

    #[test]
    fn a_character_cut_in_two_tokens_is_put_together() {
        let cut = [
            Token { id: 1, bytes: b" caf\xc3".to_vec() },
            Token { id: 2, bytes: b"\xa9 noir".to_vec() },
        ];
        assert_eq!(spelled(&cut), ["café", "noir"]);
    }
}
