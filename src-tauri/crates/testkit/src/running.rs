//! The real `daybook run`, started by a test and ended at the latest with it.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail so")]

use crate::home::Home;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// `daybook run`, ended at the latest with this.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts `daybook run` with `arguments` and waits until rows are being written.
    ///
    /// # Panics
    /// If it ends early, or records nothing for a minute.
    #[must_use]
    pub fn start(home: &Home, arguments: &[&str]) -> Self {
        let child = home
            .daybook(&[&["run"], arguments].concat())
            .stdin(Stdio::null())
            .stdout(home.record("stdout"))
            .stderr(home.record("stderr"))
            .spawn()
            .expect("daybook can be started");
        let mut running = Self(child);
        let begun = Instant::now();
        while home.json(&["status"])["capture"]["state"] != "working" {
            if let Ok(Some(status)) = running.0.try_wait() {
                panic!("daybook ended early: {status}\n{}", home.recorded("stderr"));
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it never began to record");
            sleep(Duration::from_millis(100));
        }
        running
    }

    /// Waits for its end, which must be a good one.
    ///
    /// # Panics
    /// If it was not.
    pub fn ends_by_itself(&mut self, home: &Home) {
        let status = self.0.wait().expect("it ends");
        assert!(status.success(), "{status}\n{}", home.recorded("stderr"));
    }

    /// Ends it from one instruction to the next.
    ///
    /// # Panics
    /// If the system refuses.
    pub fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("gone");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
