//! What a refusal of the service means: pure, from status, headers and body.

use domain::time::Millis;
use serde::Deserialize;
use serde_json::Value;

/// What a status that is not a success means for the model and the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The model does not exist.
    Gone,
    /// Too many requests; to be left alone for so long, if it says.
    Exhausted { hint: Option<Millis> },
    /// Trouble on the other side.
    Overloaded { hint: Option<Millis> },
    /// The key is not accepted.
    BadKey,
    /// The prompt is not answered on principle.
    Blocked,
    /// The request is not accepted.
    Rejected,
}

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: Trouble,
}

#[derive(Default, Deserialize)]
struct Trouble {
    #[serde(default)]
    status: String,
    #[serde(default)]
    code: Value,
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<Value>,
}

/// What `status` with this `Retry-After` header and this body means.
pub(super) fn meaning(status: u16, retry_after: Option<&str>, body: &[u8]) -> Meaning {
    let trouble = trouble(body);
    let hint = retry_after
        .and_then(|text| duration(&format!("{}s", text.trim())))
        .max(hint_in_details(&trouble.details))
        .or_else(|| hint_in_words(&trouble.message));
    match status {
        401 | 403 => Meaning::BadKey,
        400 if mentions(&trouble, "API_KEY_INVALID") => Meaning::BadKey,
        400 if mentions(&trouble, "SAFETY") || mentions(&trouble, "PROHIBITED_CONTENT") => {
            Meaning::Blocked
        }
        404 | 410 => Meaning::Gone,
        429 => Meaning::Exhausted { hint },
        408 | 499 | 500..=599 => Meaning::Overloaded { hint },
        _ => Meaning::Rejected,
    }
}

/// The error of a body, which some versions of the service wrap into a list.
fn trouble(body: &[u8]) -> Trouble {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let value = match value {
        Value::Array(list) => list.into_iter().next().unwrap_or_default(),
        other => other,
    };
    serde_json::from_value::<Body>(value).map(|body| body.error).unwrap_or_default()
}

fn mentions(trouble: &Trouble, word: &str) -> bool {
    trouble.status == word
        || trouble.code.as_str() == Some(word)
        || trouble.details.iter().any(|detail| {
            detail.get("reason").and_then(Value::as_str).is_some_and(|reason| reason == word)
        })
}

fn hint_in_details(details: &[Value]) -> Option<Millis> {
    details.iter().find_map(|detail| {
        let kind = detail.get("@type").and_then(Value::as_str)?;
        let delay = detail.get("retryDelay").and_then(Value::as_str)?;
        kind.ends_with("google.rpc.RetryInfo").then(|| duration(delay)).flatten()
    })
}

/// "Please retry in 36.4s."
fn hint_in_words(message: &str) -> Option<Millis> {
    let (_, rest) = message.split_once("retry in ")?;
    let end = rest.find('s')?;
    duration(rest.get(..=end)?)
}

/// "36s" or "36.4s", as the service writes durations.
fn duration(text: &str) -> Option<Millis> {
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    if !(0.0..=864_000.0).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within ten days, checked above")]
    let millis = (seconds * 1_000.0).round() as Millis;
    Some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_tells_what_to_do_with_the_model() {
        let check = |status, expected| assert_eq!(meaning(status, None, b""), expected, "{status}");
        check(401, Meaning::BadKey);
        check(403, Meaning::BadKey);
        check(404, Meaning::Gone);
        check(429, Meaning::Exhausted { hint: None });
        check(503, Meaning::Overloaded { hint: None });
        check(500, Meaning::Overloaded { hint: None });
        check(400, Meaning::Rejected);
        check(301, Meaning::Rejected);
    }

    #[test]
    fn a_wrong_key_is_told_from_a_wrong_request() {
        let body = br#"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid",
            "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}"#;
        assert_eq!(meaning(400, None, body), Meaning::BadKey);
        assert_eq!(
            meaning(400, None, br#"{"error":{"status":"INVALID_ARGUMENT"}}"#),
            Meaning::Rejected
        );
        assert_eq!(
            meaning(400, None, br#"{"error":{"code":"PROHIBITED_CONTENT"}}"#),
            Meaning::Blocked
        );
    }

    #[test]
    fn hints_are_found_wherever_they_stand() {
        let check = |header, body: &str, hint| {
            assert_eq!(
                meaning(429, header, body.as_bytes()),
                Meaning::Exhausted { hint },
                "{body}"
            );
        };
        let details = r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"… Please retry in 36.4s.","details":[
            {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"RequestsPerDay"}]},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"36s"}]}}"#;
        check(None, details, Some(36_000));
        check(Some("40"), details, Some(40_000));
        check(Some("5"), "", Some(5_000));
        check(Some("Wed, 21 Oct 2026 07:28:00 GMT"), "", None);
        check(None, r#"[{"error":{"message":"Please retry in 36.4s."}}]"#, Some(36_400));
        check(None, r#"{"error":{"message":"retry in a while"}}"#, None);
        check(None, r#"{"error":{"message":"retry in -5s"}}"#, None);
        check(None, "<html>busy</html>", None);
    }
}
