//! The senses on Linux: one X server or Wayland session, and the buses.

use super::power::Power;
use super::wayland::Wayland;
use super::x11::{Display, Gone, SECOND, wait_on};
use crate::picture::{Pixels, Rect};
use crate::screen::{Camera, Layer, Named, hidden, is_covered};
use crate::senses::{Ability, Aim, Error, Frame, Handle, Lost, Seen, Senses, Shot};
use domain::activity::Window;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// How long to wait before a display that is gone is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// Input this recent means that somebody is there.
const RECENT_MS: i64 = 1_000;

/// The senses of this machine.
#[derive(Debug)]
pub struct Desktop {
    display: Sight,
    power: Power,
    camera: Camera,
    woken: UnixStream,
    first: bool,
}

/// How the screen can be seen.
#[derive(Debug)]
enum Sight {
    X11 {
        display: Option<Box<Display>>,
        tried: Option<Instant>,
    },
    Wayland(Wayland),
    /// No `DISPLAY` at all.
    None,
}

/// The desktop at one instant, as a picture of it must take it into account.
#[derive(Debug, PartialEq, Eq)]
struct Scene {
    front: Named,
    area: Rect,
    /// All of it is on the screen.
    whole: bool,
    /// What lies beneath may be seen through it.
    through: bool,
    layers: Vec<Layer>,
}

impl Desktop {
    /// Begins to sense. A display or bus that is not there is looked for again and again.
    ///
    /// # Errors
    ///
    /// If the system gives no pair of sockets.
    pub fn new() -> std::io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let display = if Wayland::is_running() {
            Sight::Wayland(Wayland::default())
        } else if std::env::var_os("DISPLAY").is_some_and(|name| !name.is_empty()) {
            Sight::X11 { display: None, tried: None }
        } else {
            Sight::None
        };
        let power = Power::listen(wake);
        Ok(Self { display, power, camera: Camera::default(), woken, first: true })
    }

    /// What the display says, once the wait is over.
    fn look(&mut self, patience: Duration) -> Seen {
        match &mut self.display {
            Sight::X11 { display, tried } => {
                if display.is_none() && tried.is_none_or(|at| at.elapsed() >= RETRY) {
                    *tried = Some(Instant::now());
                    *display = Display::open()
                        .map(Box::new)
                        .inspect_err(|error| tracing::debug!(%error, "No display"))
                        .ok();
                }
                let Some(open) = display else {
                    wait_on(&self.woken, patience.min(SECOND));
                    return Seen { lost: Some(Lost::Display), ..Seen::default() };
                };
                let seen = open.wait(&self.woken, patience).and_then(|()| see(open, &self.power));
                seen.unwrap_or_else(|error| {
                    tracing::warn!(%error, "The display is gone");
                    *display = None;
                    Seen { lost: Some(Lost::Display), ..Seen::default() }
                })
            }
            Sight::Wayland(wayland) => {
                wait_on(&self.woken, patience.min(SECOND));
                Seen { idle_ms: wayland.idle_ms(), ..Seen::default() }
            }
            Sight::None => {
                wait_on(&self.woken, patience.min(SECOND));
                Seen { lost: Some(Lost::Display), ..Seen::default() }
            }
        }
    }
}

impl Senses for Desktop {
    fn observe(&mut self, patience: Duration) -> Seen {
        let patience = if self.first { Duration::ZERO } else { patience };
        self.first = false;
        let mut seen = self.look(patience);
        let now = self.power.now();
        seen.locked |= now.locked;
        seen.asleep = now.asleep;
        seen
    }

