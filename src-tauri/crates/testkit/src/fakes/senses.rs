//! A desk whose windows exist only on paper.

use capture::picture::{Pixels, Rect};
use capture::senses::{Ability, Aim, Error, Frame, Handle, Lost, Seen, Senses, Shot};
use domain::activity::Window;
use domain::time::Millis;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Senses that see what a test puts in front of them.
#[derive(Debug, Clone)]
pub struct FakeSenses(Arc<Mutex<Scene>>);

#[derive(Debug)]
struct Scene {
    seen: Seen,
    painted: Option<Pixels>,
    /// Comes to the front while a picture is taken.
    intruder: Option<Window>,
    /// How often pixels were read.
    pictures: usize,
    /// How often it was asked for a picture at all.
    asked: usize,
    kept: usize,
    /// The system refuses pictures.
    refuses: bool,
    /// The next reading breaks off.
    breaks: bool,
}

impl Default for FakeSenses {
    fn default() -> Self {
        Self::new()
    }
}

impl FakeSenses {
    /// An empty desk with somebody at it.
    #[must_use]
    pub fn new() -> Self {
        let seen = Seen { idle_ms: Some(0), ..Seen::default() };
        let painted = None;
        let intruder = None;
        Self(Arc::new(Mutex::new(Scene {
            seen,
            painted,
            intruder,
            pictures: 0,
            asked: 0,
            kept: 0,
            refuses: false,
            breaks: false,
        })))
    }

    /// A window comes to the front.
    pub fn show(&self, program: &str, title: &str) {
        let window = Window { program: program.into(), title: title.into(), site: None };
        let mut scene = self.scene();
        let number = scene.seen.handle.map_or(1, |handle| handle.0.saturating_add(1));
        scene.seen.handle = Some(Handle(number));
        scene.seen.window = Some(window);
    }

    /// The front window cannot be read any more.
    pub fn hide(&self) {
        let mut scene = self.scene();
        scene.seen.window = None;
        scene.seen.handle = None;
    }

    /// The last key was pressed so long ago.
    pub fn idle(&self, ms: Millis) {
        self.scene().seen.idle_ms = Some(ms);
    }

    /// The session is locked, or unlocked.
    pub fn lock(&self, locked: bool) {
        self.scene().seen.locked = locked;
    }

    /// The machine says that it is about to sleep, or that it woke up.
    pub fn sleep(&self, asleep: bool) {
        self.scene().seen.asleep = asleep;
    }

    /// The display does not answer any more, or does again.
    pub fn lose(&self, is_lost: bool) {
        let mut scene = self.scene();
        scene.seen.lost = is_lost.then_some(Lost::Display);
        if is_lost {
            scene.seen.window = None;
            scene.seen.handle = None;
        }
    }

    /// The system refuses pictures, or allows them again.
    pub fn refuse(&self, refuses: bool) {
        self.scene().refuses = refuses;
    }

    /// Whoever reads next breaks off, as a program with a mistake in it does.
    pub fn break_off(&self) {
        self.scene().breaks = true;
    }

    /// What a picture will show.
    pub fn paint(&self, pixels: Pixels) {
        self.scene().painted = Some(pixels);
    }

    /// While the next picture is taken, another window comes to the front.
    pub fn intrude(&self, program: &str, title: &str) {
        let window = Window { program: program.into(), title: title.into(), site: None };
        self.scene().intruder = Some(window);
    }

    /// How often pixels were read.
    #[must_use]
    pub fn pictures(&self) -> usize {
        self.scene().pictures
    }

    /// How often it was asked for a picture, whether or not there was one.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.scene().asked
    }

    /// How often it was told that everything is durable.
    #[must_use]
    pub fn kept_count(&self) -> usize {
        self.scene().kept
    }

    fn scene(&self) -> MutexGuard<'_, Scene> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Senses for FakeSenses {
    fn observe(&mut self, patience: Duration) -> Seen {
        std::thread::sleep(patience);
        let mut scene = self.scene();
        assert!(!std::mem::take(&mut scene.breaks), "the senses break off, as the test asked");
        scene.seen.clone()
    }

    fn picture(&mut self, _: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error> {
        let mut scene = self.scene();
        scene.asked += 1;
        let window = scene.seen.window.clone().ok_or(Error::NoWindow)?;
        if excluded(&window) {
            return Err(Error::Excluded);
        }
        if scene.refuses {
            return Err(Error::Refused("the test refuses".into()));
        }
        scene.pictures += 1;
        if let Some(intruder) = scene.intruder.take() {
            return Err(if excluded(&intruder) { Error::Excluded } else { Error::Changed });
        }
        let pixels = scene.painted.clone().ok_or(Error::NoWindow)?;
        let front = Rect { x: 0, y: 0, width: pixels.width(), height: pixels.height() };
        let frame = Frame { pixels, pointer: None, front: Some(front), blanked: 0 };
        let handle = scene.seen.handle.unwrap_or(Handle(0));
        Ok(Shot { window, handle, frames: vec![frame] })
    }

    fn kept(&mut self) {
        self.scene().kept += 1;
    }

    fn abilities(&self) -> Vec<Ability> {
        Vec::new()
    }
}
