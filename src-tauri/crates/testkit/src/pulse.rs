//! A PulseAudio server of its own, with a microphone and speakers that exist only in memory.
//!
//! The speakers are a null sink, and so is what feeds the microphone: whatever is played into
//! [`Pulse::MICROPHONE`] is what the microphone hears. The person's own sound server is not
//! touched: everything happens in a directory that goes with the server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A private sound server; it ends when this is dropped.
#[derive(Debug)]
pub struct Pulse {
    server: Option<Child>,
    home: tempfile::TempDir,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl Pulse {
    /// The sink whose monitor is the microphone: play into it to be heard.
    pub const MICROPHONE: &'static str = "microphone";

    /// The sink that stands for the speakers: what is played into it is what the machine plays.
    pub const SPEAKERS: &'static str = "speakers";

    /// Starts a server with both sinks, the microphone as default input and the speakers as
    /// default output.
    ///
    /// # Errors
    /// If there is no `pulseaudio` or `pactl`, or it does not start.
    pub fn start() -> io::Result<Self> {
        let mut pulse = Self::prepare()?;
        pulse.revive()?;
        Ok(pulse)
    }

    /// Finds a place for a server and starts none: a machine whose sound server is down.
    ///
    /// # Errors
    /// If there is no room for temporary files.
    pub fn prepare() -> io::Result<Self> {
        // A socket's path may not be longer than about a hundred bytes.
        let home = tempfile::Builder::new().prefix("daybook-pulse-").tempdir()?;
        Ok(Self { server: None, home })
    }

    /// What a process needs in its environment to use this server.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.home.path().join(name).display().to_string();
        vec![
            ("PULSE_SERVER", format!("unix:{}", path("native"))),
            ("PULSE_RUNTIME_PATH", path("runtime")),
            ("PULSE_STATE_PATH", path("state")),
            ("PULSE_COOKIE", path("cookie")),
        ]
    }

    /// Starts the server anew after [`Pulse::kill`], or for the first time.
    ///
    /// # Errors
    /// If it does not start.
    pub fn revive(&mut self) -> io::Result<()> {
        self.revive_with(&Self::both_sinks())
    }

    /// Starts the server with nothing on it but the speakers: a machine without a microphone.
    ///
    /// # Errors
    /// If it does not start.
    pub fn revive_without_microphone(&mut self) -> io::Result<()> {
        self.revive_with(&[null_sink(Self::SPEAKERS)])
    }

    /// Ends the server as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap_or_default();
            if server.wait().is_err() {
                eprintln!("the sound server could not be waited for");
            }
        }
    }

    /// Runs `pactl` with `arguments`, for what has no method here.
    ///
    /// # Errors
    /// If it refuses.
    pub fn control(&self, arguments: &[&str]) -> io::Result<String> {
        let output = self.command("pactl").args(arguments).output()?;
        if !output.status.success() {
            return Err(refused("pactl", &output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Puts the microphone there, as if a headset were plugged in; returns what unplugs it.
    ///
    /// # Errors
    /// If the server refuses.
    pub fn plug_microphone(&self) -> io::Result<String> {
        let line = null_sink(Self::MICROPHONE);
        let module = self.control(&line.split(' ').collect::<Vec<_>>())?;
        self.control(&["set-default-sink", Self::SPEAKERS])?;
        self.control(&["set-default-source", &format!("{}.monitor", Self::MICROPHONE)])?;
        Ok(module)
    }

    /// Takes away what [`Pulse::plug_microphone`] returned.
    ///
    /// # Errors
    /// If the server refuses.
    pub fn unplug(&self, module: &str) -> io::Result<()> {
        self.control(&["unload-module", module]).map(|_| ())
    }

    /// Lets the microphone hear a WAV file; returns at once and plays to the end.
    ///
    /// # Errors
    /// If there is no `paplay`.
    pub fn play(&self, wav: &Path) -> io::Result<Program> {
        self.play_into(Self::MICROPHONE, wav)
    }

    /// Plays a WAV file on the speakers; returns at once and plays to the end.
    ///
    /// # Errors
    /// If there is no `paplay`.
    pub fn play_aloud(&self, wav: &Path) -> io::Result<Program> {
        self.play_into(Self::SPEAKERS, wav)
    }

    /// Records from a source into nothing, as a program in a call holds the microphone.
    ///
    /// # Errors
    /// If there is no `parec`.
    pub fn record(&self, source: &str) -> io::Result<Program> {
        let mut command = self.command("parec");
        command.arg(format!("--device={source}"));
        Ok(Program(command.stdout(Stdio::null()).spawn()?))
    }

    /// A command that uses this server.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment()).stdin(Stdio::null());
        command
    }

    fn play_into(&self, sink: &str, wav: &Path) -> io::Result<Program> {
        let mut command = self.command("paplay");
        command.arg(format!("--device={sink}")).arg(wav);
        Ok(Program(command.stdout(Stdio::null()).spawn()?))
    }

    fn both_sinks() -> [String; 4] {
        [
            null_sink(Self::SPEAKERS),
            null_sink(Self::MICROPHONE),
            format!("set-default-sink {}", Self::SPEAKERS),
            format!("set-default-source {}.monitor", Self::MICROPHONE),
        ]
    }

    fn revive_with(&mut self, lines: &[String]) -> io::Result<()> {
        self.kill();
        for name in ["runtime", "state"] {
            fs::create_dir_all(self.path(name))?;
        }
        let socket = self.path("native");
        if socket.exists() {
            fs::remove_file(&socket)?;
        }
        let script = self.path("start.pa");
        let listen = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={}",
            socket.display()
        );
        fs::write(&script, format!("{listen}\n{}\n", lines.join("\n")))?;
        let log = self.path("server.log");
        let server = self
            .command("pulseaudio")
            .args(["--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--system=no"])
            .args(["--disable-shm=yes", "--realtime=no", "--high-priority=no", "-n", "-F"])
            .arg(&script)
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()?;
        self.server = Some(server);
        let begun = Instant::now();
        // The last line of the script has run once the default output is known.
        while self.control(&["get-sink-volume", "@DEFAULT_SINK@"]).is_err()
            || lines.iter().any(|line| line.contains("set-default-source"))
                && self.control(&["get-default-source"])? != format!("{}.monitor", Self::MICROPHONE)
        {
            let is_gone = self
                .server
                .as_mut()
                .is_none_or(|server| server.try_wait().is_ok_and(|status| status.is_some()));
            if is_gone || begun.elapsed() > PATIENCE {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(io::Error::other(format!("the sound server did not start: {said}")));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program that uses the server. It goes on by itself when this is dropped.
#[derive(Debug)]
pub struct Program(Child);

impl Program {
    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// If it failed.
    pub fn wait(mut self) -> io::Result<()> {
        let status = self.0.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("ended with {status}")))
        }
    }

    /// Ends it now.
    ///
    /// # Errors
    /// If it cannot be waited for.
    pub fn stop(mut self) -> io::Result<()> {
        self.0.kill()?;
        self.0.wait().map(|_| ())
    }
}

fn null_sink(name: &str) -> String {
    let properties = format!("sink_properties=device.description={name}");
    format!("load-module module-null-sink sink_name={name} rate=48000 channels=2 {properties}")
}

fn refused(program: &str, output: &Output) -> io::Error {
    io::Error::other(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
