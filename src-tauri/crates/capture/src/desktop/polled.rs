//! The senses on macOS and Windows: the front window looked at once a second.
//!
//! Written against the interfaces of x-win, user-idle2 and xcap, and never run: nobody has
//! tried it on either system yet. Lock and sleep are not sensed; sleep shows as a gap in time.

use super::own;
use crate::picture::{Pixels, Rect};
use crate::screen::{Camera, Layer, Named, hidden, is_covered};
use crate::senses::{Ability, Aim, Error, Frame, Handle, Seen, Senses, Shot};
use domain::activity::Window;
use domain::site::site_of;
use domain::time::Millis;
use std::time::Duration;

/// How often the front window is looked at.
const PULSE: Duration = Duration::from_secs(1);

/// The senses of this machine.
#[derive(Debug)]
pub struct Desktop {
    camera: Camera,
    first: bool,
}

impl Desktop {
    /// Begins to sense.
    ///
    /// # Errors
    ///
    /// None on these systems.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self { camera: Camera::default(), first: true })
    }
}

impl Senses for Desktop {
    fn observe(&mut self, patience: Duration) -> Seen {
        if !std::mem::take(&mut self.first) {
            std::thread::sleep(patience.min(PULSE));
        }
        let front = front().map(|(front, _)| front);
        let idle = user_idle2::UserIdle::get_time().ok();
        Seen {
            handle: front.as_ref().map(|front| Handle(front.id.into())),
            own: front.as_ref().is_some_and(|front| front.own),
            window: front.map(|front| front.window),
            idle_ms: idle.and_then(|idle| Millis::try_from(idle.as_milliseconds()).ok()),
            ..Seen::default()
        }
    }

    fn picture(&mut self, aim: Aim, excluded: &dyn Fn(&Window) -> bool) -> Result<Shot, Error> {
        let (before, area) = checked(excluded)?;
        let layers = layers()?;
        let mut taken = match aim {
            Aim::FrontWindow => {
                // The system draws the window by itself, without what lies on top of it.
                let pixels = self.camera.window(before.id)?;
                let front = Some(pixels.bounds());
                vec![(area, Frame { pixels, pointer: None, front, blanked: 0 })]
            }
            Aim::Monitors => monitors(&mut self.camera, area)?,
        };
        let (after, moved) = checked(excluded)?;
        if after != before || moved != area {
            return Err(Error::Changed);
        }
        if aim == Aim::Monitors {
            let mut layers = layers;
            layers.extend(self::layers()?);
            for (area, frame) in &mut taken {
                let areas = hidden(&layers, *area, None, false, excluded);
                if is_covered(*area, &areas) {
                    return Err(Error::Excluded);
                }
                areas.iter().for_each(|hide| frame.pixels.blank(hide.relative_to(*area)));
                frame.blanked = areas.len();
            }
        }
        let frames = taken.into_iter().map(|(_, frame)| frame).collect();
        Ok(Shot { window: before.window, handle: Handle(before.id.into()), frames })
    }

    fn kept(&mut self) {}

    fn abilities(&self) -> Vec<Ability> {
        let ability = |name, works, note: &str| Ability { name, works, note: note.to_owned() };
        vec![
            ability("front window", true, "looked at once a second; untested on this system"),
            ability("idle time", true, "from the system; untested on this system"),
            ability("pictures", true, "by xcap; untested on this system"),
            ability("lock", false, "not sensed on this system yet"),
            ability("sleep", false, "seen as a gap in time only"),
        ]
    }
}

/// The front window and where it is.
fn front() -> Option<(Named, Rect)> {
    let info = x_win::get_active_window().ok()?;
    let mut window = Window { program: info.info.exec_name, title: info.title, site: None };
    window.site = site_of(&window);
    let own = own::is_own(&window.program, Some(info.info.process_id));
    let area = Rect {
        x: info.position.x,
        y: info.position.y,
        width: info.position.width.try_into().ok()?,
        height: info.position.height.try_into().ok()?,
    };
    Some((Named { id: info.id, window, own }, area))
}

fn checked(excluded: &dyn Fn(&Window) -> bool) -> Result<(Named, Rect), Error> {
    let (front, area) = front().ok_or(Error::NoWindow)?;
    if front.own {
        Err(Error::Own)
    } else if !front.is_known() {
        Err(Error::NoWindow)
    } else if excluded(&front.window) {
        Err(Error::Excluded)
    } else {
        Ok((front, area))
    }
}

/// Everything on the screen; a window that cannot be placed makes pictures of it impossible.
fn layers() -> Result<Vec<Layer>, Error> {
    let refused = |error: xcap::XCapError| Error::Refused(Box::new(error));
    let mut layers = Vec::new();
    for window in xcap::Window::all().map_err(refused)? {
        if window.is_minimized().unwrap_or(false) {
            continue;
        }
        let id = window.id().map_err(refused)?;
        let area = Rect {
            x: window.x().map_err(refused)?,
            y: window.y().map_err(refused)?,
            width: window.width().map_err(refused)?,
            height: window.height().map_err(refused)?,
        };
        let program = window.app_name().unwrap_or_default();
        let own = own::is_own(&program, window.pid().ok());
        let mut named = Window { program, title: window.title().unwrap_or_default(), site: None };
        named.site = site_of(&named);
        layers.push(Layer { id, area, windows: vec![Named { id, window: named, own }] });
    }
    Ok(layers)
}

/// Every monitor, with its place.
fn monitors(camera: &mut Camera, front: Rect) -> Result<Vec<(Rect, Frame)>, Error> {
    let refused = |error: xcap::XCapError| Error::Refused(Box::new(error));
    let mut frames = Vec::new();
    for monitor in xcap::Monitor::all().map_err(refused)? {
        let (x, y) = (monitor.x().map_err(refused)?, monitor.y().map_err(refused)?);
        let (width, height) =
            (monitor.width().map_err(refused)?, monitor.height().map_err(refused)?);
        let area = Rect { x, y, width, height };
        let pixels: Pixels = camera.monitor(monitor.id().map_err(refused)?)?;
        if (pixels.width(), pixels.height()) != (width, height) {
            // A scaled monitor: rectangles and pixels do not agree, so nothing could be blanked.
            return Err(Error::Unsupported("pictures of scaled monitors are not possible yet"));
        }
        let front = front.overlap(area).map(|part| part.relative_to(area));
        frames.push((area, Frame { pixels, pointer: None, front, blanked: 0 }));
    }
    if frames.is_empty() { Err(Error::NoWindow) } else { Ok(frames) }
}
