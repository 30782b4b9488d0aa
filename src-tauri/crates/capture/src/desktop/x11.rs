//! The X server: the front window, its title, and how long ago the last input was.
//!
//! One connection is kept. The server reports a new front window or title by itself
//! (`PropertyNotify`), so that nothing is asked while nothing changes.

use super::own;
use crate::screen::Named;
use domain::activity::Window;
use domain::site::site_of;
use domain::time::Millis;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::Event;
use x11rb::protocol::screensaver::ConnectionExt as _;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, GetPropertyReply,
    PropertyNotifyEvent,
};
use x11rb::rust_connection::RustConnection;

/// A title that changes more often than this is reported this often: some programs animate
/// theirs.
const TITLE_REST: Duration = Duration::from_millis(250);

/// The longest property that is read, in units of four bytes: titles beyond 8 kB are cut.
const PROPERTY_WORDS: u32 = 2_048;

/// What the server says instead of a window when keys go to the window under the pointer.
const POINTER_ROOT: u32 = 1;

x11rb::atom_manager! {
    /// Names that the server knows by number.
    pub(super) Atoms: AtomsCookie {
        COMPOUND_TEXT,
        WM_STATE,
        _NET_ACTIVE_WINDOW,
        _NET_SUPPORTING_WM_CHECK,
        _NET_WM_NAME,
        _NET_WM_PID,
    }
}

/// A connection to the X server.
#[derive(Debug)]
pub(super) struct Display {
    pub(super) connection: RustConnection,
    pub(super) atoms: Atoms,
    pub(super) root: u32,
    pub(super) screen: usize,
    watched: Option<u32>,
    changed: Option<Change>,
    title_at: Option<Instant>,
}

