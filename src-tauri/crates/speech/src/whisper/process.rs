//! The engine's process, seen from the parent.

use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::Settings;
use super::protocol::{self, Ask, Tell};
use crate::Cancel;

/// How often a waiting parent looks whether it still should.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a child may take to obey before it is ended.
const PATIENCE: Duration = Duration::from_millis(500);
/// A window that takes longer than this will never end.
const STALLED: Duration = Duration::from_secs(600);

/// A running child. Dropping it ends it.
pub(super) struct Process {
    child: Child,
    asks: Sender<(Ask, Vec<f32>)>,
    tells: Receiver<Tell>,
}

/// Why there was no answer.
pub(super) enum Silence {
    /// The process died, or hung.
    Died,
    /// It was told to stop, and did or was ended.
    Cancelled {
        /// Whether it lives and can be asked again.
        alive: bool,
    },
}

impl Process {
    pub(super) fn start(settings: &Settings) -> io::Result<Self> {
        let mut command = Command::new(&settings.program);
        command
            .args(&settings.arguments)
            // Threads that wait spin for some microseconds and then sleep. Sleeping at once, two
            // of them take twice as long on a quiet machine; spinning for ever, ten times as
            // long on a busy one (measured).
            .env("GOMP_SPINCOUNT", "10000")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What whisper.cpp says when it aborts must not end up in somebody's terminal.
            .stderr(Stdio::null());
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt as _;
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x0000_4000;
            let class = if settings.gentle { BELOW_NORMAL_PRIORITY_CLASS } else { 0 };
            command.creation_flags(CREATE_NO_WINDOW | class);
        }
        let mut child = command.spawn()?;
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // Both pipes have a thread of their own: a child that stands still neither reads nor
        // writes, and a cancel must not wait for it. Each thread ends with the child, or with
        // the parent's interest.
        let (asks, outbox) = mpsc::channel::<(Ask, Vec<f32>)>();
        thread::spawn(move || {
            while let Ok((ask, samples)) = outbox.recv() {
                if protocol::send(&mut input, &ask, &samples).is_err() {
                    return;
                }
            }
        });
        let (sender, tells) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(Some((tell, _))) = protocol::receive::<Tell>(&mut output) {
                if sender.send(tell).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, asks, tells })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(
        &mut self,
        ask: Ask,
        samples: &[f32],
        cancel: &Cancel,
    ) -> Result<Tell, Silence> {
        if self.asks.send((ask, samples.to_vec())).is_err() {
            return Err(Silence::Died);
        }
        let asked = Instant::now();
        loop {
            match self.tells.recv_timeout(GLANCE) {
                Ok(tell) => return Ok(tell),
                Err(RecvTimeoutError::Disconnected) => return Err(Silence::Died),
                Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() => {
                    return Err(Silence::Cancelled { alive: self.stop() });
                }
                Err(RecvTimeoutError::Timeout) if asked.elapsed() > STALLED => {
                    return Err(Silence::Died);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Tells the child to stop. Whether it answered in time, and so can be asked again.
    fn stop(&mut self) -> bool {
        if self.asks.send((Ask::Stop, Vec::new())).is_err() {
            return false;
        }
        // `Heard` instead would mean that the wish came too late and is still pending in the
        // child: it would stop the next window. Such a child is not asked again.
        matches!(self.tells.recv_timeout(PATIENCE), Ok(Tell::Stopped))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
