//! A desk whose windows exist only on paper.

use capture::picture::{Pixels, Rect};
use capture::senses::{Ability, Aim, Error, Frame, Handle, Seen, Senses, Shot};
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
        self.scene().seen.clone()
    }

    fn picture(&mut self, _: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error> {
        let mut scene = self.scene();
        scene.asked += 1;
        let window = scene.seen.window.clone().ok_or(Error::NoWindow)?;
        if excluded(&window) {
            return Err(Error::Excluded);
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
