//! A desk of its own: a display with a window manager and terminals, a person's message bus,
//! and a machine's with a logind that can be told to lock and to sleep.
//!
//! Nothing of the real session is touched: Xvfb picks a free display, both buses listen in a
//! directory that goes with the desk, and every process ends with the desk, or with the thread
//! that opened it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a process of the desk may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Without `-noreset` the server starts afresh, and drops everyone, whenever its last client
/// leaves, such as the one that asks whether the window manager is there yet.
const SERVER: [&str; 8] =
    ["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"];

const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "/org/freedesktop/login1/session/c1";

/// A display of 1920 × 1080 with openbox, and two message buses, the machine's with a logind.
/// Dropping it ends them all.
#[derive(Debug)]
pub struct Desk {
    display: String,
    session_bus: String,
    system_bus: String,
    home: tempfile::TempDir,
    logind: Option<Child>,
    manager: Child,
    server: Child,
    buses: [Child; 2],
}

/// The process lives on a desk for as long as this does; see [`Desk::enter`].
#[derive(Debug)]
pub struct Inside {
    before: Vec<(&'static str, Option<OsString>)>,
    _alone: MutexGuard<'static, ()>,
}

/// A terminal that shows what it is told.
#[derive(Debug)]
pub struct Terminal {
    process: Child,
    screen: PathBuf,
    environment: Vec<(&'static str, String)>,
    window: String,
}

impl Desk {
    /// Opens a desk.
    ///
    /// # Errors
    /// If Xvfb, openbox, xdotool, wmctrl, dbus-daemon, gdbus or python3-dbusmock are missing, or
    /// do not start.
    pub fn open() -> io::Result<Self> {
        let home = tempfile::tempdir()?;
        let (session, session_bus) = bus(home.path(), "session")?;
        let (system, system_bus) = bus(home.path(), "system")?;
        let mut server = tied("Xvfb").args(SERVER).stdout(Stdio::piped()).spawn()?;
        let display = format!(":{}", first_line(&mut server)?);
        let manager = tied("openbox")
            .arg("--sm-disable")
            .env("DISPLAY", &display)
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_CACHE_HOME", home.path())
            .env("DBUS_SESSION_BUS_ADDRESS", &session_bus)
            .spawn()?;
        let buses = [session, system];
        let logind = None;
        let mut desk =
            Self { display, session_bus, system_bus, home, logind, manager, server, buses };
        let managed = || run(desk.command("wmctrl").arg("-m")).is_ok();
        until(managed, "openbox does not manage windows")?;
        desk.start_logind()?;
        Ok(desk)
    }

    /// What a process needs to know to live on this desk.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("DISPLAY", self.display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", self.session_bus.clone()),
            ("DBUS_SYSTEM_BUS_ADDRESS", self.system_bus.clone()),
            ("XDG_SESSION_TYPE", "x11".to_owned()),
            ("WAYLAND_DISPLAY", String::new()),
            // Titles are UTF-8, whatever the machine speaks.
            ("LC_ALL", "C.UTF-8".to_owned()),
        ]
    }

    /// Moves this process to the desk. One thread at a time can be inside.
    #[must_use]
    pub fn enter(&self) -> Inside {
        static DOOR: Mutex<()> = Mutex::new(());
        // A test that failed inside left the environment as it was.
        let alone = DOOR.lock().unwrap_or_else(PoisonError::into_inner);
        let environment = self.environment();
        let before = environment.iter().map(|(name, _)| (*name, std::env::var_os(name))).collect();
        for (name, value) in environment {
            set(name, Some(value.into()));
        }
        Inside { before, _alone: alone }
    }

    /// Opens a terminal at `geometry` ("80x24+100+100") with `text` on it, and waits until it is
    /// the front window. It shows black letters on white in a size that can be read.
    ///
    /// # Errors
    /// If xterm is missing or does not show.
    pub fn terminal(&self, title: &str, geometry: &str, text: &str) -> io::Result<Terminal> {
        let mut screen = self.home.path().join(format!("{title}.screen"));
        while screen.exists() {
            screen.as_mut_os_string().push("+");
        }
        fs::write(&screen, text)?;
        let process = self
            .command("xterm")
            .args(["-fa", "DejaVu Sans Mono", "-fs", "14", "-bg", "white", "-fg", "black"])
            .args(["-T", title, "-geometry", geometry, "-uc", "-e", "tail", "-n", "+1", "-f"])
            .arg(&screen)
            .spawn()?;
        let pid = process.id().to_string();
        let find = || {
            let mut search = self.command("xdotool");
            let found = run(search.args([
                "search",
                "--all",
                "--onlyvisible",
                "--pid",
                &pid,
                "--class",
                ".",
            ]));
            found.ok().and_then(|ids| ids.lines().last().map(str::to_owned))
        };
        until(|| find().is_some(), "the terminal does not show")?;
        let window = find().unwrap_or_default();
        let terminal = Terminal { process, screen, environment: self.environment(), window };
        terminal.focus()?;
        Ok(terminal)
    }

