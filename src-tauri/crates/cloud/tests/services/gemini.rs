//! Gemini: what is asked, what is believed, and what happens when it does not answer.

use crate::hostile::{Hostile, say, send};
use cloud::gemini::schedule::Schedule;
use cloud::gemini::{
    Answered, Books, Classifier, ClientChoice, Gemini, Heard, Interface, Kinds, Outbound, Picture,
    Piece, ProjectChoice, Question, Recent, Refusal, Seen, Settings, Unwritten,
};
use cloud::secret::Secret;
use domain::activity::State;
use domain::id::{ClientId, ProjectId};
use domain::time::{Moment, Span};
use domain::transcript::Track;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use testkit::aimock::Aimock;

const KEY: &str = "key-that-nobody-may-see";

/// The owner's list, in memory.
#[derive(Default)]
struct List {
    sent: Mutex<Vec<Outbound>>,
    counts: Mutex<Vec<u32>>,
    is_full: bool,
}

impl Books for List {
    fn about_to_send(&self, outbound: &Outbound, schedule: &Schedule) -> Result<(), Unwritten> {
        if self.is_full {
            return Err(Unwritten);
        }
        self.sent.lock().unwrap().push(outbound.clone());
        self.counts.lock().unwrap().push(schedule.sent_today(outbound.at));
        Ok(())
    }

    fn never_left(&self, outbound: &Outbound) {
        let gone = self.sent.lock().unwrap().pop();
        assert_eq!(gone.as_ref(), Some(outbound), "only what was announced can be taken back");
    }
}

impl List {
    fn models(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|outbound| outbound.model.clone()).collect()
    }
}

fn now() -> Moment {
    "2026-11-20T09:36:00Z".parse().unwrap()
}

fn begin() -> Moment {
    "2026-11-20T09:30:00Z".parse().unwrap()
}

fn span(from_s: i64, to_s: i64) -> Span {
    Span::new(begin().plus(from_s * 1_000), begin().plus(to_s * 1_000))
}

fn client(n: u8) -> ClientId {
    ClientId::mint(Moment(1), [n; 10])
}

fn project(n: u8) -> ProjectId {
    ProjectId::mint(Moment(1), [n; 10])
}

/// Five minutes of window titles: two clients, `c1` with the projects `p1` and `p2`, `c2` with
/// `p3`.
fn question() -> Question {
    let choice = |n: u8, name: &str, projects: &[(u8, &str)]| ClientChoice {
        id: client(n),
        name: name.into(),
        projects: projects
            .iter()
            .map(|(n, name)| ProjectChoice { id: project(*n), name: (*name).into() })
            .collect(),
    };
    let piece = |from, to, title: &str| Piece {
        span: span(from, to),
        program: "Zed".into(),
        title: title.into(),
        site: None,
        state: State::Working,
    };
    Question {
        span: span(0, 300),
        zone: "Europe/Berlin".into(),
        clients: vec![
            choice(1, "Acme", &[(1, "Webshop"), (2, "Intranet")]),
            choice(2, "Globex", &[(3, "Audit")]),
        ],
        pieces: vec![piece(0, 120, "checkout.rs — acme-web"), piece(120, 300, "audit 2026.xlsx")],
        heard: Vec::new(),
        seen: Vec::new(),
        pictures: None,
        recent: Vec::new(),
    }
}

fn settings(url: &str, models: &[&str]) -> Settings {
    Settings {
        models: models.iter().map(|model| (*model).to_owned()).collect(),
        base_url: url.to_owned(),
        timeout: Duration::from_secs(30),
        ..Settings::default()
    }
}

fn gemini(settings: Settings) -> Gemini {
    Gemini::new(Secret::new(KEY), settings).unwrap()
}

async fn ask(url: &str, models: &[&str]) -> (Result<Answered, Refusal>, List) {
    ask_about(&question(), url, models).await
}

async fn ask_about(
    question: &Question,
    url: &str,
    models: &[&str],
) -> (Result<Answered, Refusal>, List) {
    let list = List::default();
    let mut schedule = Schedule::default();
    let gemini = gemini(settings(url, models));
    let answer = gemini.classify(question, &mut schedule, &list, now()).await;
    (answer, list)
}