    fn picture(&mut self, aim: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error> {
        if self.power.now().locked {
            return Err(Error::Excluded);
        }
        let display = match &mut self.display {
            Sight::X11 { display: Some(display), .. } => display,
            Sight::X11 { display: None, .. } | Sight::None => return Err(lost(NoDisplay)),
            Sight::Wayland(_) => return Err(Error::Unsupported(NO_PICTURES)),
        };
        let before = scene(display, excluded)?;
        let mut taken = match aim {
            Aim::FrontWindow => vec![front_window(display, &mut self.camera, &before)?],
            Aim::Monitors => monitors(display, &mut self.camera, &before)?,
        };
        let after = scene(display, excluded)?;
        if after.front != before.front || after.area != before.area {
            return Err(Error::Changed);
        }
        for (area, frame) in &mut taken {
            let front = matches!(aim, Aim::FrontWindow).then_some(&before.front);
            let mut areas = Vec::new();
            // What came or went meanwhile may be on the picture or may not: both are hidden.
            for scene in [&before, &after] {
                areas.extend(hidden(&scene.layers, *area, front, scene.through, excluded));
            }
            if is_covered(*area, &areas) {
                return Err(Error::Excluded);
            }
            areas.sort_unstable_by_key(|area| (area.x, area.y, area.width, area.height));
            areas.dedup();
            for area_hidden in &areas {
                frame.pixels.blank(area_hidden.relative_to(*area));
            }
            frame.blanked = areas.len();
        }
        let frames = taken.into_iter().map(|(_, frame)| frame).collect();
        let handle = Handle(before.front.id.into());
        Ok(Shot { window: before.front.window, handle, frames })
    }

    fn kept(&mut self) {
        self.power.kept();
    }

    fn abilities(&self) -> Vec<Ability> {
        let ability = |name, works, note: &str| Ability { name, works, note: note.to_owned() };
        let mut abilities = match &self.display {
            Sight::X11 { display: Some(_), .. } => vec![
                ability("front window", true, "the X server reports every change"),
                ability("idle time", true, "from the X server"),
                ability("pictures", true, "of the front window or of whole monitors, by xcap"),
            ],
            Sight::X11 { display: None, .. } | Sight::None => vec![
                ability("front window", false, NO_DISPLAY),
                ability("idle time", false, NO_DISPLAY),
                ability("pictures", false, NO_DISPLAY),
            ],
            Sight::Wayland(_) => vec![
                ability("front window", false, NO_WINDOWS),
                ability("idle time", true, "from GNOME; on other Wayland desktops it is unknown"),
                ability("pictures", false, NO_PICTURES),
            ],
        };
        let (logind, savers) = (self.power.hears_logind(), self.power.hears_savers());
        abilities.push(match (logind, savers) {
            (true, true) => ability("lock", true, "from logind and the screen saver"),
            (true, false) => ability("lock", true, "from logind"),
            (false, true) => ability("lock", true, "from the screen saver"),
            (false, false) => ability("lock", false, "neither logind nor a screen saver answers"),
        });
        abilities.push(if logind {
            ability("sleep", true, "from logind, which waits until the last seconds are stored")
        } else {
            ability("sleep", false, "logind does not answer; sleep is seen as a gap in time only")
        });
        abilities
    }
}

const NO_DISPLAY: &str = "no display answers; start Daybook in a desktop session";
const NO_WINDOWS: &str =
    "Wayland does not show other programs' windows; log in to an X11 session to record them";
const NO_PICTURES: &str =
    "Wayland lets nobody take pictures without asking each time; log in to an X11 session";

/// There is no connection to a display.
#[derive(Debug, thiserror::Error)]
#[error("there is no display")]
struct NoDisplay;

fn lost(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Lost(Box::new(error))
}

fn see(display: &mut Display, power: &Power) -> Result<Seen, Gone> {
    let front = display.front()?;
    let idle_ms = display.idle_ms()?;
    let covered = display.is_covered_by_locker()?;
    let somebody_is_there = idle_ms.is_some_and(|idle| idle < RECENT_MS);
    if !covered && somebody_is_there && power.is_only_asked() {
        power.seems_open();
    }
    let handle = front.as_ref().map(|front| Handle(front.id.into()));
    let own = front.as_ref().is_some_and(|front| front.own);
    let window = front.map(|front| front.window).filter(|window| *window != Window::default());
    Ok(Seen { window, handle, own, idle_ms, locked: covered, ..Seen::default() })
}

/// How everything lies now; refuses what must not be pictured.
fn scene(display: &mut Display, excluded: &dyn Fn(&Window) -> bool) -> Result<Scene, Error> {
    let read = |display: &mut Display| -> Result<Option<Scene>, Gone> {
        let Some(front) = display.peek()? else { return Ok(None) };
        let Some(area) = display.area(front.id)? else { return Ok(None) };
        let screen = display.area(display.root)?;
        let whole = screen.is_some_and(|screen| area.overlap(screen) == Some(area));
        // A whole window is pictured by itself; a part is cut from what the compositor drew,
        // and any window may be translucent by the compositor's own rules.
        let through = !whole && display.is_composited()?;
        let layers = display.layers()?;
        Ok(Some(Scene { front, area, whole, through, layers }))
    };
    let scene = read(display).map_err(lost)?.ok_or(Error::NoWindow)?;
    if scene.front.own {
        return Err(Error::Own);
    }
    if !scene.front.is_known() || !scene.layers.iter().any(|layer| layer.shows(&scene.front)) {
        return Err(Error::NoWindow);
    }
    if excluded(&scene.front.window) {
        return Err(Error::Excluded);
    }
    Ok(scene)
}

/// The front window, or the part of it that is on a screen, with the place of the picture.
fn front_window(
    display: &Display,
    camera: &mut Camera,
    scene: &Scene,
) -> Result<(Rect, Frame), Error> {
    let (area, pixels) = if scene.whole {
        (scene.area, camera.window(scene.front.id)?)
    } else {
        // The X server gives no picture of a window that reaches over the edge of the screen.
        let monitors = display.monitors().map_err(lost)?;
        let most = monitors
            .into_iter()
            .filter_map(|monitor| Some((monitor, monitor.area.overlap(scene.area)?)))
            .max_by_key(|(_, part)| u64::from(part.width) * u64::from(part.height));
        let (monitor, part) = most.ok_or(Error::NoWindow)?;
        let pixels = camera.monitor(monitor.id)?;
        fits(&pixels, monitor.area)?;
        let pixels = pixels.crop(part.relative_to(monitor.area));
        (part, pixels.map_err(|error| Error::Refused(Box::new(error)))?)
    };
    fits(&pixels, area)?;
    let front = Some(pixels.bounds());
    Ok((area, Frame { pixels, pointer: pointer(display, area)?, front, blanked: 0 }))
}

/// Every monitor, with its place.
fn monitors(
    display: &Display,
    camera: &mut Camera,
    scene: &Scene,
) -> Result<Vec<(Rect, Frame)>, Error> {
    let mut frames = Vec::new();
    for monitor in display.monitors().map_err(lost)? {
        let area = monitor.area;
        let pixels = camera.monitor(monitor.id)?;
        fits(&pixels, area)?;
        let front = scene.area.overlap(area).map(|part| part.relative_to(area));
        frames.push((area, Frame { pixels, pointer: pointer(display, area)?, front, blanked: 0 }));
    }
    if frames.is_empty() { Err(Error::NoWindow) } else { Ok(frames) }
}

/// A picture of another size than its place would be blanked in the wrong spots.
fn fits(pixels: &Pixels, area: Rect) -> Result<(), Error> {
    let same = (pixels.width(), pixels.height()) == (area.width, area.height);
    if same { Ok(()) } else { Err(Error::Changed) }
}

fn pointer(display: &Display, area: Rect) -> Result<Option<(u32, u32)>, Error> {
    let Some((x, y)) = display.pointer().map_err(lost)? else { return Ok(None) };
    let spot = Rect { x, y, width: 1, height: 1 };
    let inside = spot.overlap(area).map(|spot| spot.relative_to(area));
    Ok(inside.and_then(|spot| Some((spot.x.try_into().ok()?, spot.y.try_into().ok()?))))
}
