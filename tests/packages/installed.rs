//! What installing, starting and removing does.

use crate::{package, said, workspace};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use testkit::app::App;
use testkit::desk::{Desk, until};
use testkit::home::Home;
use testkit::tray::Tray;

/// A system of its own that holds nothing but the package.
struct System {
    root: tempfile::TempDir,
}

impl System {
    /// Installs it.
    fn with_daybook() -> Self {
        let root = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder");
        for folder in ["info", "updates", "triggers"] {
            let folder = root.path().join("var/lib/dpkg").join(folder);
            std::fs::create_dir_all(folder).expect("a folder");
        }
        std::fs::write(root.path().join("var/lib/dpkg/status"), "").expect("a file");
        let system = Self { root };
        system.dpkg(&["--install"], &package());
        system
    }

    fn dpkg(&self, words: &[&str], what: &Path) {
        let mut dpkg = if is_root() {
            Command::new("dpkg")
        } else {
            let mut alone = Command::new("unshare");
            alone.args(["--map-root-user", "dpkg"]);
            alone
        };
        // What it depends on is on the machine and not in here.
        let root = format!("--root={}", self.root.path().display());
        said(dpkg.args([&root, "--force-depends"]).args(words).arg(what));
    }

    fn file(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// A program of the package, knowing only what it was installed with.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.file("usr/bin").join(name));
        command
            .env_remove("DAYBOOK_MODELS")
            .env("DAYBOOK_PASSPHRASE", "a passphrase for the tests")
            .env("HOME", self.file("home"))
            .env("DAYBOOK_HOME", self.file("home/daybook"))
            .env("XDG_STATE_HOME", self.file("home/state"));
        command
    }

    /// Every file and folder, but for dpkg's own.
    fn everything(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.root.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() && path != self.file("var") {
                    folders.push(path.clone());
                }
                found.push(path.strip_prefix(self.root.path()).expect("inside").to_path_buf());
            }
        }
        found.sort();
        found
    }
}

fn is_root() -> bool {
    said(Command::new("id").arg("-u")).trim() == "0"
}

#[test]
fn what_is_installed_starts_and_hears_with_the_model_it_came_with() {
    let system = System::with_daybook();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(said(system.program("daybook").arg("--version")), format!("daybook {version}\n"));
    assert_eq!(
        said(system.program("daybook-desktop").arg("--version")),
        format!("Daybook {version}\n")
    );

    let models = said(system.program("daybook").args(["model", "list", "--json"]));
    let models: Value = serde_json::from_str(&models).expect("JSON");
    let default = models.as_array().into_iter().flatten().find(|model| model["in_use"] == true);
    let default = default.expect("one model is in use");
    assert_eq!((&default["name"], &default["installed"]), (&"tiny.en".into(), &true.into()));

    let clip = workspace().join("tests/fixtures/speech/jfk.wav");
    let words = said(system.program("daybook").arg("transcribe").arg(clip));
    assert!(words.to_lowercase().contains("your country"), "{words}");
}

