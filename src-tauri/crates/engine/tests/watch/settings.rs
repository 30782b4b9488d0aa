//! Settings that change while Daybook runs.

use engine::events::Event;
use engine::settings::{Change, Language, SoundMode, Theme};
use std::path::PathBuf;
use testkit::fakes::Workday;

const OWN: &str = "# mine, not Daybook's\n[sound] # ears\nmode = \"calls\" # only calls\n\n[pictures]\nevery_seconds = 20\n";

fn file(day: &Workday) -> PathBuf {
    day.daybook.home().path().join("settings.toml")
}

fn text(day: &Workday) -> String {
    std::fs::read_to_string(file(day)).expect("settings")
}

#[test]
fn one_key_changes_and_everything_else_in_the_file_stays() {
    let day = Workday::begin("2026-03-02T09:00:00Z", OWN);
    let clone = day.daybook.clone();
    let events = day.daybook.events().listen();
    let changes = [Change::Sound(SoundMode::Always), Change::Theme(Theme::Dark)];
    day.daybook.change_settings(&changes).expect("a change");
    assert_eq!(
        text(&day),
        "# mine, not Daybook's\n[sound] # ears\nmode = \"always\" # only calls\n\n[pictures]\nevery_seconds = 20\n\n[window]\ntheme = \"dark\"\n"
    );
    assert_eq!(clone.settings().sound.mode, SoundMode::Always, "every clone sees it");
    assert_eq!(clone.settings().window.theme, Theme::Dark);
    assert_eq!(events.try_iter().collect::<Vec<_>>(), [Event::Settings]);
    let left: Vec<_> = std::fs::read_dir(day.daybook.home().path())
        .expect("a folder")
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".new"))
        .collect();
    assert!(left.is_empty(), "nothing is left beside it");
}

#[test]
fn what_is_so_already_is_not_written() {
    let day = Workday::begin("2026-03-02T09:00:00Z", OWN);
    let events = day.daybook.events().listen();
    let same = [
        Change::Sound(SoundMode::Calls),
        Change::Pictures(true),
        Change::Language(Language::System),
    ];
    day.daybook.change_settings(&same).expect("nothing to do");
    assert_eq!(text(&day), OWN);
    assert_eq!(events.try_iter().count(), 0);
}

