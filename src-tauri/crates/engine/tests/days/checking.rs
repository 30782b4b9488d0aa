//! Whatever lies raw on the disk is found, and nothing is found where all is well.

use capture::sound::Want;
use domain::activity::Window;
use domain::exclusion::{Verdict, Why};
use domain::time::{HOUR, MINUTE};
use domain::transcript::Track;
use engine::inspect::{SelfCheck, What};
use std::path::Path;
use std::time::{Duration, SystemTime};
use store::outbound::{self, Outbound};
use testkit::fakes::Workday;

fn day() -> Workday {
    // The files' times are the machine's, so the day is lived now.
    let now = engine::clock::machine().now();
    let mut day = Workday::begin(&now.rfc3339(), "[sound]\nmode = \"always\"\n");
    day.senses.paint(Workday::pattern(3));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(20);
    assert_ne!(day.ears.wanted(), Want::default(), "somebody listens");
    assert!(day.ears.speak(Track::Microphone, 2_000).expect("room"), "somebody listens");
    day.work(20);
    day
}

fn check(day: &Workday) -> SelfCheck {
    day.daybook.self_check().expect("a check")
}

fn found(day: &Workday) -> Vec<(String, What)> {
    check(day).leftovers.into_iter().map(|one| (one.path, one.what)).collect()
}

/// A file that was last changed an hour ago.
fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("a file");
    age(path);
}

fn age(path: &Path) {
    let file = std::fs::File::options().append(true).open(path).expect("a file");
    #[expect(clippy::disallowed_methods, reason = "a file's time is the machine's")]
    let earlier = SystemTime::now() - Duration::from_secs(3_600);
    file.set_modified(earlier).expect("another time");
}

#[test]
fn a_day_that_is_recorded_and_wiped_leaves_nothing() {
    let mut day = day();
    assert!(day.raw_files() >= 2, "pictures and sound wait");
    day.daybook.keep_house().expect("a copy");
    for file in testkit::canary::files(&day.daybook.home().spool()) {
        age(&file);
    }
    let checked = check(&day);
    assert_eq!(checked.leftovers, [], "all is sealed and known");
    let there = testkit::canary::files(day.daybook.home().path());
    assert_eq!(checked.files, there.len() as u64, "every file is looked at: {there:?}");
    let bytes: u64 = there.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    assert_eq!(checked.bytes, bytes);
    day.stop();
    assert_eq!(day.work_off(), 0);
    assert_eq!(found(&day), []);
    assert!(check(&day).files < checked.files, "the raw ones are gone");
}