/// One entry of an answer.
fn entry(start_s: i64, end_s: i64, client: &str, project: &str) -> Value {
    json!({
        "start_s": start_s, "end_s": end_s, "evidence": ["title"], "activity": "Development",
        "label": "Checkout", "client": client, "project": project, "billable": true,
        "confidence": 0.8,
    })
}

fn blocks(entries: &[Value]) -> String {
    json!({ "blocks": entries }).to_string()
}

/// An answer of the Interactions interface with this text.
fn completed(text: &str) -> String {
    json!({
        "id": "i", "status": "completed",
        "steps": [{"type": "model_output", "content": [{"type": "text", "text": text}]}],
    })
    .to_string()
}

fn answering(text: &str) -> Hostile {
    let body = completed(text);
    Hostile::start(move |_, stream| say(stream, 200, "", &body))
}

/// A compact picture of an answer: `0-120 1/1 Checkout, 120-300 -/- Break`.
fn picture_of(answered: &Answered) -> String {
    let mut text = String::new();
    for block in &answered.blocks {
        let seconds = |at: Moment| at.since(begin()) / 1_000;
        let client_name = (1..9).find(|n| block.answer.client == Some(client(*n)));
        let project_name = (1..9).find(|n| block.answer.project == Some(project(*n)));
        let show = |n: Option<u8>| n.map_or("-".to_owned(), |n| n.to_string());
        let _ = write!(
            text,
            "{}{}-{} {}/{} {}",
            if text.is_empty() { "" } else { ", " },
            seconds(block.span.start),
            seconds(block.span.end),
            show(client_name),
            show(project_name),
            block.answer.label,
        );
    }
    text
}

#[tokio::test]
async fn the_stand_in_answers_both_interfaces_and_models_fall_back() {
    let answer = blocks(&[entry(0, 120, "c1", "p1"), entry(120, 300, "c2", "p3")]);
    let fixtures = json!({"fixtures": [
        {"match": {"model": "gone", "userMessage": "checkout"},
         "response": {"error": {"message": "no such model", "type": "NOT_FOUND"}, "status": 404}},
        {"match": {"model": "busy", "userMessage": "checkout"},
         "response": {"error": {"message": "quota", "type": "RESOURCE_EXHAUSTED"},
                      "status": 429, "retryAfter": 7}},
        {"match": {"model": "good", "userMessage": "checkout.rs — acme-web"},
         "response": {"content": answer}},
    ]});
    let server = Aimock::start(&fixtures.to_string()).unwrap();
    for interface in [Interface::Interactions, Interface::GenerateContent] {
        let list = List::default();
        let mut schedule = Schedule::default();
        let models = ["gone", "unknown", "busy", "good"];
        let gemini = gemini(Settings { interface, ..settings(&server.url(), &models) });
        let answered = gemini.classify(&question(), &mut schedule, &list, now()).await.unwrap();
        assert_eq!(picture_of(&answered), "0-120 1/1 Checkout, 120-300 2/3 Checkout");
        assert_eq!((answered.model.as_str(), answered.refused), ("good", 0));
        let reasons: Vec<_> = answered.blocks.iter().map(|block| &block.answer.reason).collect();
        assert_eq!(reasons[0], "Gemini (good) went by the window titles");
        assert_eq!(list.models(), models, "every request is listed, the refused ones too");
        assert_eq!(*list.counts.lock().unwrap(), [1, 2, 3, 4], "counted before they are sent");

        let list = List::default();
        gemini.classify(&question(), &mut schedule, &list, now()).await.unwrap();
        assert_eq!(list.models(), ["good"], "the others are put aside");
        let list = List::default();
        let later = now().plus(20_000);
        let mut models = list.models();
        gemini.classify(&question(), &mut schedule, &list, later).await.unwrap();
        models.extend(list.models());
        assert_eq!(models, ["unknown", "busy", "good"], "their time is over; a missing one stays");
    }
    assert!(!server.journal().unwrap().contains(KEY), "the stand-in shows no key in the address");
}

