//! Gemini is asked where the local answer is unsure, by the real program, of somebody else's
//! stand-in for it; and what happens when it cannot be asked.

use serde_json::{Value, json};
use testkit::aimock::Aimock;
use testkit::canary;
use testkit::home::Home;

const KEY: &str = "a-key-that-must-not-be-found";

fn ingest(home: &Home) -> Value {
    home.json(&[
        "ingest",
        "--start",
        "2026-03-02T09:00:00Z",
        "--end",
        "2026-03-02T09:05:00Z",
        "--window",
        "09:00:00|code|checkout.rs — shop",
        "--window",
        "09:03:00|thunderbird|Holiday plans",
    ])
}

fn home() -> Home {
    let mut home = Home::new();
    home.set("DAYBOOK_GEMINI_KEY", KEY);
    home.settings("[gemini]\nmodels = [\"gone\", \"good\"]\n");
    home.call(&["client", "add", "Nordwind"]);
    home
}

#[test]
fn an_unsure_draft_is_improved_and_the_request_is_listed() {
    let answer = json!({ "blocks": [{
        "start_s": 0, "end_s": 180, "evidence": ["titles"], "activity": "Development",
        "label": "Checkout", "client": "c1", "project": null, "billable": true, "confidence": 0.9,
    }]});
    let fixtures = json!({ "fixtures": [
        { "match": { "model": "gone", "userMessage": "checkout" },
          "response": { "error": { "message": "no such model", "type": "NOT_FOUND" },
                        "status": 404 } },
        { "match": { "model": "good", "userMessage": "checkout" },
          "response": { "content": answer.to_string() } },
    ]});
    let stand_in = Aimock::start(&fixtures.to_string()).expect("the stand-in");
    let mut home = home();
    home.set("DAYBOOK_GEMINI_URL", &stand_in.url());

    let blocks = ingest(&home)["blocks"].clone();
    let shown: Vec<_> = blocks
        .as_array()
        .expect("blocks")
        .iter()
        .map(|block| (block["start"].clone(), block["client"].clone()))
        .collect();
    let expected = [
        (json!("2026-03-02T09:00:00Z"), json!("Nordwind")),
        (json!("2026-03-02T09:03:00Z"), Value::Null),
    ];
    assert_eq!(shown, expected, "three minutes were for the client: {blocks}");
    let reason = blocks[0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("Gemini") && reason.contains("good"), "{reason}");

    let sent = home.json(&["privacy", "outbound"]);
    let models: Vec<_> = sent.as_array().expect("a list").iter().map(|one| &one["model"]).collect();
    assert_eq!(models, ["good", "gone"], "every request is listed, the refused one too");
    assert!(sent[0]["bytes"].as_u64() > Some(0) && sent[0]["kinds"][0] == "titles", "{sent}");
    assert!(!sent.to_string().contains("checkout"), "the list holds no content");
    let found = canary::found_in(home.all(), &[KEY]);
    assert!(found.is_empty(), "the key is in no file: {found:?}");
}

#[test]
fn without_a_network_the_local_answer_stands_and_nothing_is_listed() {
    let mut home = home();
    // Nobody listens there.
    home.set("DAYBOOK_GEMINI_URL", "http://127.0.0.1:9");
    let answer = ingest(&home);
    assert_eq!(answer["blocks"][0]["client"], Value::Null, "{answer}");
    assert_eq!(answer["blocks"][0]["label"], "checkout.rs, shop", "{answer}");
    assert_eq!(home.json(&["privacy", "outbound"]), json!([]), "nothing left this machine");
}
