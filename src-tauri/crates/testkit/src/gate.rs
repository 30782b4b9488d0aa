//! A gate before a display: programs come to it by a display number of its own, and what they say
//! goes on to the real one. Closing the gate takes the display away from those who came late,
//! such as the one that takes pictures, while a window that was open before stays.
//!
//! Only bytes pass, no open files: programs use what a display far away offers them.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The folder of the displays' sockets.
const SOCKETS: &str = "/tmp/.X11-unix";

/// A display number in front of another. Dropping it ends every connection through it.
#[derive(Debug)]
pub struct Gate {
    number: u32,
    socket: PathBuf,
    passage: Arc<Mutex<Passage>>,
}

/// The first connections that came through a [`Gate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(usize);

#[derive(Debug, Default)]
struct Passage {
    is_closed: bool,
    is_over: bool,
    /// Both ends of every connection, in the order they came, `None` once it ended.
    through: Vec<Option<(UnixStream, UnixStream)>>,
}

impl Gate {
    /// A gate before `display`, such as ":99".
    ///
    /// # Errors
    /// If the display is not on this machine, or no number is free.
    pub fn before(display: &str) -> io::Result<Self> {
        let number = display.trim_start_matches(':').split('.').next().unwrap_or_default();
        let target = Path::new(SOCKETS).join(format!("X{number}"));
        UnixStream::connect(&target)?;
        let (listener, number, socket) = free_number()?;
        let passage = Arc::new(Mutex::new(Passage::default()));
        let inside = Arc::clone(&passage);
        thread::spawn(move || keep(&listener, &target, &inside));
        Ok(Self { number, socket, passage })
    }

    /// The display to give to programs.
    #[must_use]
    pub fn display(&self) -> String {
        format!(":{}", self.number)
    }

    /// The connections so far: what [`Gate::close`] leaves alone.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.passage().through.len())
    }

    /// Ends the connections that came after `mark` and refuses new ones; how many it ended.
    pub fn close(&self, mark: Mark) -> usize {
        let mut passage = self.passage();
        passage.is_closed = true;
        let late = passage.through.iter_mut().skip(mark.0).filter_map(Option::take);
        late.map(|ends| end(&ends)).count()
    }

    /// Lets everybody through again.
    pub fn open(&self) {
        self.passage().is_closed = false;
    }

    /// How many connections there are now.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.passage().through.iter().flatten().count()
    }

    fn passage(&self) -> MutexGuard<'_, Passage> {
        self.passage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        {
            let mut passage = self.passage();
            passage.is_over = true;
            passage.through.iter_mut().filter_map(Option::take).for_each(|ends| end(&ends));
        }
        // Wakes the keeper, so that it sees that it is over.
        let _ = UnixStream::connect(&self.socket);
        let _ = std::fs::remove_file(&self.socket);
    }
}

/// A listener at a number that no display has.
fn free_number() -> io::Result<(UnixListener, u32, PathBuf)> {
    std::fs::create_dir_all(SOCKETS)?;
    // Far above the numbers that display servers choose by themselves.
    let first = 1_000 + std::process::id() % 4_000 * 10;
    for number in first..first + 1_000 {
        let socket = Path::new(SOCKETS).join(format!("X{number}"));
        match UnixListener::bind(&socket) {
            Ok(listener) => return Ok((listener, number, socket)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("no display number is free"))
}

/// Lets programs through until it is over.
fn keep(listener: &UnixListener, target: &Path, passage: &Arc<Mutex<Passage>>) {
    for program in listener.incoming().flatten() {
        let mut held = passage.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_over {
            return;
        }
        if held.is_closed {
            continue;
        }
        // One that cannot be let through sees a display that hangs up.
        let Ok(display) = UnixStream::connect(target) else { continue };
        let copies = (program.try_clone(), display.try_clone());
        let (Ok(near), Ok(far)) = copies else { continue };
        held.through.push(Some((near, far)));
        let nth = held.through.len() - 1;
        drop(held);
        relay(program, display, nth, Arc::clone(passage));
    }
}

fn relay(program: UnixStream, display: UnixStream, nth: usize, passage: Arc<Mutex<Passage>>) {
    let copies = (program.try_clone(), display.try_clone());
    let (Ok(program_back), Ok(display_back)) = copies else { return };
    thread::spawn(move || pass(display_back, program_back));
    thread::spawn(move || {
        pass(program, display);
        let mut held = passage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ends) = held.through.get_mut(nth).and_then(Option::take) {
            end(&ends);
        }
    });
}

/// Passes bytes on until one side hangs up; then the other side hears it too.
fn pass(mut from: UnixStream, mut to: UnixStream) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length) = from.read(&mut bytes) {
        let Some(read) = bytes.get(..length).filter(|read| !read.is_empty()) else { break };
        if to.write_all(read).is_err() {
            break;
        }
    }
    // Either may be gone already.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

fn end(ends: &(UnixStream, UnixStream)) {
    // Either may be gone already.
    let _ = ends.0.shutdown(Shutdown::Both);
    let _ = ends.1.shutdown(Shutdown::Both);
}
