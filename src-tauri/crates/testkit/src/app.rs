//! The real desktop app, started by a test with or without its window, in a home of its own.
//!
//! Everything that the app and its children write lies below the home's folder. Its processes are
//! known by that folder, which stands in their environment, so that none of them outlives this.

#![expect(clippy::expect_used, clippy::panic, reason = "an app that cannot be used fails its test")]

use crate::home::{Home, binary};
use crate::webdriver::{Page, WebDriver};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the app may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);

/// The running app. Dropping it ends it and everything that it started.
#[derive(Debug)]
pub struct App {
    page: Option<Page>,
    driver: Option<WebDriver>,
    process: Option<Child>,
    marker: String,
}

/// A process of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// The file name of its program.
    pub program: String,
    /// The number of the process that started it.
    pub parent: u32,
}

impl App {
    /// Starts the app and takes hold of its window.
    ///
    /// # Panics
    /// If it opens none.
    #[must_use]
    #[track_caller]
    pub fn with_window(home: &Home, arguments: &[&str]) -> Self {
        Self::with_window_of(home, &desktop_binary(), arguments)
    }

    /// As [`App::with_window`], by way of a `start` that in the end becomes the app.
    ///
    /// # Panics
    /// If it opens no window.
    #[must_use]
    #[track_caller]
    pub fn with_window_of(home: &Home, start: &Path, arguments: &[&str]) -> Self {
        let mut command = surroundings(home, Path::new("WebKitWebDriver"));
        command.stdout(home.record("app.stdout")).stderr(home.record("app.stderr"));
        let driver = WebDriver::start(command).expect("WebKitWebDriver can be started");
        let mut app =
            Self { page: None, driver: Some(driver), process: None, marker: marker(home) };
        let opened = app.driver.as_ref().map(|driver| driver.open(start, arguments));
        match opened {
            Some(Ok(page)) => app.page = Some(page),
            Some(Err(refused)) => {
                panic!("the app opens no window: {refused}\n{}", home.recorded("app.stderr"))
            }
            None => {}
        }
        app
    }

    /// Starts the app and asks nothing of any window: what it does with `--hidden`, and what
    /// happens when nobody drives it.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    #[track_caller]
    pub fn alone(home: &Home, arguments: &[&str]) -> Self {
        let process = surroundings(home, &desktop_binary())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(home.record("app.stdout"))
            .stderr(home.record("app.stderr"))
            .spawn()
            .expect("the app can be started");
        Self { page: None, driver: None, process: Some(process), marker: marker(home) }
    }

    /// Starts the app a second time in the same home, and waits until that second start has
    /// ended by itself, because the first one took over.
    ///
    /// # Panics
    /// If it goes on running.
    #[must_use]
    #[track_caller]
    pub fn start_again(home: &Home, arguments: &[&str]) -> ExitStatus {
        let mut second = surroundings(home, &desktop_binary())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(home.record("second.stdout"))
            .stderr(home.record("second.stderr"))
            .spawn()
            .expect("the app can be started");
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = second.try_wait().expect("it can be waited for") {
                return status;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = second.kill();
        let _ = second.wait();
        panic!("a second app runs beside the first");
    }

    /// What the window shows.
    ///
    /// # Panics
    /// If the app was started without one.
    #[must_use]
    #[track_caller]
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("the app was started with its window")
    }

    /// The app's own process, while it runs.
    #[must_use]
    pub fn main_process(&self) -> Option<Process> {
        let all = self.processes();
        let name = file_name(&desktop_binary());
        let of_app: Vec<&Process> = all.iter().filter(|one| one.program == name).collect();
        // Its own children may be the same program.
        of_app
            .iter()
            .find(|one| !of_app.iter().any(|other| other.pid == one.parent))
            .map(|one| (*one).clone())
    }

    /// The processes that hold web pages.
    #[must_use]
    pub fn web_processes(&self) -> Vec<Process> {
        self.processes().into_iter().filter(|one| one.program == "WebKitWebProcess").collect()
    }

    /// The app and everything that it started and that still runs.
    #[must_use]
    pub fn processes(&self) -> Vec<Process> {
        family(&self.marker).into_iter().filter(|one| one.program != "WebKitWebDriver").collect()
    }

    /// The memory that the app and its children take, each shared page counted by its share.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        self.processes().iter().filter_map(|one| share_of_memory(one.pid)).sum()
    }

    /// Waits until the app has ended by itself; how long it took.
    ///
    /// # Panics
    /// If it goes on.
    #[track_caller]
    pub fn ends_by_itself(&mut self) -> Duration {
        let begun = Instant::now();
        while self.is_running() {
            assert!(
                begun.elapsed() < PATIENCE,
                "the app goes on although it was asked to end: {:?}",
                self.processes()
            );
            thread::sleep(Duration::from_millis(50));
        }
        begun.elapsed()
    }

    /// Whether the app itself runs.
    #[must_use]
    pub fn is_running(&mut self) -> bool {
        match &mut self.process {
            Some(process) => process.try_wait().is_ok_and(|status| status.is_none()),
            None => self.main_process().is_some(),
        }
    }

    /// Ends the app as a crash does, with everything that it started.
    pub fn kill(&mut self) {
        // The driver waits for what it started, so the app goes first.
        for process in self.processes() {
            end(process.pid);
        }
        self.page = None;
        self.driver = None;
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        // What was just being started when the others went.
        for process in self.processes() {
            end(process.pid);
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where the app keeps the owner's own configuration of the desktop, such as what starts at login.
#[must_use]
pub fn config_folder(home: &Home) -> PathBuf {
    home.all().join(".config")
}

/// The app's log.
#[must_use]
pub fn log(home: &Home) -> String {
    fs::read_to_string(home.all().join("state/daybook/daybook.log")).unwrap_or_default()
}

/// The app next to these tests.
///
/// # Panics
/// If it was not built.
#[must_use]
pub fn desktop_binary() -> PathBuf {
    let binary =
        binary().with_file_name(format!("daybook-desktop{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "build it first: cargo build --workspace --bin daybook-desktop");
    binary
}

/// A program in the app's surroundings: nothing of the machine's own session is in reach, and
/// everything that desktop libraries keep lies in the home.
#[must_use]
pub fn surroundings(home: &Home, program: &Path) -> Command {
    let folder = |name: &str| {
        let folder = home.all().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    };
    let runtime = folder("runtime");
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).expect("a private folder");
    let mut command = home.command(program);
    command
        .env("XDG_RUNTIME_DIR", runtime)
        .env("XDG_CONFIG_HOME", folder(".config"))
        .env("XDG_DATA_HOME", folder(".local/share"))
        .env("XDG_CACHE_HOME", folder(".cache"))
        .env("GSETTINGS_BACKEND", "memory")
        .env("NO_AT_BRIDGE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command
}

fn marker(home: &Home) -> String {
    format!("DAYBOOK_HOME={}", home.data().display())
}

/// The processes with `marker` in their environment.
fn family(marker: &str) -> Vec<Process> {
    let mut family = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|one| one == marker.as_bytes())
            && let Ok(program) = fs::read_link(entry.path().join("exe"))
        {
            let parent = parent_of(pid).unwrap_or_default();
            // A program that was built anew since it was started is told as deleted.
            let program = file_name(&program).trim_end_matches(" (deleted)").to_owned();
            family.push(Process { pid, program, parent });
        }
    }
    family
}

fn parent_of(pid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    line.trim().parse().ok()
}

fn share_of_memory(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn end(pid: u32) {
    // It may have ended by itself.
    let _ = Command::new("kill")
        .args(["-KILL", &pid.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}
