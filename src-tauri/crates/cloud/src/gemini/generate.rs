//! The generateContent interface: what a request and an answer look like.

use super::Refusal;
use super::prompt::{Prompt, SYSTEM};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

const MOST_TOKENS: u32 = 4096;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Generated {
    #[serde(default)]
    candidates: Vec<Candidate>,
    #[serde(default)]
    prompt_feedback: Option<Feedback>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feedback {
    #[serde(default)]
    block_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    #[serde(default)]
    content: Content,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
struct Content {
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    text: String,
    #[serde(default)]
    thought: bool,
}

/// The path of the service for `model`.
pub(super) fn path(model: &str) -> String {
    format!("/v1beta/models/{model}:generateContent")
}

/// The body of a request.
pub(super) fn body(prompt: &Prompt<'_>) -> Value {
    let mut parts = vec![json!({"text": prompt.text})];
    for picture in &prompt.pictures {
        parts.push(json!({
            "inlineData": {"mimeType": picture.mime, "data": STANDARD.encode(&picture.bytes)},
        }));
    }
    json!({
        "systemInstruction": {"parts": [{"text": SYSTEM}]},
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": {
            "responseMimeType": "application/json",
            "responseJsonSchema": prompt.schema,
            "maxOutputTokens": MOST_TOKENS,
        },
    })
}

/// The text of an answer.
pub(super) fn text(body: &[u8]) -> Result<String, Refusal> {
    let generated: Generated = serde_json::from_slice(body).map_err(|_| Refusal::BadAnswer)?;
    let Some(candidate) = generated.candidates.into_iter().next() else {
        let blocked = generated.prompt_feedback.is_some_and(|said| said.block_reason.is_some());
        return Err(if blocked { Refusal::Blocked } else { Refusal::BadAnswer });
    };
    match candidate.finish_reason.as_deref() {
        Some("STOP") => {}
        Some("MAX_TOKENS") | None => return Err(Refusal::CutOff),
        Some(
            "SAFETY"
            | "RECITATION"
            | "LANGUAGE"
            | "BLOCKLIST"
            | "PROHIBITED_CONTENT"
            | "SPII"
            | "IMAGE_SAFETY"
            | "IMAGE_PROHIBITED_CONTENT"
            | "IMAGE_RECITATION",
        ) => return Err(Refusal::Blocked),
        Some(_) => return Err(Refusal::BadAnswer),
    }
    let text: String = candidate
        .content
        .parts
        .into_iter()
        .filter(|part| !part.thought)
        .map(|part| part.text)
        .collect();
    if text.trim().is_empty() { Err(Refusal::BadAnswer) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_that_came_to_its_end_counts() {
        let check = |body: &str, expected: Result<&str, Refusal>| {
            assert_eq!(text(body.as_bytes()), expected.map(str::to_owned), "{body}");
        };
        let with = |reason: &str| {
            format!(
                r#"{{"candidates":[{{"content":{{"parts":[{{"text":"hm","thought":true}},{{"text":"{{}}"}}]}},"finishReason":"{reason}"}}]}}"#
            )
        };
        check(&with("STOP"), Ok("{}"));
        check(&with("MAX_TOKENS"), Err(Refusal::CutOff));
        check(&with("SAFETY"), Err(Refusal::Blocked));
        check(&with("SOMETHING_NEW"), Err(Refusal::BadAnswer));
        check(r#"{"promptFeedback":{"blockReason":"OTHER"}}"#, Err(Refusal::Blocked));
        check(r#"{"candidates":[]}"#, Err(Refusal::BadAnswer));
        check(r#"{"candidates":[{"finishReason":"SAFETY"}]}"#, Err(Refusal::Blocked));
        check("[]", Err(Refusal::BadAnswer));
    }
}