#[test]
fn a_picture_or_sound_that_anybody_could_open_is_found_wherever_it_lies() {
    let day = day();
    let home = day.daybook.home().path().to_owned();
    let raw: &[(&str, &[u8])] = &[
        ("shot.png", b"\x89PNG\r\n\x1a\nxxxxxxxx"),
        ("deep/er/photo", b"\xff\xd8\xff\xe0xxxxxxxxxx"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 xx"),
        ("a.wav", b"RIFF\x10\0\0\0WAVEfmt xx"),
        ("a.ogg", b"OggS\0\x02xxxxxxxxxx"),
        ("a.flac", b"fLaC\0\0\0\x22xxxxxxxx"),
        ("a.mp3", b"ID3\x04\0\0xxxxxxxxxx"),
        ("bare.mp3", b"\xff\xfb\x90\x64xxxxxxxxxxxx"),
        ("a.aac", b"\xff\xf1\x50\x80xxxxxxxxxxxx"),
        ("a.m4a", b"\0\0\0\x20ftypM4A xxxx"),
        ("a.webm", b"\x1a\x45\xdf\xa3xxxxxxxxxxxx"),
        ("a.gif", b"GIF89axxxxxxxxxx"),
        ("a.bmp", b"BM\x10\0\0\0xxxxxxxxxx"),
        ("a.tif", b"II*\0xxxxxxxxxxxx"),
    ];
    for (name, bytes) in raw {
        put(&home.join(name), bytes);
        assert_eq!(found(&day), [((*name).to_owned(), What::Unsealed)], "{name}");
        std::fs::remove_file(home.join(name)).expect("it was there");
    }
    let harmless: &[(&str, &[u8])] = &[
        ("models/voice.bin", b"OggS in a model is the model's"),
        ("notes.txt", b"BMW and RIFF, two words"),
        ("empty", b""),
        ("short", b"\xff"),
        ("utf16.txt", b"\xff\xfeh\0i\0"),
    ];
    for (name, bytes) in harmless {
        put(&home.join(name), bytes);
        assert_eq!(found(&day), [], "{name}");
    }
}

#[test]
fn what_lies_in_the_spool_must_be_sealed_and_known() {
    let day = day();
    let spool = day.daybook.home().spool();
    let mut sealed = testkit::canary::files(&spool);
    let first = sealed.pop().expect("a sealed file");
    let name =
        |path: &Path| format!("spool/{}", path.file_name().expect("a name").to_string_lossy());
    let bytes = std::fs::read(&first).expect("a sealed file");
    let stray = spool.join("019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55.sound");
    std::fs::write(&stray, &bytes).expect("a copy");
    assert_eq!(found(&day), [], "what is this young may be on its way to its row");
    age(&stray);
    assert_eq!(found(&day), [(name(&stray), What::Unknown)]);
    std::fs::remove_file(&stray).expect("it was there");
    put(&spool.join("below/stray"), &bytes);
    assert_eq!(found(&day), [("spool/below/stray".into(), What::Unknown)]);
    std::fs::remove_file(spool.join("below/stray")).expect("it was there");
    std::fs::write(&first, b"RIFF and so on, in the clear").expect("damage");
    assert_eq!(found(&day), [(name(&first), What::Unsealed)], "even if a row knows it");
}

#[test]
fn what_outlives_the_retention_limit_is_told() {
    let mut day = day();
    day.stop();
    let files = day.raw_files();
    day.clock.pass(23 * HOUR);
    assert_eq!(found(&day), []);
    day.clock.pass(2 * HOUR);
    let overdue = found(&day);
    assert_eq!(overdue.len() as u64, files);
    assert!(
        overdue.iter().all(|(path, what)| path.starts_with("spool/") && *what == What::Overdue)
    );
    assert_eq!(day.work_off(), 0);
    assert_eq!(found(&day), []);
}

#[test]
fn todays_numbers_begin_at_midnight() {
    let mut day = Workday::begin("2026-03-02T22:00:00Z", "[sound]\nmode = \"always\"\n");
    day.senses.paint(Workday::pattern(3));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(20);
    let began = day.lived().start;
    let oldest = day.daybook.oldest_capture().expect("the spool").expect("a picture");
    assert!(oldest >= began && oldest.since(began) < MINUTE);
    day.stop();
    let files = day.raw_files();
    day.work_off();
    assert_eq!(day.daybook.oldest_capture().expect("the spool"), None);
    let sent = |bytes| {
        let (service, model) = ("gemini".to_owned(), "m".to_owned());
        let sent = Outbound { at: day.lived().end, service, model, bytes, kinds: Vec::new() };
        day.store.write(move |tx| outbound::put(tx, &sent)).expect("a row");
    };
    sent(1_000);
    sent(234);
    let today = || {
        let daybook = &day.daybook;
        (daybook.wiped_today().expect("receipts"), daybook.outbound_today().expect("sent"))
    };
    assert!(files > 0);
    assert_eq!(today(), (files, 1_234));
    day.clock.pass(3 * HOUR);
    assert_eq!(today(), (0, 0), "yesterday's are yesterday's");
    day.clock.move_to(domain::time::TimeZone::get("America/New_York").expect("a zone"));
    assert_eq!(today(), (files, 1_234), "there it is still the same day");
}

#[test]
fn a_window_is_tried_out_against_everything_that_is_excluded() {
    let day = day();
    let verdict = |program: &str, title: &str| {
        let window = Window { program: program.into(), title: title.into(), site: None };
        day.daybook.would_capture(&window).expect("a verdict")
    };
    assert_eq!(verdict("code", "therapy notes"), Verdict::Open);
    assert_eq!(verdict("Daybook", "Today"), Verdict::Own);
    let why = Why::Passwords { name: "KeePassXC" };
    assert_eq!(verdict("KeePassXC", "vault"), Verdict::Excluded { why });
    let mine = day.daybook.add_exclusion(domain::exclusion::Field::Title, "therapy").expect("one");
    assert_eq!(verdict("code", "therapy notes"), Verdict::Excluded { why: Why::Owner(mine) });
}
