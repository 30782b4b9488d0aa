//! The window never lies about time: it goes to the new day at midnight, and follows the clock of
//! the place that its owner travels to.

use crate::stage::{SOON, Stage, ask, settle, settled};
use serde_json::json;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::app::{App, desktop_binary};
use testkit::webdriver::By;

#[test]
fn at_midnight_the_window_goes_to_the_new_day_and_says_so() {
    let mut stage = Stage::open("");
    stage.home.set("LD_PRELOAD", &faked_clock());
    // The wall clock is moved to shortly before midnight; steady clocks stay as they are.
    let before = 45;
    stage.home.set("FAKETIME", &format!("+{}s", seconds_to_midnight() - before));
    stage.home.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let app = settled(&stage, json!([]));
    let page = app.page();
    let day = ask(page, "day", json!({ "date": null }));
    let first = day["date"].as_str().expect("a date").to_owned();
    page.find(By::Role("heading", ""));
    let heading = page.find(By::Css("h1")).text();
    page.wait_for_text("Midnight has passed.", Duration::from_secs(90));
    let day = ask(page, "day", json!({ "date": null }));
    assert!(day["date"].as_str() > Some(first.as_str()), "it is the next day: {day}");
    assert_ne!(page.find(By::Css("h1")).text(), heading, "the new day is shown");
    page.click(By::Role("button", "Back to"));
    page.wait("the day before is shown again", SOON, || page.find(By::Css("h1")).text() == heading);
}

#[test]
fn a_changed_time_zone_is_followed_and_said() {
    let stage = Stage::open("");
    let etc = stage.home.all().join("etc");
    let copied = Command::new("cp").args(["-a", "/etc"]).arg(&etc).output();
    copied.expect("cp can be started");
    travel(&etc, "Europe/Berlin");
    let start = with_own_etc(&desktop_binary(), &etc, stage.home.all());
    let app = App::with_window_of(&stage.home, &start, &[]);
    settle(app.page(), json!([]));
    let page = app.page();
    assert_eq!(ask(page, "day", json!({ "date": null }))["zone"], "Europe/Berlin");
    page.find(By::Css("h1"));
    travel(&etc, "Asia/Tokyo");
    page.wait_for_text("Times are now those of", Duration::from_secs(20));
    assert!(page.says("Tokyo"), "{}", page.text());
    assert_eq!(ask(page, "day", json!({ "date": null }))["zone"], "Asia/Tokyo");
}

/// Puts the machine of a copied `/etc` into a zone, as a desktop's settings do.
fn travel(etc: &Path, zone: &str) {
    let place = etc.join("localtime");
    let fresh = etc.join("localtime.new");
    symlink(Path::new("/usr/share/zoneinfo").join(zone), &fresh).expect("a link");
    fs::rename(fresh, place).expect("the zone is set");
    fs::write(etc.join("timezone"), format!("{zone}\n")).expect("its name too");
}

/// A start of a program that sees `etc` where the machine has its own.
fn with_own_etc(program: &Path, etc: &Path, folder: &Path) -> PathBuf {
    let script = folder.join("with-own-etc");
    let mut file = File::create(&script).expect("a script");
    write!(
        file,
        "#!/bin/sh\nid=$(id -u) group=$(id -g) export id group\nunset TZ\n\
         exec unshare --user --map-root-user --mount -- sh -c '\n\
         mount --bind \"{}\" /etc || exit 1\n\
         exec unshare --user --map-user=\"$id\" --map-group=\"$group\" -- \"$0\" \"$@\"\n\
         ' '{}' \"$@\"\n",
        etc.display(),
        program.display()
    )
    .expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it may be started");
    script
}

/// The library that moves a program's wall clock.
fn faked_clock() -> String {
    let listed = Command::new("dpkg").args(["-L", "libfaketime"]).output().expect("dpkg");
    let list = String::from_utf8_lossy(&listed.stdout).into_owned();
    let library = list.lines().find(|line| line.ends_with("/libfaketime.so.1"));
    library.expect("the package libfaketime is installed").to_owned()
}

/// How long the day in UTC, the zone of the tests, still is.
#[expect(clippy::disallowed_methods, reason = "the test plays the person who looks at the clock")]
fn seconds_to_midnight() -> i64 {
    let now = jiff::Timestamp::now().as_second();
    86_400 - now.rem_euclid(86_400)
}
