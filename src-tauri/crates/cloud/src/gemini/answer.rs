//! From a model's text to blocks that can be trusted: nothing is believed that was not asked.

use super::prompt::Prompt;
use super::wording::{self, Evidence};
use super::{Answered, Proposed, Question, Refusal};
use domain::block::Answer;
use domain::time::{Moment, SECOND, Span};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Whole {
    blocks: Vec<Value>,
}

#[derive(Deserialize)]
struct Entry {
    start_s: f64,
    end_s: f64,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    activity: String,
    #[serde(default)]
    label: String,
    client: String,
    #[serde(default)]
    project: Option<String>,
    #[serde(default)]
    billable: bool,
    #[serde(default)]
    confidence: f64,
}

/// The usable blocks of the answer `text` of `model`, in order.
///
/// An entry with an unknown client, without length, or outside the chunk is refused; one that
/// reaches out of the chunk or into its predecessor is cut; an unknown project, or one of
/// another client, is left out.
///
/// # Errors
/// [`Refusal::BadAnswer`] if nothing usable remains.
pub(super) fn read(
    text: &str,
    question: &Question,
    prompt: &Prompt<'_>,
    model: &str,
) -> Result<Answered, Refusal> {
    let whole: Whole = serde_json::from_str(text).map_err(|_| Refusal::BadAnswer)?;
    let given = whole.blocks.len();
    let mut entries: Vec<Proposed> = whole
        .blocks
        .into_iter()
        .filter_map(|value| serde_json::from_value::<Entry>(value).ok())
        .filter_map(|entry| propose(entry, question, prompt, model))
        .collect();
    entries.sort_by_key(|entry| entry.span.start);
    let mut blocks: Vec<Proposed> = Vec::with_capacity(entries.len());
    for mut entry in entries {
        if let Some(before) = blocks.last() {
            entry.span = Span::new(entry.span.start.max(before.span.end), entry.span.end);
        }
        if !entry.span.is_empty() {
            blocks.push(entry);
        }
    }
    if blocks.is_empty() {
        return Err(Refusal::BadAnswer);
    }
    let refused = given.saturating_sub(blocks.len());
    Ok(Answered { model: model.to_owned(), blocks, refused })
}

fn propose(
    entry: Entry,
    question: &Question,
    prompt: &Prompt<'_>,
    model: &str,
) -> Option<Proposed> {
    let from = question.span.start;
    let (start, end) = (moment(from, entry.start_s)?, moment(from, entry.end_s)?);
    if end <= start {
        return None;
    }
    let span = Span::new(start, end).overlap(question.span)?;
    let client = match entry.client.as_str() {
        "none" => None,
        short => Some(prompt.client(short)?),
    };
    let project =
        client.zip(entry.project).and_then(|(client, short)| prompt.project(&short, client));
    let evidence: Vec<Evidence> = Evidence::ALL
        .into_iter()
        .filter(|one| entry.evidence.iter().any(|name| name == one.as_str()))
        .collect();
    Some(Proposed {
        span,
        answer: Answer {
            client,
            project,
            label: wording::label(&entry.label, &entry.activity, question, prompt.kinds),
            billable: entry.billable && client.is_some(),
            confidence: confidence(entry.confidence),
            reason: wording::reason(model, &evidence, prompt.kinds),
        },
    })
}

/// A day is far more than a chunk, and small enough to be exact.
const FARTHEST_S: f64 = 86_400.0;

fn moment(from: Moment, seconds: f64) -> Option<Moment> {
    if !seconds.is_finite() || seconds.abs() > FARTHEST_S {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within a day, checked above")]
    let seconds = seconds.round() as i64;
    Some(from.plus(seconds.saturating_mul(SECOND)))
}

fn confidence(given: f64) -> f32 {
    if given.is_nan() {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    let clamped = given.clamp(0.0, 1.0) as f32;
    clamped
}