#[test]
fn nonsense_is_refused_whole_and_nothing_is_written() {
    let day = Workday::begin("2026-03-02T09:00:00Z", OWN);
    let before = day.daybook.settings();
    for nonsense in [
        Change::ShortestAbsenceMinutes(0),
        Change::ShortestAbsenceMinutes(241),
        Change::IdleAfterSeconds(4),
        Change::IdleAfterSeconds(3_601),
        Change::RetentionHours(0),
        Change::RetentionHours(169),
        Change::BudgetMegabytes(49),
        Change::BudgetMegabytes(100_001),
        Change::TextPercent(99),
        Change::TextPercent(201),
        Change::ReviewAt("24:00".into()),
        Change::ReviewAt("9:00".into()),
        Change::ReviewAt("09:60".into()),
        Change::ReviewAt("+9:00".into()),
    ] {
        let changes = [Change::Pictures(false), nonsense.clone()];
        let error = day.daybook.change_settings(&changes).expect_err("nonsense");
        assert_eq!(error.code(), "input", "{nonsense:?}: {error}");
        assert_eq!(text(&day), OWN, "{nonsense:?}");
    }
    assert_eq!(day.daybook.settings(), before);
    for sense in [
        Change::IdleAfterSeconds(5),
        Change::RetentionHours(168),
        Change::BudgetMegabytes(100_000),
        Change::ReviewAt("00:00".into()),
    ] {
        day.daybook.change_settings(&[sense]).expect("sense");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_reported_and_never_overwritten() {
    let day = Workday::begin("2026-03-02T09:00:00Z", OWN);
    for broken in ["[sound\nmode = ", "[sound]\nmod = \"calls\"\n", "sound = 3\n"] {
        std::fs::write(file(&day), broken).expect("an editor");
        let error = day.daybook.change_settings(&[Change::Pictures(false)]).expect_err("broken");
        assert_eq!(error.code(), "settings", "{error}");
        assert_eq!(text(&day), broken);
    }
    assert!(day.daybook.settings().pictures.enabled);
}

#[test]
fn every_setting_can_be_changed_and_is_in_force_and_in_the_file() {
    let day = Workday::begin("2026-03-02T09:00:00Z", "");
    let wire = r#"[{"pictures":false},{"words":false},{"sound":"off"},{"microphone":false},
        {"system_sound":false},{"idle_after_seconds":60},{"retention_hours":2},
        {"budget_megabytes":500},{"gemini":false},{"gemini_pictures":true},
        {"gemini_requests_per_day":7},{"theme":"light"},{"language":"de"},{"text_percent":150},
        {"review_notice":false},{"review_at":"08:15"}]"#;
    let changes: Vec<Change> = serde_json::from_str(wire).expect("the wire format");
    day.daybook.change_settings(&changes).expect("a change");
    let again = engine::settings::Settings::load(day.daybook.home().path()).expect("a file");
    assert_eq!(*day.daybook.settings(), again);
    assert!(!again.pictures.enabled && !again.words.enabled && !again.gemini.enabled);
    assert_eq!(again.sound.mode, SoundMode::Off);
    assert!(!again.sound.microphone && !again.sound.system && again.gemini.pictures);
    assert_eq!(again.ledger.idle_after_seconds(), 60);
    assert_eq!((again.spool.retention_hours(), again.spool.budget_megabytes()), (2, 500));
    assert_eq!(again.gemini.requests_per_day, 7);
    assert_eq!((again.window.theme, again.window.language), (Theme::Light, Language::De));
    assert_eq!(again.window.text_percent(), 150);
    assert_eq!((again.notices.review, again.notices.review_at()), (false, "08:15"));
}

#[cfg(unix)]
#[test]
fn a_linked_file_stays_a_link_and_its_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let day = Workday::begin("2026-03-02T09:00:00Z", "");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let kept = elsewhere.path().join("kept.toml");
    std::fs::write(&kept, OWN).expect("settings");
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o600)).expect("private");
    std::fs::remove_file(file(&day)).expect("gone");
    std::os::unix::fs::symlink(&kept, file(&day)).expect("a link");
    day.daybook.change_settings(&[Change::Words(false)]).expect("a change");
    assert!(file(&day).is_symlink());
    assert!(std::fs::read_to_string(&kept).expect("settings").contains("[words]\nenabled = false"));
    let mode = std::fs::metadata(&kept).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_captured_follows_the_settings_from_the_next_reading_on() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "[sound]\nmode = \"always\"\n");
    let _lock = day.daybook.home().lock().expect("this process captures");
    day.senses.paint(Workday::pattern(5));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(10);
    assert!(day.senses.pictures() > 0 && day.ears.wanted().microphone);
    let changes = [Change::Pictures(false), Change::Microphone(false)];
    day.daybook.change_settings(&changes).expect("a change");
    let taken = day.senses.pictures();
    day.senses.show("code", "globex-shop");
    day.work(60);
    assert_eq!(day.senses.pictures(), taken, "no picture after they were switched off");
    let wanted = day.ears.wanted();
    assert!(!wanted.microphone && wanted.system);
    day.daybook.change_settings(&[Change::Pictures(true)]).expect("a change");
    day.work(5);
    assert!(day.senses.pictures() > taken, "and again when they are switched on");
    day.daybook.change_settings(&[Change::IdleAfterSeconds(5)]).expect("a change");
    day.rest(8);
    assert_eq!(day.daybook.status().expect("a status").capture.state, "idle");
    let lived = day.lived();
    day.stop();
    let rows = day.rows();
    let seconds: i64 = rows.iter().map(|row| row.span.millis()).sum();
    assert_eq!(seconds, lived.millis(), "no second is lost by a change");
}
