//! One request to one model: written down, counted, sent, and its outcome told apart.

use super::prompt::Prompt;
use super::reply::{Meaning, meaning};
use super::schedule::Schedule;
use super::{Books, Gemini, Interface, Outbound, Refusal, generate, interactions};
use crate::secret::Secret;
use domain::time::Moment;
use tracing::{debug, warn};

/// Far more than the few blocks of a chunk need.
const MOST_ANSWER_BYTES: usize = 1024 * 1024;

/// Why a request gave no text.
pub(super) enum Failed {
    /// The model was put aside; another one may answer.
    ThisModel { status: u16 },
    /// Another model would not do better.
    All(Refusal),
}

pub(super) async fn ask(
    gemini: &Gemini,
    key: &Secret,
    prompt: &Prompt<'_>,
    model: &str,
    schedule: &mut Schedule,
    books: &dyn Books,
    now: Moment,
) -> Result<String, Failed> {
    let settings = &gemini.settings;
    let key = sensitive(key).ok_or(Failed::All(Refusal::BadKey))?;
    let (path, body) = match settings.interface {
        Interface::Interactions => {
            (interactions::PATH.to_owned(), interactions::body(prompt, model))
        }
        Interface::GenerateContent => (generate::path(model), generate::body(prompt)),
    };
    let body = serde_json::to_vec(&body).map_err(|_| Failed::All(Refusal::BadAnswer))?;
    let outbound = Outbound {
        at: now,
        model: model.to_owned(),
        bytes: u64::try_from(body.len()).unwrap_or(u64::MAX),
        kinds: prompt.kinds,
    };
    schedule.count(now);
    if let Err(unwritten) = books.about_to_send(&outbound, schedule) {
        schedule.uncount();
        return Err(Failed::All(unwritten.into()));
    }
    let sent = gemini
        .http
        .post(format!("{}{path}", settings.base_url))
        .timeout(settings.timeout)
        .header("x-goog-api-key", key)
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await;
    let response = match sent {
        Ok(response) => response,
        Err(error) if error.is_connect() => {
            schedule.uncount();
            books.never_left(&outbound);
            return Err(Failed::All(Refusal::Offline));
        }
        Err(_) => return Err(no_reply(model, schedule, now)),
    };
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = match read_all(response).await {
        Ok(body) => body,
        Err(Refusal::NoReply) => return Err(no_reply(model, schedule, now)),
        Err(refusal) => return Err(Failed::All(refusal)),
    };
    if (200..300).contains(&status) {
        schedule.answered(model);
        debug!(model, bytes = outbound.bytes, "Gemini answered");
        let text = match settings.interface {
            Interface::Interactions => interactions::text(&body),
            Interface::GenerateContent => generate::text(&body),
        };
        return text.map_err(Failed::All);
    }
    let meaning = meaning(status, retry_after.as_deref(), &body);
    warn!(model, status, ?meaning, "Gemini refused");
    Err(put_aside(meaning, status, model, schedule, now))
}

/// The connection was there; whether the request arrived nobody knows. The next question goes
/// to another model, this one has waited long enough.
fn no_reply(model: &str, schedule: &mut Schedule, now: Moment) -> Failed {
    schedule.overloaded(model, None, now);
    Failed::All(Refusal::NoReply)
}

fn put_aside(
    meaning: Meaning,
    status: u16,
    model: &str,
    schedule: &mut Schedule,
    now: Moment,
) -> Failed {
    match meaning {
        Meaning::Gone => schedule.gone(model, now),
        Meaning::Exhausted { hint } => schedule.exhausted(model, hint, now),
        Meaning::Overloaded { hint } => schedule.overloaded(model, hint, now),
        Meaning::BadKey => return Failed::All(Refusal::BadKey),
        Meaning::Blocked => return Failed::All(Refusal::Blocked),
        Meaning::Rejected => return Failed::All(Refusal::Rejected { status }),
    }
    Failed::ThisModel { status }
}

async fn read_all(mut response: reqwest::Response) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(body),
            Ok(Some(part)) if body.len() + part.len() <= MOST_ANSWER_BYTES => {
                body.extend_from_slice(&part);
            }
            Ok(Some(_)) => return Err(Refusal::BadAnswer),
            Err(_) => return Err(Refusal::NoReply),
        }
    }
}

/// The key as a header that is never printed; `None` if it has characters no key has.
fn sensitive(key: &Secret) -> Option<reqwest::header::HeaderValue> {
    let mut value = reqwest::header::HeaderValue::from_str(key.expose()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
