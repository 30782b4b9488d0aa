//! What a chunk stages between two steps, as sealed JSON.

use crate::Result;
use crate::keys::Keys;
use capture::seal::WrappedKey;
use domain::block::Answer;
use domain::classify::{Proposed, Source};
use domain::id::{ChunkId, ClientId, ProjectId, RuleId};
use domain::pieces::{Heard, Seen};
use domain::time::{Moment, Span};
use domain::tokens::Token;
use domain::transcript::Track;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{Connection, chunks};

/// What was heard and seen.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) heard: Vec<Phrase>,
    pub(crate) seen: Vec<Sight>,
}

/// A phrase that was said.
#[derive(Serialize, Deserialize)]
pub(crate) struct Phrase {
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    pub(crate) track: Track,
    pub(crate) text: String,
}

/// Words that were on the screen.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sight {
    pub(crate) at_ms: i64,
    pub(crate) text: String,
}

impl Words {
    pub(crate) fn heard(&self) -> Vec<Heard> {
        let heard = |phrase: &Phrase| Heard {
            span: Span::new(Moment(phrase.start_ms), Moment(phrase.end_ms)),
            text: phrase.text.clone(),
        };
        self.heard.iter().map(heard).collect()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        let seen = |sight: &Sight| Seen { at: Moment(sight.at_ms), text: sight.text.clone() };
        self.seen.iter().map(seen).collect()
    }
}

/// A proposed block. The twin of [`Proposed`], field by field.
#[derive(Serialize, Deserialize)]
pub(crate) struct Proposal {
    start_ms: i64,
    end_ms: i64,
    client: Option<ClientId>,
    project: Option<ProjectId>,
    label: String,
    billable: bool,
    confidence: f32,
    reason: String,
    rule: Option<RuleId>,
    source: String,
    sure: bool,
    tokens: Vec<String>,
}

impl From<&Proposed> for Proposal {
    fn from(proposed: &Proposed) -> Self {
        let Proposed { span, answer, source, sure, tokens } = proposed;
        let Answer { client, project, label, billable, confidence, reason } = answer.clone();
        let (source, rule) = match source {
            Source::Rule(id) => ("rule", Some(*id)),
            Source::Learner => ("learner", None),
            Source::Cloud => ("cloud", None),
            Source::Nobody => ("nobody", None),
        };
        Self {
            start_ms: span.start.0,
            end_ms: span.end.0,
            client,
            project,
            label,
            billable,
            confidence,
            reason,
            rule,
            source: source.into(),
            sure: *sure,
            tokens: tokens.iter().map(Token::encode).collect(),
        }
    }
}

impl From<Proposal> for Proposed {
    fn from(row: Proposal) -> Self {
        let source = match (row.source.as_str(), row.rule) {
            ("rule", Some(id)) => Source::Rule(id),
            ("learner", _) => Source::Learner,
            ("cloud", _) => Source::Cloud,
            _ => Source::Nobody,
        };
        Self {
            span: Span::new(Moment(row.start_ms), Moment(row.end_ms)),
            answer: Answer {
                client: row.client,
                project: row.project,
                label: row.label,
                billable: row.billable,
                confidence: row.confidence,
                reason: row.reason,
            },
            source,
            sure: row.sure,
            tokens: row.tokens.iter().filter_map(|text| Token::decode(text)).collect(),
        }
    }
}

/// Seals `value` with the chunk's key. `None` if the key is lost or gone.
pub(crate) fn seal<T: Serialize>(
    keys: &Keys,
    key: Option<&WrappedKey>,
    chunk: ChunkId,
    value: &T,
) -> Result<Option<Vec<u8>>> {
    let Some(key) = key else { return Ok(None) };
    let text = serde_json::to_string(value).unwrap_or_default();
    match keys.sealer.seal_text(key, &chunk.to_string(), &text) {
        Ok(sealed) => Ok(Some(sealed)),
        Err(error) if error.is_permanent() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Opens what was staged. `None` if there is nothing, or its key is lost: the chunk then goes on
/// with what else there is.
pub(crate) fn open<T: DeserializeOwned>(
    keys: &Keys,
    db: &Connection,
    chunk: ChunkId,
    what: chunks::What,
) -> store::Result<Option<T>> {
    let (Some(key), Some(sealed)) = (chunks::key(db, chunk)?, chunks::staged(db, chunk, what)?)
    else {
        return Ok(None);
    };
    let text = keys.sealer.open_text(&WrappedKey(key), &chunk.to_string(), &sealed).ok();
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}
