//! # The engine's process
//!
//! [`main`] is what the app's binary does when it is started with [`ARGUMENT`] as its first
//! argument. It hears windows on its standard input and writes down words on its standard output
//! ([`crate::Whisper`] is the other end), and touches nothing else.
//!
//! It ends when its input ends: when the app is gone, so is the engine.

use std::io::{self, Stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::whisper::engine::{Engine, Outcome};
use crate::whisper::protocol::{self, Ask, Tell};

/// The first argument that makes the app's binary the engine.
pub const ARGUMENT: &str = "__scribe";

/// How long a window may take to notice that nobody waits for it any more.
const FAREWELL: Duration = Duration::from_millis(500);

/// Serves one parent until it hangs up.
#[must_use]
pub fn main() -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    let (asks, inbox) = mpsc::channel();
    let ears = Arc::clone(&stop);
    thread::spawn(move || listen(&ears, &asks));
    match serve(&inbox, &stop) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Reads what the parent says. A wish to stop must be heard while a window is being computed, so
/// this has a thread of its own.
fn listen(stop: &AtomicBool, asks: &mpsc::Sender<(Ask, Vec<f32>)>) {
    let mut input = io::stdin().lock();
    loop {
        match protocol::receive(&mut input) {
            Ok(Some((Ask::Stop, _))) => stop.store(true, Ordering::SeqCst),
            Ok(Some(frame)) => {
                if asks.send(frame).is_err() {
                    return;
                }
            }
            // Hung up, or nonsense: the parent is gone.
            Ok(None) | Err(_) => {
                stop.store(true, Ordering::SeqCst);
                thread::sleep(FAREWELL);
                std::process::exit(0);
            }
        }
    }
}

fn serve(inbox: &mpsc::Receiver<(Ask, Vec<f32>)>, stop: &Arc<AtomicBool>) -> io::Result<()> {
    let mut output = io::stdout();
    let mut engine = None;
    while let Ok((ask, samples)) = inbox.recv() {
        match (ask, &mut engine) {
            (Ask::Load { model, threads, language, gentle }, _) => {
                if gentle {
                    step_back();
                }
                let loaded = Engine::load(&model, threads, language.as_deref(), Arc::clone(stop));
                match loaded {
                    Ok(loaded) => {
                        engine = Some(loaded);
                        tell(&mut output, &Tell::Ready)?;
                    }
                    Err(_) => tell(&mut output, &Tell::BadModel)?,
                }
            }
            (Ask::Hear { speech }, Some(engine)) => {
                let outcome = engine.hear(&samples, &speech);
                tell(
                    &mut output,
                    &match outcome {
                        Outcome::Heard(segments, effort) => Tell::Heard { segments, effort },
                        Outcome::Stopped => {
                            stop.store(false, Ordering::SeqCst);
                            Tell::Stopped
                        }
                        Outcome::Failed(code) => Tell::Failed { code },
                    },
                )?;
            }
            (Ask::Hear { .. } | Ask::Stop, _) => tell(&mut output, &Tell::BadModel)?,
        }
    }
    Ok(())
}

fn tell(output: &mut Stdout, tell: &Tell) -> io::Result<()> {
    protocol::send(output, tell, &[])
}

/// Behind everybody else: what the owner does comes first. (On Windows the parent starts it so.)
fn step_back() {
    #[cfg(unix)]
    {
        // If refused, the engine runs like everybody else.
        let _ = rustix::process::nice(10);
    }
}
