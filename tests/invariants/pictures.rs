//! What must not be seen, and pictures that nobody would read.

use domain::activity::State;
use domain::time::SECOND;
use engine::Error;
use testkit::canary;
use testkit::fakes::Workday;

fn states(day: &Workday) -> Vec<(State, i64)> {
    day.rows().iter().map(|row| (row.state, row.span.millis() / SECOND)).collect()
}

#[test]
fn excluded_means_time_kept_content_dropped() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    let home = day.daybook.home().path().to_owned();
    day.senses.paint(Workday::pattern(3));
    let title = domain::exclusion::Field::Title;
    day.daybook.add_exclusion(title, "diary").expect("an exclusion");
    day.senses.show("code", "acme-web");
    day.look();
    day.work(30);
    let before = (day.senses.asked(), day.raw_files());
    assert!(before.1 > 0, "what is not excluded is pictured");

    // A password manager from the start, a private window, and the owner's own wish.
    for (program, title) in [
        ("keepassxc", "Tangerine - Passwords"),
        ("firefox", "Tangerine — Mozilla Firefox Private Browsing"),
        ("gedit", "My diary: tangerine"),
    ] {
        day.senses.show(program, title);
        day.work(10);
    }
    assert_eq!((day.senses.asked(), day.raw_files()), before, "checked before a picture is taken");
    // A window that cannot be read is not pictured either.
    day.senses.hide();
    day.work(10);
    assert_eq!((day.senses.asked(), day.raw_files()), before);
    // Checked again after: the password manager comes up while the picture is taken.
    day.senses.show("code", "acme-web");
    day.senses.intrude("keepassxc", "Tangerine - Passwords");
    let taken = day.senses.pictures();
    day.work(1);
    assert!(day.senses.pictures() > taken, "pixels were read");
    assert_eq!(day.raw_files(), before.1, "and dropped");
    day.work(9);
    day.stop();
    assert_eq!(
        states(&day),
        [(State::Working, 31), (State::Excluded, 30), (State::Working, 10), (State::Working, 9),],
        "the time is kept"
    );
    assert_eq!(canary::found_in(&home, &["tangerine"]), [], "and the content is nowhere");
    assert!(!canary::found_in(&home, &["acme-web"]).is_empty(), "the search finds what is kept");
}

#[test]
fn an_exclusion_that_cannot_be_read_is_refused_and_if_met_excludes_everything() {
    let mut day = Workday::begin("2026-03-02T09:00:00Z", "");
    let title = domain::exclusion::Field::Title;
    let refused = day.daybook.add_exclusion(title, "/(unclosed/").expect_err("a broken pattern");
    assert!(matches!(refused, Error::Input(_)), "{refused}");
    assert!(day.daybook.stored_exclusions().expect("the list").is_empty());
    // A newer version, or a hand in the database, left one all the same.
    let met = day.store.write(|tx| {
        tx.execute(
            "INSERT INTO exclusions (id, field, pattern, created_ms)
             VALUES ('019aa0c4-5e00-7d2a-9c3e-0b7a1f2e4d55', 'title', '/(unclosed/', 0)",
            [],
        )?;
        Ok(())
    });
    met.expect("a row");
    day.senses.paint(Workday::pattern(3));
    day.senses.show("code", "acme-web");
    day.look();
    day.work(40);
    day.stop();
    assert_eq!(states(&day), [(State::Excluded, 40)]);
    assert_eq!(day.raw_files(), 0);
}

#[test]
fn no_picture_is_taken_that_nothing_will_read() {
    let unread = "[words]\nenabled = false\n[gemini]\nenabled = false\n";
    let lived = |settings: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut day = Workday::on(folder.path(), "2026-03-02T09:00:00Z", settings, [7; 32]);
        let read = day.daybook.pictures_are_read();
        let lock = day.daybook.home().lock().expect("this process captures");
        day.start_with(read.clone());
        day.senses.paint(Workday::pattern(3));
        day.senses.show("code", "acme-web");
        day.look();
        day.work(40);
        let said = day.daybook.status().expect("a status").capture.no_pictures;
        let seen = (day.senses.asked(), day.raw_files());
        drop(lock);
        (read, seen, said)
    };
    let (read, seen, said) = lived(unread);
    assert_eq!(seen, (0, 0), "not even asked for");
    let why = read.expect_err("nothing reads pictures");
    assert_eq!(said.as_ref(), Some(&why), "the status says so");
    let (read, seen, said) = lived("[words]\nenabled = true\n[gemini]\nenabled = false\n");
    assert_eq!(read, Ok(()), "Tesseract is installed");
    assert!(seen.0 > 0 && seen.1 > 0, "with a reader there are pictures: {seen:?}");
    assert_eq!(said, None);
    let (_, seen, said) = lived("[pictures]\nenabled = false\n");
    assert_eq!(seen, (0, 0), "nor where the owner wants none");
    assert!(said.is_some());
}
