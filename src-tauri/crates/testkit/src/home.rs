//! A data directory of its own, and `daybook` called on it as from a terminal.

#![expect(clippy::expect_used, clippy::panic, reason = "a call that cannot be made fails its test")]

use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the data directory's secrets are sealed with.
pub const PASSPHRASE: &str = "a passphrase for the tests";

/// One data directory. It is removed at the end.
#[derive(Debug)]
pub struct Home {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// An empty data directory, whose secrets are sealed by a passphrase and which uses the
    /// speech model of the workspace.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder");
        Self { folder, environment: Vec::new() }
    }

    /// Everything that calls of `daybook` have written: the data directory, logs, and what
    /// [`Home::record`] took down.
    #[must_use]
    pub fn all(&self) -> &Path {
        self.folder.path()
    }

    /// A file that takes down what a process says.
    pub fn record(&self, name: &str) -> File {
        File::create(self.folder.path().join(name)).expect("a file")
    }

    /// What was taken down.
    #[must_use]
    pub fn recorded(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Where everything that Daybook keeps lies.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Sets a variable for every call that follows.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Puts `text` in force as the owner's settings.
    pub fn settings(&self, text: &str) {
        std::fs::create_dir_all(self.data()).expect("the data directory");
        std::fs::write(self.data().join("settings.toml"), text).expect("the settings");
    }

    /// `daybook` with `arguments`, not yet started. It sees nothing of the machine's own display,
    /// sound or bus, only what [`Home::set`] gave it.
    #[must_use]
    pub fn daybook(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(&binary());
        command.args(arguments);
        command
    }

    /// Any program in the same surroundings as [`Home::daybook`], not yet started.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "PULSE_SERVER", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        command
            .env("DAYBOOK_HOME", self.data())
            .env("DAYBOOK_MODELS", workspace().join("models"))
            .env("DAYBOOK_PASSPHRASE", PASSPHRASE)
            .env("HOME", self.folder.path())
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .env("TZ", "UTC")
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Calls `daybook`, which must succeed.
    #[track_caller]
    pub fn call(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(
            output.status.success(),
            "daybook {arguments:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    }

    /// Calls `daybook … --json`, which must succeed.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let text = self.call(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Calls `daybook`, whatever comes of it.
    pub fn output(&self, arguments: &[&str]) -> Output {
        self.daybook(arguments).output().expect("daybook can be started")
    }
}

/// The binary next to these tests.
#[must_use]
pub fn binary() -> PathBuf {
    let tests = std::env::current_exe().expect("the path of this test");
    let folder = tests.ancestors().nth(2).expect("the folder of the build");
    let binary = folder.join(format!("daybook{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "build it first: cargo build --workspace --bin daybook");
    binary
}

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).expect("testkit lies three folders below").to_path_buf()
}
