//! A message bus of its own, with or without a real gnome-keyring on it.
//!
//! Nothing of the person's own session is touched: the bus activates no services, and the
//! keyring keeps its files in a directory that goes with it.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A private session bus; it ends when this is dropped.
#[derive(Debug)]
pub struct Session {
    bus: Child,
    keyring: Option<Child>,
    address: String,
    home: tempfile::TempDir,
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Session {
    /// A bus on which nobody keeps secrets.
    ///
    /// # Errors
    /// If there is no `dbus-daemon`.
    pub fn without_keyring() -> io::Result<Self> {
        let home = tempfile::tempdir()?;
        let config = home.path().join("bus.conf");
        fs::write(&config, bus_config(&home.path().display().to_string()))?;
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut address = String::new();
        if let Some(output) = bus.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        let address = address.trim().to_owned();
        let session = Self { bus, keyring: None, address, home };
        if session.address.is_empty() {
            return Err(io::Error::other("the message bus ended before it listened"));
        }
        Ok(session)
    }

    /// A bus with an unlocked gnome-keyring.
    ///
    /// # Errors
    /// If there is no `dbus-daemon`, `dbus-send` or `gnome-keyring-daemon`.
    pub fn with_keyring() -> io::Result<Self> {
        let mut session = Self::without_keyring()?;
        session.start_keyring()?;
        Ok(session)
    }

    /// Starts (again) the keyring of this session, with what it held before.
    ///
    /// # Errors
    /// As for [`Session::with_keyring`].
    pub fn start_keyring(&mut self) -> io::Result<()> {
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--components=secrets", "--unlock", "--foreground"])
            .envs(self.environment())
            .env_remove("DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut password) = keyring.stdin.take() {
            password.write_all(b"test")?;
        }
        self.keyring = Some(keyring);
        let begun = Instant::now();
        while !self.has_secrets()? {
            if begun.elapsed() > PATIENCE {
                return Err(io::Error::other("gnome-keyring did not come up"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Ends the keyring; what it holds stays for [`Session::start_keyring`].
    pub fn stop_keyring(&mut self) {
        if let Some(mut keyring) = self.keyring.take() {
            let _ = keyring.kill();
            let _ = keyring.wait();
        }
    }

    /// The variables for a process that is to live in this session.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.home.path();
        vec![
            ("DBUS_SESSION_BUS_ADDRESS", PathBuf::from(&self.address)),
            ("HOME", home.to_owned()),
            ("XDG_RUNTIME_DIR", home.to_owned()),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
        ]
    }

    fn has_secrets(&self) -> io::Result<bool> {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply=literal", "--dest=org.freedesktop.DBus", "/"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output()?;
        Ok(String::from_utf8_lossy(&asked.stdout).contains("true"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop_keyring();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

/// Anybody may talk to anybody, and no service is started on demand.
fn bus_config(dir: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={dir}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    )
}
