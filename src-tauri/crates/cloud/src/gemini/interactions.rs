//! The Interactions interface: what a request and an answer look like.

use super::Refusal;
use super::prompt::{Prompt, SYSTEM};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

/// The path of the service.
pub(super) const PATH: &str = "/v1beta/interactions";

/// Room for the answer and for thinking, which counts.
const MOST_TOKENS: u32 = 4096;

#[derive(Deserialize)]
struct Interaction {
    #[serde(default)]
    status: String,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    error: Option<Trouble>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    content: Vec<Content>,
}

#[derive(Deserialize)]
struct Content {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    code: Value,
}

/// The body of a request to `model`.
pub(super) fn body(prompt: &Prompt<'_>, model: &str) -> Value {
    let mut input = vec![json!({"type": "text", "text": prompt.text})];
    for picture in &prompt.pictures {
        input.push(json!({
            "type": "image",
            "data": STANDARD.encode(&picture.bytes),
            "mime_type": picture.mime,
        }));
    }
    json!({
        "model": model,
        "store": false,
        "stream": false,
        "system_instruction": SYSTEM,
        "input": input,
        "response_format": {
            "type": "text",
            "mime_type": "application/json",
            "schema": prompt.schema,
        },
        "generation_config": {"max_output_tokens": MOST_TOKENS, "thinking_level": "low"},
    })
}

/// The text of an answer.
pub(super) fn text(body: &[u8]) -> Result<String, Refusal> {
    let interaction: Interaction = serde_json::from_slice(body).map_err(|_| Refusal::BadAnswer)?;
    let code = interaction.error.map(|trouble| trouble.code.to_string().to_lowercase());
    match (interaction.status.as_str(), code) {
        (_, Some(code)) if is_block(&code) => return Err(Refusal::Blocked),
        ("completed", None) => {}
        ("incomplete" | "budget_exceeded", _) => return Err(Refusal::CutOff),
        _ => return Err(Refusal::BadAnswer),
    }
    let text: String = interaction
        .steps
        .into_iter()
        .filter(|step| step.kind == "model_output")
        .flat_map(|step| step.content)
        .filter(|content| content.kind == "text")
        .map(|content| content.text)
        .collect();
    if text.trim().is_empty() { Err(Refusal::BadAnswer) } else { Ok(text) }
}

fn is_block(code: &str) -> bool {
    ["safety", "block", "prohibited", "recitation", "spii"].iter().any(|word| code.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_answer_counts() {
        let check = |body: &str, expected: Result<&str, Refusal>| {
            assert_eq!(text(body.as_bytes()), expected.map(str::to_owned), "{body}");
        };
        let output = r#"[{"type":"thought","content":[{"type":"text","text":"hm"}]},
            {"type":"model_output","content":[{"type":"text","text":"{\"a\""},{"type":"text","text":":1}"}]}]"#;
        check(&format!(r#"{{"status":"completed","steps":{output}}}"#), Ok(r#"{"a":1}"#));
        check(&format!(r#"{{"status":"incomplete","steps":{output}}}"#), Err(Refusal::CutOff));
        check(r#"{"status":"completed","steps":[]}"#, Err(Refusal::BadAnswer));
        check(r#"{"status":"requires_action","steps":[]}"#, Err(Refusal::BadAnswer));
        check(r#"{"status":"failed","error":{"code":"SAFETY"}}"#, Err(Refusal::Blocked));
        check(r#"{"status":"failed","error":{"code":13}}"#, Err(Refusal::BadAnswer));
        check(r#"{"status":"comp"#, Err(Refusal::BadAnswer));
        check("<html>", Err(Refusal::BadAnswer));
    }
}