#[test]
fn it_starts_from_the_menu_and_its_window_opens_again() {
    let system = System::with_daybook();
    let desk = Desk::open().expect("a desk");
    let bus = desk.environment().into_iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    let tray = Tray::open(&bus.expect("a bus").1).expect("a tray");
    let before = std::env::var("PATH").unwrap_or_default();
    let share = std::env::var("XDG_DATA_DIRS").unwrap_or_else(|_| "/usr/share".to_owned());
    let launch = || {
        let mut gio = desk.command("gio");
        gio.arg("launch")
            .arg(system.file("usr/share/applications/Daybook.desktop"))
            .env("PATH", format!("{}:{before}", system.file("usr/bin").display()))
            .env("XDG_DATA_DIRS", format!("{}:{share}", system.file("usr/share").display()))
            .env("XDG_STATE_HOME", system.file("home/state"))
            .env("XDG_RUNTIME_DIR", system.file("run"))
            .env("DAYBOOK_HOME", system.file("home/daybook"))
            .env("DAYBOOK_PASSPHRASE", "a passphrase for the tests")
            .env_remove("DAYBOOK_MODELS")
            .stdin(Stdio::null());
        said(&mut gio);
    };
    let window = || {
        let search = ["search", "--onlyvisible", "--class", "daybook-desktop", "getwindowpid"];
        let mut xdotool = desk.command("xdotool");
        let answer = xdotool.args(search).stdout(Stdio::piped()).output().expect("xdotool");
        String::from_utf8_lossy(&answer.stdout).trim().parse::<u32>().ok()
    };
    let painted = || {
        let log = std::fs::read_to_string(system.file("home/state/daybook/daybook.log"));
        log.unwrap_or_default().matches("Window painted in").count()
    };

    std::fs::create_dir_all(system.file("run")).expect("a folder");
    launch();
    until(|| painted() == 1, "no page came").expect("the page is painted");
    let mut process = None;
    let shows = || {
        process = window();
        process.is_some()
    };
    until(shows, "no window came").expect("its window shows");
    let process = process.expect("the window is somebody's");
    let program = std::fs::read_link(format!("/proc/{process}/exe")).expect("it runs");
    assert_eq!(program, system.file("usr/bin/daybook-desktop"), "the installed one was started");

    for turn in 2..4 {
        tray.item();
        said(desk.command("wmctrl").args(["-F", "-c", "Daybook"]));
        until(|| window().is_none(), "it did not close").expect("the window closes");
        launch();
        until(|| painted() == turn, "no page came").expect("the page is painted again");
        assert_eq!(window().unwrap_or(process), process, "it is still the same program");
    }

    said(Command::new("kill").args(["-TERM", &process.to_string()]));
    let gone = || !Path::new(&format!("/proc/{process}")).exists();
    until(gone, "it did not end").expect("it ends when it is asked to");
}

#[test]
fn the_installed_app_starts_at_login_and_leaves_updates_to_the_system() {
    let system = System::with_daybook();
    let desk = Desk::open().expect("a desk");
    let mut home = Home::new();
    for (name, value) in desk.environment() {
        home.set(name, &value);
    }
    let program = system.file("usr/bin/daybook-desktop");
    let app = App::with_window_of(&home, &program, &[]);
    let ask = |command: &str, arguments: Value| {
        let script = "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(
                 (answer) => done({ answer }), (problem) => done({ problem }));";
        let answer = app.page().js_later(script, &[json!(command), arguments]);
        assert!(answer["problem"].is_null(), "{command}: {answer}");
        answer["answer"].clone()
    };

    let why = ask("shell", json!({}))["updates_off"].clone();
    assert!(why.as_str().is_some_and(|why| why.contains("package manager")), "{why}");
    assert!(ask("check_for_update", json!({})).is_null(), "nobody is asked");

    ask("set_start_at_login", json!({"on": true}));
    let mut entries = testkit::canary::files(home.all());
    entries.retain(|path| path.parent().is_some_and(|folder| folder.ends_with("autostart")));
    assert_eq!(entries.len(), 1, "{entries:?}");
    let entry = std::fs::read_to_string(&entries[0]).expect("the entry");
    let wanted = format!("Exec={} --hidden", program.display());
    assert!(entry.lines().any(|line| line == wanted), "it starts what was installed: {entry}");
}

#[test]
fn it_is_removed_without_a_trace() {
    let system = System::with_daybook();
    assert!(system.everything().len() > 20, "it is there: {:?}", system.everything());
    system.dpkg(&["--purge"], Path::new("daybook"));
    assert_eq!(system.everything(), [PathBuf::from("var")], "nothing but dpkg's own books");
    let status = std::fs::read_to_string(system.file("var/lib/dpkg/status")).expect("its books");
    assert!(!status.contains("Package: daybook"), "{status}");
}