    /// Moves the pointer and presses a key that does nothing: somebody is there.
    ///
    /// # Errors
    /// If xdotool is missing.
    pub fn touch(&self) -> io::Result<()> {
        run(self.command("xdotool").args(["mousemove_relative", "--", "1", "0"]))?;
        run(self.command("xdotool").args(["mousemove_relative", "--", "-1", "0"])).map(drop)
    }

    /// logind asks the session to lock.
    ///
    /// # Errors
    /// If logind does not answer; so for the next ones.
    pub fn lock(&self) -> io::Result<()> {
        self.call(SESSION, "org.freedesktop.login1.Session.Lock", &[])
    }

    /// logind asks the session to unlock.
    ///
    /// # Errors
    /// As for [`Desk::lock`].
    pub fn unlock(&self) -> io::Result<()> {
        self.call(SESSION, "org.freedesktop.login1.Session.Unlock", &[])
    }

    /// The desktop says whether it is locked, as GNOME and KDE do.
    ///
    /// # Errors
    /// As for [`Desk::lock`].
    pub fn hint_locked(&self, locked: bool) -> io::Result<()> {
        let locked = if locked { "true" } else { "false" };
        self.call(SESSION, "org.freedesktop.login1.Session.SetLockedHint", &[locked])
    }

    /// The machine is about to sleep.
    ///
    /// # Errors
    /// As for [`Desk::lock`].
    pub fn sleep(&self) -> io::Result<()> {
        self.prepare_for_sleep("[<true>]")
    }

    /// The machine woke up.
    ///
    /// # Errors
    /// As for [`Desk::lock`].
    pub fn wake(&self) -> io::Result<()> {
        self.prepare_for_sleep("[<false>]")
    }

    /// Who holds sleep back, as logind tells it; empty if nobody does.
    ///
    /// # Errors
    /// As for [`Desk::lock`].
    pub fn inhibitors(&self) -> io::Result<String> {
        let answer =
            self.ask("/org/freedesktop/login1", &format!("{MANAGER}.ListInhibitors"), &[])?;
        Ok(if answer.contains('\'') { answer } else { String::new() })
    }

    /// Starts logind with one session, again if it was stopped.
    ///
    /// # Errors
    /// If python3-dbusmock is missing.
    pub fn start_logind(&mut self) -> io::Result<()> {
        end(&mut self.logind.take());
        // The system's own Python: the mock is a package of the system.
        self.logind = Some(
            self.command("/usr/bin/python3")
                .args(["-m", "dbusmock", "--system", "--template", "logind"])
                .spawn()?,
        );
        let user = fs::metadata(self.home.path()).map(|home| owner(&home))?.to_string();
        let add = "org.freedesktop.DBus.Mock.AddSession";
        let session = ["c1", "seat0", &user, "me", "true"];
        until(
            || self.call("/org/freedesktop/login1", add, &session).is_ok(),
            "logind does not answer",
        )
    }

    /// Ends logind, as a crash does.
    pub fn stop_logind(&mut self) {
        end(&mut self.logind.take());
    }

    /// Ends the window manager: windows stay, bare and wherever they ask to be.
    pub fn stop_manager(&mut self) {
        kill(&mut self.manager);
    }

    /// Ends the display, as a crash does.
    pub fn stop_display(&mut self) {
        kill(&mut self.server);
    }

    /// Starts the display again under its old number, with the window manager.
    ///
    /// # Errors
    /// As for [`Desk::open`].
    pub fn start_display(&mut self) -> io::Result<()> {
        kill(&mut self.manager);
        self.server =
            tied("Xvfb").arg(&self.display).args(SERVER).stdout(Stdio::piped()).spawn()?;
        first_line(&mut self.server)?;
        self.manager = self.command("openbox").arg("--sm-disable").spawn()?;
        until(|| run(self.command("wmctrl").arg("-m")).is_ok(), "openbox does not manage windows")
    }

