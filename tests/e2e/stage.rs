//! Where the app is watched: a desk with a tray, notifications and a sound server, a home of its
//! own, and somebody who is there.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;
use testkit::app::App;
use testkit::desk::Desk;
use testkit::home::{Home, workspace};
use testkit::notices::Notices;
use testkit::pulse::Pulse;
use testkit::tray::Tray;
use testkit::webdriver::{By, Page};

/// How long something may take that a person waits for without wondering.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A desk that is ready for the app. Start the app after it, so that the app ends before it.
pub(crate) struct Stage {
    pub(crate) notices: Notices,
    pub(crate) tray: Tray,
    pub(crate) pulse: Pulse,
    pub(crate) home: Home,
    pub(crate) desk: Desk,
    _alone: MutexGuard<'static, ()>,
}

/// Somebody who moves the mouse, as long as this lives.
pub(crate) struct Person {
    is_there: Arc<AtomicBool>,
    hand: Option<JoinHandle<()>>,
}

impl Stage {
    /// A desk with everything that a person's desktop has. `settings` are those of the app.
    ///
    /// One at a time in a process; how many processes stand beside one another is for whoever runs
    /// the tests.
    pub(crate) fn open(settings: &str) -> Self {
        static DOOR: Mutex<()> = Mutex::new(());
        // A test that failed has left its desk.
        let alone = DOOR.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = Desk::open().expect("a desk");
        let pulse = Pulse::start().expect("a sound server");
        let bus = session_bus(&desk);
        let mut home = Home::new();
        for (name, value) in desk.environment().into_iter().chain(pulse.environment()) {
            home.set(name, &value);
        }
        home.settings(settings);
        let tray = Tray::open(&bus).expect("a tray");
        let notices = Notices::open(&bus).expect("notifications");
        Self { notices, tray, pulse, home, desk, _alone: alone }
    }

    /// Somebody is at the machine from now on.
    pub(crate) fn person(&self) -> Person {
        let is_there = Arc::new(AtomicBool::new(true));
        let environment = self.desk.environment();
        let still = Arc::clone(&is_there);
        let hand = spawn(move || {
            let mut step = 1;
            while still.load(Ordering::SeqCst) {
                let moved = Command::new("xdotool")
                    .envs(environment.iter().map(|(name, value)| (*name, value)))
                    .args(["mousemove_relative", "--", &step.to_string(), "0"])
                    .stderr(Stdio::null())
                    .status();
                moved.expect("xdotool can be started");
                step = -step;
                sleep(Duration::from_millis(700));
            }
        });
        Person { is_there, hand: Some(hand) }
    }

    /// What the tray says about how Daybook stands.
    pub(crate) fn standing(&self) -> String {
        let menu = self.tray.try_menu().unwrap_or_default();
        menu.first().map(|line| line.label.clone()).unwrap_or_default()
    }

    /// What a query finds in the daybook's file, seen by somebody who only reads.
    pub(crate) fn query(&self, sql: &str) -> String {
        let program = "import sqlite3, sys; \
                       found = sqlite3.connect(sys.argv[1], uri=True).execute(sys.argv[2]); \
                       print(*(row[0] for row in found), sep='\\n')";
        let file = format!("file:{}?mode=ro", self.home.data().join("daybook.db").display());
        let asked = Command::new("/usr/bin/python3").args(["-c", program, &file, sql]).output();
        let asked = asked.expect("python can be started");
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        String::from_utf8_lossy(&asked.stdout).trim().to_owned()
    }

    /// The files that wait in the spool.
    pub(crate) fn spooled(&self) -> Vec<PathBuf> {
        testkit::canary::files(&self.home.data().join("spool"))
    }

    /// Brings the app's window to the front.
    pub(crate) fn front(&self) {
        let mut command = self.desk.command("wmctrl");
        let raised = command.args(["-a", "Daybook"]).status().expect("wmctrl can be started");
        assert!(raised.success(), "the window is there");
    }

    /// Whether the desk shows the app's window.
    pub(crate) fn shows_window(&self) -> bool {
        let mut command = self.desk.command("wmctrl");
        let listed = command.arg("-l").stdout(Stdio::piped()).output();
        let listed = listed.expect("wmctrl can be started");
        let list = String::from_utf8_lossy(&listed.stdout).into_owned();
        list.lines().any(|line| line.ends_with(" Daybook"))
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.is_there.store(false, Ordering::SeqCst);
        if let Some(hand) = self.hand.take() {
            // It can only have failed with its desk.
            let _ = hand.join();
        }
    }
}

/// Asks the app what the page could ask, and returns its answer.
#[track_caller]
pub(crate) fn ask(page: &Page, command: &str, arguments: Value) -> Value {
    let answer = page.js_later(
        "const done = arguments[arguments.length - 1];
         window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(
             (answer) => done({ answer }), (problem) => done({ problem }));",
        &[json!(command), arguments],
    );
    assert!(answer["problem"].is_null(), "{command}: {answer}");
    answer["answer"].clone()
}

/// Agrees to being recorded without going through the first run, where that is not the matter.
#[track_caller]
pub(crate) fn settle(page: &Page, choices: Value) {
    page.find(By::Role("button", "Continue"));
    ask(page, "set_up", json!({ "choices": choices }));
    page.reload();
    page.find(By::Role("link", "Privacy"));
}

/// Starts the app with its window and agrees at once.
#[track_caller]
pub(crate) fn settled(stage: &Stage, choices: Value) -> App {
    let app = App::with_window(&stage.home, &[]);
    settle(app.page(), choices);
    app
}

/// Waits until the tray and the window both say that Daybook records.
#[track_caller]
pub(crate) fn records(stage: &Stage, page: &Page) {
    stage.tray.wait_for_menu("the tray says that it records", |menu| {
        menu.first().is_some_and(|line| line.label.starts_with("Recording"))
    });
    page.wait("the corner says that it records", SOON, || corner(page).starts_with("Recording"));
}

/// What the corner at the bottom left says.
pub(crate) fn corner(page: &Page) -> String {
    let shown = page.try_js("return document.querySelector('.corner')?.innerText ?? ''", &[]);
    shown.ok().and_then(|shown| shown.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The address of the desk's session bus.
pub(crate) fn session_bus(desk: &Desk) -> String {
    let environment = desk.environment();
    let found = environment.into_iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    found.expect("a desk has a session bus").1
}

/// A recorded voice.
pub(crate) fn voice() -> PathBuf {
    workspace().join("tests/fixtures/speech/jfk.wav")
}