/// The server does not answer any more.
#[derive(Debug, thiserror::Error)]
pub(super) enum Gone {
    #[error("no x server can be reached")]
    Never(#[from] ConnectError),
    #[error("the connection to the x server broke")]
    Broken(#[from] ConnectionError),
    #[error("the x server misses what daybook needs")]
    Unfit(#[source] ReplyError),
}

/// What the server reported since the front window was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Title,
    Front,
}

impl Display {
    /// Connects to the server that `DISPLAY` names.
    pub(super) fn open() -> Result<Self, Gone> {
        let (connection, screen) = RustConnection::connect(None)?;
        let root = connection.setup().roots.get(screen).map_or(0, |screen| screen.root);
        let atoms = Atoms::new(&connection)?.reply().map_err(Gone::Unfit)?;
        let watch = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.change_window_attributes(root, &watch)?;
        let changed = Some(Change::Front);
        Ok(Self { connection, atoms, root, screen, watched: None, changed, title_at: None })
    }

    /// Waits until the front window or its title changes, `wake` has something to read, or
    /// `patience` is over. What changed before the call counts.
    pub(super) fn wait(&mut self, wake: &UnixStream, patience: Duration) -> Result<(), Gone> {
        let start = Instant::now();
        // Without a window manager that says which window is in front nothing is reported.
        let limit = if self.is_managed()? { patience } else { patience.min(SECOND) };
        loop {
            self.drain()?;
            let rest = match self.changed {
                Some(Change::Front) => Duration::ZERO,
                Some(Change::Title) => self
                    .title_at
                    .map_or(Duration::ZERO, |at| TITLE_REST.saturating_sub(at.elapsed())),
                None => limit,
            };
            let left = limit.saturating_sub(start.elapsed()).min(rest);
            if left.is_zero() || self.poll(wake, left)? {
                return Ok(());
            }
        }
    }

    /// The window in front, if there is one.
    pub(super) fn front(&mut self) -> Result<Option<Named>, Gone> {
        self.drain()?;
        if self.changed == Some(Change::Title) {
            self.title_at = Some(Instant::now());
        }
        self.changed = None;
        let front = self.front_id()?;
        if front != self.watched {
            // Watched first and read afterwards, so that no change falls between.
            self.watch(front)?;
        }
        let Some(id) = front else { return Ok(None) };
        Ok(self.names(&[id])?.pop())
    }

    /// The same, read for a picture: what changed stays to be reported.
    pub(super) fn peek(&self) -> Result<Option<Named>, Gone> {
        let Some(id) = self.front_id()? else { return Ok(None) };
        Ok(self.names(&[id])?.pop())
    }

    /// Milliseconds since the last input; none if the server does not keep them.
    pub(super) fn idle_ms(&self) -> Result<Option<Millis>, Gone> {
        let info = soft(self.connection.screensaver_query_info(self.root)?.reply())?;
        Ok(info.map(|info| Millis::from(info.ms_since_user_input)))
    }

    /// Where the pointer is, in pixels of the whole desktop.
    pub(super) fn pointer(&self) -> Result<Option<(i32, i32)>, Gone> {
        let at = soft(self.connection.query_pointer(self.root)?.reply())?;
        Ok(at.map(|at| (i32::from(at.root_x), i32::from(at.root_y))))
    }

    /// Whether a compositor draws the screen: then windows may shine through each other.
    pub(super) fn is_composited(&self) -> Result<bool, Gone> {
        let name = format!("_NET_WM_CM_S{}", self.screen);
        let atom = soft(self.connection.intern_atom(true, name.as_bytes())?.reply())?;
        let Some(atom) = atom.map(|reply| reply.atom).filter(|atom| *atom != 0) else {
            return Ok(false);
        };
        let owner = soft(self.connection.get_selection_owner(atom)?.reply())?;
        Ok(owner.is_some_and(|reply| reply.owner != 0))
    }

    /// Names of windows, in the order given; those that are gone are left out.
    pub(super) fn names(&self, ids: &[u32]) -> Result<Vec<Named>, Gone> {
        let property = |id: u32, name: Atom| {
            self.connection.get_property(false, id, name, AtomEnum::ANY, 0, PROPERTY_WORDS)
        };
        // All questions are sent before the first answer is waited for.
        let mut asked = Vec::with_capacity(ids.len());
        for &id in ids {
            asked.push((
                id,
                property(id, AtomEnum::WM_CLASS.into())?,
                property(id, self.atoms._NET_WM_NAME)?,
                property(id, AtomEnum::WM_NAME.into())?,
                property(id, self.atoms._NET_WM_PID)?,
            ));
        }
        let mut names = Vec::with_capacity(asked.len());
        for (id, class, title, old_title, pid) in asked {
            let class = soft(class.reply())?.map(|class| self.class(&class));
            let title = soft(title.reply())?.map(|title| self.text(&title));
            let old_title = soft(old_title.reply())?.map(|title| self.text(&title));
            let pid = soft(pid.reply())?.and_then(|pid| pid.value32()?.next());
            let Some(class) = class else { continue };
            let program = Some(class).filter(|class| !class.is_empty());
            let program = program.or_else(|| own::name(pid?)).unwrap_or_default();
            let title = title.filter(|title| !title.is_empty()).or(old_title).unwrap_or_default();
            let own = own::is_own(&program, pid);
            let mut window = Window { program, title, site: None };
            window.site = site_of(&window);
            names.push(Named { id, window, own });
        }
        Ok(names)
    }

    fn front_id(&self) -> Result<Option<u32>, Gone> {
        if self.is_managed()? {
            let name = self.atoms._NET_ACTIVE_WINDOW;
            let reply =
                self.connection.get_property(false, self.root, name, AtomEnum::WINDOW, 0, 1);
            let reply = soft(reply?.reply())?;
            return Ok(reply.and_then(|reply| reply.value32()?.next()).filter(|id| *id != 0));
        }
        let focus = soft(self.connection.get_input_focus()?.reply())?.map(|reply| reply.focus);
        let focus = if focus == Some(POINTER_ROOT) {
            soft(self.connection.query_pointer(self.root)?.reply())?.map(|reply| reply.child)
        } else {
            focus
        };
        let Some(mut id) = focus.filter(|id| *id > POINTER_ROOT && *id != self.root) else {
            return Ok(None);
        };
        while let Some(tree) = soft(self.connection.query_tree(id)?.reply())? {
            if tree.parent == self.root || tree.parent == 0 {
                return Ok(Some(id));
            }
            id = tree.parent;
        }
        Ok(None)
    }

    /// Whether a window manager says which window is in front. One that crashed leaves its
    /// word on the root window, but not the window that the word names.
    fn is_managed(&self) -> Result<bool, Gone> {
        let named = |id: u32| -> Result<Option<u32>, Gone> {
            let name = self.atoms._NET_SUPPORTING_WM_CHECK;
            let reply = self.connection.get_property(false, id, name, AtomEnum::WINDOW, 0, 1)?;
            Ok(soft(reply.reply())?.and_then(|reply| reply.value32()?.next()))
        };
        let Some(manager) = named(self.root)? else { return Ok(false) };
        Ok(named(manager)? == Some(manager))
    }

    fn watch(&mut self, front: Option<u32>) -> Result<(), Gone> {
        let select = |id: u32, mask: EventMask| {
            let watch = ChangeWindowAttributesAux::new().event_mask(mask);
            self.connection.change_window_attributes(id, &watch).map(drop)
        };
        if let Some(before) = self.watched.filter(|id| *id != self.root) {
            select(before, EventMask::NO_EVENT)?;
        }
        if let Some(front) = front {
            select(front, EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY)?;
        }
        self.watched = front;
        Ok(())
    }

    /// Takes in what the server has reported, without waiting.
    fn drain(&mut self) -> Result<(), Gone> {
        self.connection.flush()?;
        while let Some(event) = self.connection.poll_for_event()? {
            let change = match event {
                Event::PropertyNotify(event) => self.change(&event),
                // Some window managers go on naming a window that is gone.
                Event::DestroyNotify(event) if self.watched == Some(event.window) => {
                    Some(Change::Front)
                }
                // Errors reach here too: a window that closed before it could be watched.
                _ => None,
            };
            self.changed = self.changed.max(change);
        }
        Ok(())
    }

    fn change(&self, event: &PropertyNotifyEvent) -> Option<Change> {
        let titles = [self.atoms._NET_WM_NAME, AtomEnum::WM_NAME.into(), AtomEnum::WM_CLASS.into()];
        if event.window == self.root {
            (event.atom == self.atoms._NET_ACTIVE_WINDOW).then_some(Change::Front)
        } else {
            let watched = self.watched == Some(event.window);
            (watched && titles.contains(&event.atom)).then_some(Change::Title)
        }
    }

    /// Sleeps until the server or `wake` has something; true if it was `wake`.
    fn poll(&self, wake: &UnixStream, patience: Duration) -> Result<bool, Gone> {
        let server = self.connection.stream();
        let mut both = [PollFd::new(server, PollFlags::IN), PollFd::new(wake, PollFlags::IN)];
        // An interrupted wait is a short one.
        let _ = poll(&mut both, Some(&timespec(patience)));
        let woken = both.last().is_some_and(|wake| wake.revents().contains(PollFlags::IN));
        if woken {
            empty(wake);
        }
        Ok(woken)
    }

    /// The second of the two names in `WM_CLASS`.
    fn class(&self, reply: &GetPropertyReply) -> String {
        let both = self.text(reply);
        let mut names = both.split('\0').filter(|name| !name.is_empty());
        let first = names.next().unwrap_or_default();
        names.next().unwrap_or(first).to_owned()
    }

    fn text(&self, reply: &GetPropertyReply) -> String {
        if reply.format != 8 {
            return String::new();
        }
        let text = if reply.type_ == self.atoms.COMPOUND_TEXT {
            compound(&reply.value)
        } else {
            std::str::from_utf8(&reply.value).map_or_else(|_| latin(&reply.value), str::to_owned)
        };
        text.trim_end_matches('\0').to_owned()
    }
}

/// Latin-1, which is what X calls a string.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Compound text, which programs older than UTF-8 set before they set the other: Latin-1 with
/// UTF-8 between `ESC % G` and `ESC % @`. Other alphabets stay unread.
fn compound(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (at, part) in bytes.split(|byte| *byte == 0x1b).enumerate() {
        match part {
            [b'%', b'G', rest @ ..] => text.push_str(&String::from_utf8_lossy(rest)),
            [b'%', b'@', rest @ ..] => text.push_str(&latin(rest)),
            _ if at == 0 => text.push_str(&latin(part)),
            // Three bytes name an alphabet, and Latin-1 is "- A".
            [b'-', b'A', rest @ ..] => text.push_str(&latin(rest)),
            _ => {}
        }
    }
    text
}

/// The longest wait where nothing is reported.
pub(super) const SECOND: Duration = Duration::from_secs(1);

/// Waits on `wake` alone.
pub(super) fn wait_on(wake: &UnixStream, patience: Duration) {
    let mut one = [PollFd::new(wake, PollFlags::IN)];
    // An interrupted wait is a short one.
    let _ = poll(&mut one, Some(&timespec(patience)));
    empty(wake);
}

/// An answer, or none when the window it is about is gone.
pub(super) fn soft<T>(reply: Result<T, ReplyError>) -> Result<Option<T>, Gone> {
    match reply {
        Ok(reply) => Ok(Some(reply)),
        Err(ReplyError::X11Error(_)) => Ok(None),
        Err(ReplyError::ConnectionError(error)) => Err(error.into()),
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

/// Reads away what woke; the stream does not block.
fn empty(mut wake: &UnixStream) {
    let mut bytes = [0; 64];
    while wake.read(&mut bytes).is_ok_and(|count| count == bytes.len()) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_titles_are_read_as_their_programs_meant_them() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(compound(bytes), expected);
        check(b"Acme", "Acme");
        check(b"Acme \x1b%G\xe2\x80\x93\x1b%@ gr\xf6\xdfer", "Acme – größer");
        check(b"\x1b-A\xfcber", "über");
        check(b"a\x1b-B\xb1\x1b%@b", "ab");
        check(b"", "");
    }
}