    /// A process that will live on this desk and end with it.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = tied(program);
        command.envs(self.environment()).env("HOME", self.home.path());
        command
    }

    fn prepare_for_sleep(&self, about: &str) -> io::Result<()> {
        let emit = "org.freedesktop.DBus.Mock.EmitSignal";
        self.call("/org/freedesktop/login1", emit, &[MANAGER, "PrepareForSleep", "b", about])
    }

    fn call(&self, path: &str, method: &str, arguments: &[&str]) -> io::Result<()> {
        self.ask(path, method, arguments).map(drop)
    }

    fn ask(&self, path: &str, method: &str, arguments: &[&str]) -> io::Result<String> {
        let mut command = self.command("gdbus");
        command.args(["call", "--address", &self.system_bus]);
        command.args(["--dest", "org.freedesktop.login1", "--object-path", path]);
        run(command.args(["--method", method, "--"]).args(arguments))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        end(&mut self.logind.take());
        kill(&mut self.manager);
        kill(&mut self.server);
        self.buses.iter_mut().for_each(kill);
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        for (name, value) in self.before.drain(..) {
            set(name, value);
        }
    }
}

impl Terminal {
    /// Prints `text` below what is there.
    ///
    /// # Errors
    /// If the desk is gone.
    pub fn print(&self, text: &str) -> io::Result<()> {
        OpenOptions::new().append(true).open(&self.screen)?.write_all(text.as_bytes())
    }

    /// Changes the title, as a shell does.
    ///
    /// # Errors
    /// If the desk is gone.
    pub fn retitle(&self, title: &str) -> io::Result<()> {
        self.print(&format!("\x1b]2;{title}\x07"))
    }

    /// Brings it to the front and waits until it is there.
    ///
    /// # Errors
    /// If xdotool is missing.
    pub fn focus(&self) -> io::Result<()> {
        until(
            || {
                let _ = run(self.command("xdotool").args(["windowactivate", &self.window]));
                let active = run(self.command("xdotool").arg("getactivewindow"));
                active.is_ok_and(|active| active.trim() == self.window)
            },
            "the terminal does not come to the front",
        )
    }

    /// Keeps it above all others, also when another one is in front.
    ///
    /// # Errors
    /// If wmctrl is missing.
    pub fn keep_above(&self) -> io::Result<()> {
        run(self.command("wmctrl").args(["-i", "-r", &self.window, "-b", "add,above"])).map(drop)
    }

    /// Moves its frame's upper left corner.
    ///
    /// # Errors
    /// If xdotool is missing.
    pub fn shift_to(&self, x: i32, y: i32) -> io::Result<()> {
        let (x, y) = (x.to_string(), y.to_string());
        let mut shift = self.command("xdotool");
        run(shift.args(["windowmove", "--sync", "--", &self.window, &x, &y])).map(drop)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = tied(program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        kill(&mut self.process);
    }
}

/// Waits until `done`, asking again and again.
///
/// # Errors
/// With `otherwise` as its sentence if it takes half a minute.
pub fn until(mut done: impl FnMut() -> bool, otherwise: &'static str) -> io::Result<()> {
    let begun = Instant::now();
    while !done() {
        if begun.elapsed() > PATIENCE {
            return Err(io::Error::new(io::ErrorKind::TimedOut, otherwise));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A command whose process ends with the thread that starts it, however that ends.
fn tied(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", program]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A message bus that listens in `home`; the process and the address.
fn bus(home: &Path, name: &str) -> io::Result<(Child, String)> {
    let config = home.join(format!("{name}.conf"));
    let socket = home.join(name);
    let mut file = File::create(&config)?;
    write!(
        file,
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#,
        socket.display()
    )?;
    let mut bus = tied("dbus-daemon")
        .arg(format!("--config-file={}", config.display()))
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .stdout(Stdio::piped())
        .spawn()?;
    let address = first_line(&mut bus)?;
    Ok((bus, address))
}

/// The first line that a process prints; it says then that it is ready.
fn first_line(process: &mut Child) -> io::Result<String> {
    let mut line = String::new();
    if let Some(output) = process.stdout.take() {
        BufReader::new(output).read_line(&mut line)?;
    }
    let line = line.trim().to_owned();
    if line.is_empty() {
        kill(process);
        return Err(io::Error::other("a process of the desk ended before it was ready"));
    }
    Ok(line)
}

/// Runs to the end; what it printed, or an error if it failed.
fn run(command: &mut Command) -> io::Result<String> {
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }
}

fn end(process: &mut Option<Child>) {
    if let Some(process) = process {
        kill(process);
    }
}

fn kill(process: &mut Child) {
    // Both fail only when it has ended by itself.
    let _ = process.kill();
    let _ = process.wait();
}

fn owner(home: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(home)
}

fn set(name: &str, value: Option<OsString>) {
    // SAFETY: only `Desk::enter` and the end of `Inside` come here, one thread at a time, and
    // a process that enters desks starts no thread that reads its environment before that.
    unsafe {
        match value {
            Some(value) => std::env::set_var(name, value),
            None => std::env::remove_var(name),
        }
    }
}