#[tokio::test]
async fn a_request_holds_what_the_owner_allows_and_nothing_else() {
    let server = answering(&blocks(&[entry(0, 300, "c1", "p1")]));
    let mut question = question();
    question.heard = vec![Heard {
        span: span(10, 14),
        track: Track::System,
        text: "can you look at the\ncheckout".into(),
    }];
    question.seen = vec![Seen { at: begin().plus(30_000), text: "Total 12.30 EUR".into() }];
    question.recent = vec![Recent {
        span: span(-3_600, -1_800),
        client: Some(client(2)),
        project: Some(project(3)),
        label: "Audit".into(),
    }];
    let pictures = vec![Picture {
        at: begin().plus(30_000),
        mime: "image/webp".into(),
        bytes: b"picture".to_vec(),
    }];
    let all = Kinds {
        titles: true,
        transcript: true,
        words: true,
        pictures: false,
        names: true,
        recent: true,
    };
    for allowed in [None, Some(pictures)] {
        question.pictures = allowed;
        let (answer, list) = ask_about(&question, &server.url(), &["m"]).await;
        answer.unwrap();
        let seen = server.seen();
        let request = seen.last().unwrap();
        let body: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(request.path, "/v1beta/interactions", "the key is not part of the address");
        assert_eq!(request.headers["x-goog-api-key"], KEY);
        assert_eq!((&body["store"], &body["stream"]), (&json!(false), &json!(false)));
        assert_eq!(body["response_format"]["mime_type"], "application/json");
        let shape = &body["response_format"]["schema"]["properties"]["blocks"]["items"];
        assert_eq!(shape["properties"]["client"]["enum"], json!(["c1", "c2", "none"]));
        assert_eq!(shape["properties"]["end_s"]["maximum"], 300);
        let text = body["input"][0]["text"].as_str().unwrap();
        for line in [
            "Stretch: Friday 2026-11-20 10:30 (Europe/Berlin), 300 seconds long.",
            "c1 = Acme; p1 = Webshop; p2 = Intranet",
            "0–120: Zed | checkout.rs — acme-web (working)",
            "10 other side: can you look at the checkout",
            "30: Total 12.30 EUR",
            "Fri 09:30 30 min: c2, p3, Audit",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
        assert!(!request.body.contains(&client(1).to_string()), "ids stay here");
        let pictures = question.pictures.is_some();
        assert_eq!(request.body.contains("cGljdHVyZQ=="), pictures, "only if allowed");
        let sent = list.sent.lock().unwrap();
        let bytes = request.body.len() as u64;
        let kinds = Kinds { pictures, ..all };
        assert_eq!(*sent, [Outbound { at: now(), model: "m".into(), bytes, kinds }]);
    }
}

#[tokio::test]
async fn pictures_that_are_too_large_stay_here_and_off_the_list() {
    let server = answering(&blocks(&[entry(0, 300, "c1", "p1")]));
    let mut question = question();
    let large = |bytes| Picture { at: begin(), mime: "image/webp".into(), bytes: vec![0; bytes] };
    for (sizes, sent) in [(&[13 << 20][..], false), (&[13 << 20, 3][..], true)] {
        question.pictures = Some(sizes.iter().copied().map(large).collect());
        let (answer, list) = ask_about(&question, &server.url(), &["m"]).await;
        answer.unwrap();
        let body: Value = serde_json::from_str(&server.seen().last().unwrap().body).unwrap();
        assert_eq!(body["input"].as_array().unwrap().len(), 1 + usize::from(sent));
        assert_eq!(
            list.sent.lock().unwrap()[0].kinds.pictures,
            sent,
            "what did not go is not listed"
        );
    }
}

#[tokio::test]
async fn blocks_are_believed_only_inside_the_chunk_and_the_choice() {
    let check = async |entries: &[Value], expected: &str, refused: usize| {
        let server = answering(&blocks(entries));
        let (answer, _) = ask(&server.url(), &["m"]).await;
        let answered = answer.unwrap();
        assert_eq!((picture_of(&answered).as_str(), answered.refused), (expected, refused));
    };
    check(&[entry(-60, 400, "c1", "p1")], "0-300 1/1 Checkout", 0).await;
    check(&[entry(10, 20, "c1", "p1"), entry(300, 360, "c1", "p1")], "10-20 1/1 Checkout", 1).await;
    check(&[entry(10, 20, "c1", "p1"), entry(90, 90, "c1", "p1")], "10-20 1/1 Checkout", 1).await;
    check(&[entry(10, 20, "c1", "p1"), entry(90, 80, "c1", "p1")], "10-20 1/1 Checkout", 1).await;
    check(
        &[entry(100, 300, "c2", "p3"), entry(0, 150, "c1", "p1"), entry(20, 50, "c2", "p3")],
        "0-150 1/1 Checkout, 150-300 2/3 Checkout",
        1,
    )
    .await;
    check(&[entry(0, 50, "c9", "p1"), entry(50, 60, "none", "p1")], "50-60 -/- Checkout", 1).await;
    check(
        &[entry(0, 50, "c1", "p3"), entry(50, 60, "c1", "p9")],
        "0-50 1/- Checkout, 50-60 1/- Checkout",
        0,
    )
    .await;
    check(&[json!("nonsense"), entry(0, 1, "c1", "none")], "0-1 1/- Checkout", 1).await;
    check(
        &[json!({"start_s": 1e300, "end_s": 9, "client": "c1"}), entry(0, 1, "c1", "none")],
        "0-1 1/- Checkout",
        1,
    )
    .await;
}

#[tokio::test]
async fn confidence_is_a_probability_and_nobody_pays_for_no_client() {
    let mut sure = entry(0, 10, "c1", "p1");
    sure["confidence"] = json!(7);
    let mut unsure = entry(10, 20, "none", "none");
    unsure["confidence"] = json!(-1);
    let server = answering(&blocks(&[sure, unsure]));
    let answered = ask(&server.url(), &["m"]).await.0.unwrap();
    let found: Vec<_> = answered
        .blocks
        .iter()
        .map(|block| (block.answer.confidence, block.answer.billable))
        .collect();
    assert_eq!(found, [(1.0, true), (0.0, false)]);
}

#[tokio::test]
async fn an_answer_that_quotes_what_was_said_leaves_no_trace_of_it() {
    let mut telling = entry(0, 300, "c1", "p1");
    telling["label"] = json!("Divorce of the Millers");
    telling["reason"] = json!("they said divorce");
    telling["evidence"] = json!(["speech", "the word divorce"]);
    telling["activity"] = json!("Call");
    let server = answering(&blocks(&[telling]));
    let mut question = question();
    question.heard =
        vec![Heard { span: span(0, 9), track: Track::Microphone, text: "the divorce".into() }];
    let answered = ask_about(&question, &server.url(), &["m"]).await.0.unwrap();
    let answer = &answered.blocks[0].answer;
    assert_eq!(answer.label, "Call");
    assert_eq!(answer.reason, "Gemini (m) went by what was said");
    assert!(!format!("{answered:?}").to_lowercase().contains("divorce"));
    assert!(!format!("{question:?}").contains("divorce"), "a question shows counts only");
}

#[tokio::test]
async fn answers_that_are_none_are_told_apart() {
    let whole = completed(&blocks(&[entry(0, 300, "c1", "p1")]));
    let cut_text = completed(r#"{"blocks":[{"start_s":0,"#);
    let check = async |body: &str, expected: Refusal| {
        let body = body.to_owned();
        let shown = body.clone();
        let server = Hostile::start(move |_, stream| say(stream, 200, "", &body));
        let (answer, list) = ask(&server.url(), &["m", "second"]).await;
        let refusal = answer.unwrap_err();
        assert_eq!(refusal, expected, "{shown}");
        assert!(refusal.is_permanent(), "asking the same again gives the same");
        assert_eq!(list.models(), ["m"], "another model is not asked to make up for it");
    };
    check(r#"{"status":"failed","error":{"code":"SAFETY"}}"#, Refusal::Blocked).await;
    check(&whole.replace("completed", "incomplete"), Refusal::CutOff).await;
    check(&whole.replace("completed", "in_progress"), Refusal::BadAnswer).await;
    check(&cut_text, Refusal::BadAnswer).await;
    check(&completed("Sure! Here are your blocks."), Refusal::BadAnswer).await;
    check(&completed(r#"{"blocks":[]}"#), Refusal::BadAnswer).await;
    check(&completed(r#"{"blocks":{"a":1}}"#), Refusal::BadAnswer).await;
    check(&completed(&blocks(&[entry(400, 500, "c1", "p1")])), Refusal::BadAnswer).await;
    check("<html>gateway</html>", Refusal::BadAnswer).await;
    check("", Refusal::BadAnswer).await;
}

#[tokio::test]
async fn an_endless_answer_is_not_collected() {
    let server = Hostile::start(|_, stream| {
        send(stream, 200, "", None, b"{");
        while stream.write_all(&[b' '; 65_536]).is_ok() {}
    });
    assert_eq!(ask(&server.url(), &["m"]).await.0, Err(Refusal::BadAnswer));
}

#[tokio::test]
async fn the_older_interface_tells_blocked_from_cut_off() {
    let check = async |body: &'static str, expected: Refusal| {
        let server = Hostile::saying(200, "", body);
        let settings =
            Settings { interface: Interface::GenerateContent, ..settings(&server.url(), &["m"]) };
        let list = List::default();
        let answer =
            gemini(settings).classify(&question(), &mut Schedule::default(), &list, now()).await;
        assert_eq!(answer, Err(expected), "{body}");
        assert_eq!(server.seen()[0].path, "/v1beta/models/m:generateContent");
    };
    check(r#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"#, Refusal::Blocked).await;
    check(
        r#"{"candidates":[{"content":{"parts":[{"text":"{\"blo"}]},"finishReason":"MAX_TOKENS"}]}"#,
        Refusal::CutOff,
    )
    .await;
}

#[tokio::test]
async fn a_hint_in_the_details_is_honoured_before_the_model_is_asked_again() {
    let server = Hostile::saying(
        429,
        "",
        r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"exceeded your current quota",
            "details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure",
                        "violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},
                       {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"36s"}]}}"#,
    );
    let gemini = gemini(settings(&server.url(), &["m"]));
    let list = List::default();
    let mut schedule = Schedule::default();
    let mut at = now();
    for _ in 0..3 {
        let refusal = gemini.classify(&question(), &mut schedule, &list, at).await.unwrap_err();
        let retry_at = at.plus(36_000);
        assert_eq!(refusal, Refusal::RateLimited { retry_at });
        assert!(!refusal.is_permanent());
        let early = retry_at.minus(1);
        let again = gemini.classify(&question(), &mut schedule, &list, early).await;
        assert_eq!(again, Err(refusal), "nothing is sent before the time");
        at = retry_at;
    }
    let refusal = gemini.classify(&question(), &mut schedule, &list, at).await.unwrap_err();
    let midnight = "2026-11-21T08:00:00Z".parse().unwrap();
    assert_eq!(refusal, Refusal::RateLimited { retry_at: midnight }, "it was the day's limit");
    assert_eq!(server.seen().len(), 4);
    assert_eq!(list.models().len(), 4);
}

#[tokio::test]
async fn an_answer_in_between_wins_trust_back() {
    let whole = completed(&blocks(&[entry(0, 300, "c1", "p1")]));
    let server = Hostile::start(move |request, stream| match request.number % 2 {
        0 => say(stream, 429, "retry-after: 1\r\n", "{}"),
        _ => say(stream, 200, "", &whole),
    });
    let gemini = gemini(settings(&server.url(), &["m"]));
    let list = List::default();
    let mut schedule = Schedule::default();
    let mut at = now();
    for _ in 0..9 {
        let refusal = gemini.classify(&question(), &mut schedule, &list, at).await.unwrap_err();
        at = at.plus(1_000);
        assert_eq!(refusal, Refusal::RateLimited { retry_at: at }, "never the whole day");
        gemini.classify(&question(), &mut schedule, &list, at).await.unwrap();
    }
}

#[tokio::test]
async fn a_service_in_trouble_is_left_alone_for_a_while() {
    let server = Hostile::saying(503, "", "overloaded");
    let (answer, list) = ask(&server.url(), &["a", "b"]).await;
    assert_eq!(answer, Err(Refusal::Server { status: 503, retry_at: now().plus(15_000) }));
    assert_eq!(list.models(), ["a", "b"]);
}

#[tokio::test]
async fn models_that_are_all_gone_are_said_to_be() {
    let server = Hostile::saying(404, "", "{}");
    let (answer, list) = ask(&server.url(), &["a", "b"]).await;
    assert_eq!(answer, Err(Refusal::ModelGone));
    assert_eq!(list.models(), ["a", "b"]);
}

#[tokio::test]
async fn a_wrong_key_is_not_tried_on_every_model() {
    for (status, body) in
        [(403, "{}"), (400, r#"{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}"#)]
    {
        let server = Hostile::saying(status, "", body);
        let (answer, list) = ask(&server.url(), &["a", "b"]).await;
        assert_eq!(answer, Err(Refusal::BadKey));
        assert_eq!(list.models(), ["a"]);
    }
}

#[tokio::test]
async fn a_refused_request_and_a_redirect_are_not_followed() {
    let server = Hostile::saying(400, "", "{}");
    assert_eq!(ask(&server.url(), &["m"]).await.0, Err(Refusal::Rejected { status: 400 }));
    let server = Hostile::saying(307, "location: /elsewhere\r\n", "");
    assert_eq!(ask(&server.url(), &["m"]).await.0, Err(Refusal::Rejected { status: 307 }));
    assert_eq!(server.seen().len(), 1, "a key does not travel on");
}

#[tokio::test]
async fn a_service_that_hangs_is_given_up_and_stays_on_the_list() {
    for head_too in [true, false] {
        let server = Hostile::start(move |_, stream| {
            if head_too {
                send(stream, 200, "", Some(100), b"{");
            }
            thread::sleep(Duration::from_secs(20));
        });
        let timeout = Duration::from_millis(300);
        let impatient = gemini(Settings { timeout, ..settings(&server.url(), &["m"]) });
        let list = List::default();
        let mut schedule = Schedule::default();
        let answer = impatient.classify(&question(), &mut schedule, &list, now()).await;
        assert_eq!(answer, Err(Refusal::NoReply));
        assert_eq!(list.models(), ["m"], "it may have arrived");
        let models = ["m".to_owned(), "n".to_owned()];
        assert_eq!(schedule.next(&models, 9, now()), Ok("n"), "next time another one is asked");
    }
    let server = Hostile::start(|_, stream| send(stream, 200, "", Some(100), b"{"));
    assert_eq!(ask(&server.url(), &["m"]).await.0, Err(Refusal::NoReply), "hung up in between");
}

#[tokio::test]
async fn nobody_there_is_offline_and_nothing_was_sent() {
    let list = List::default();
    let mut schedule = Schedule::default();
    let gemini = gemini(settings("http://127.0.0.1:9", &["m", "n"]));
    let answer = gemini.classify(&question(), &mut schedule, &list, now()).await;
    assert_eq!(answer, Err(Refusal::Offline));
    assert_eq!(list.models(), Vec::<String>::new(), "taken off the list again");
    assert_eq!(schedule.sent_today(now()), 0, "and off the count");
}

#[tokio::test]
async fn without_a_key_a_budget_or_a_list_nothing_leaves() {
    let server = answering(&blocks(&[entry(0, 300, "c1", "p1")]));
    let mut schedule = Schedule::default();
    let list = List::default();
    let off = Gemini::new(None, settings(&server.url(), &["m"])).unwrap();
    let answer = off.classify(&question(), &mut schedule, &list, now()).await;
    assert_eq!(answer, Err(Refusal::NoKey));

    let full = List { is_full: true, ..List::default() };
    let on = gemini(settings(&server.url(), &["m"]));
    let answer = on.classify(&question(), &mut schedule, &full, now()).await;
    assert_eq!(answer, Err(Refusal::Unwritten(Unwritten)));

    let spent = gemini(Settings { requests_per_day: 0, ..settings(&server.url(), &["m"]) });
    let answer = spent.classify(&question(), &mut schedule, &list, now()).await;
    assert!(matches!(answer, Err(Refusal::Budget { .. })), "{answer:?}");

    assert!(server.seen().is_empty());
    assert!(list.models().is_empty());
    assert_eq!(schedule.sent_today(now()), 0);
}

#[test]
fn a_key_is_shown_nowhere_and_travels_only_sealed() {
    let shown = format!("{:?}", gemini(settings("http://127.0.0.1:9", &["m"])));
    assert!(!shown.contains(KEY), "{shown}");
    let open = settings("http://gemini.example.com", &["m"]);
    let error = Gemini::new(Secret::new(KEY), open).unwrap_err();
    assert_eq!(error.to_string(), "the address of Gemini must begin with https");
}
