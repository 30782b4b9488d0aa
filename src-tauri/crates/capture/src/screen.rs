//! Pictures of windows and monitors, without what must not be seen.
//!
//! What lies where on the screen comes as [`Layer`]s, read before and after the pixels;
//! [`hidden`] says which rectangles must be blanked for what was asked. The plan is pure; the
//! pixels come from xcap through [`Camera`].
//!
//! Invariant: nobody sees pixels that [`hidden`] has not been through.

use crate::picture::Rect;
use domain::activity::Window;

#[cfg(feature = "desktop")]
mod camera;

#[cfg(feature = "desktop")]
pub use camera::Camera;

/// One window of the screen as it lies there, frame included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which window it is to the system.
    pub id: u32,
    /// Where it is, in pixels of the whole desktop.
    pub area: Rect,
    /// The windows shown in it: one, or several in one frame; none if they cannot be named.
    pub windows: Vec<Named>,
}

/// A window and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which window it is to the system.
    pub id: u32,
    /// Program and title.
    pub window: Window,
    /// It is Daybook's own.
    pub own: bool,
}

impl Named {
    /// Whether it has all that an exclusion could ask about. An unnamed pop-up may belong to
    /// anything, a password manager included.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.window.program.is_empty() && !self.window.title.is_empty()
    }
}

/// The rectangles of the desktop that a picture of `target` must not show.
///
/// `layers` go from the lowest to the highest. Around a front window (`front`) everything
/// above it is hidden but its own program's menus and dialogs; with `through`, when what lies
/// beneath may shine through, excluded windows beneath are hidden as well. For a whole monitor
/// (no `front`) excluded windows are hidden wherever they are.
#[must_use]
pub fn hidden(
    layers: &[Layer],
    target: Rect,
    front: Option<&Named>,
    through: bool,
    excluded: &dyn Fn(&Window) -> bool,
) -> Vec<Rect> {
    let must_hide = |layer: &Layer| {
        layer.windows.is_empty()
            || layer
                .windows
                .iter()
                .any(|named| !named.is_known() || named.own || excluded(&named.window))
    };
    let place = front
        .and_then(|front| layers.iter().position(|layer| layer.shows(front)))
        .unwrap_or(layers.len());
    layers
        .iter()
        .enumerate()
        .filter(|(height, layer)| match front {
            None => must_hide(layer),
            Some(front) if *height > place => must_hide(layer) || !layer.is_of(front),
            Some(_) if *height == place => false,
            Some(_) => through && must_hide(layer),
        })
        .filter_map(|(_, layer)| layer.area.overlap(target))
        .collect()
}

impl Layer {
    /// Whether `named` is one of the windows in it.
    #[must_use]
    pub fn shows(&self, named: &Named) -> bool {
        self.id == named.id || self.windows.iter().any(|window| window.id == named.id)
    }

    fn is_of(&self, named: &Named) -> bool {
        self.windows.iter().all(|window| window.window.program == named.window.program)
    }
}

/// Whether `hidden` leaves nothing of `target`: then there is nothing to take.
#[must_use]
pub fn is_covered(target: Rect, hidden: &[Rect]) -> bool {
    hidden.iter().any(|area| area.overlap(target) == Some(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: u32, program: &str, title: &str) -> Named {
        let window = Window { program: program.into(), title: title.into(), site: None };
        Named { id, window, own: program == "daybook" }
    }

    fn layer(id: u32, x: i32, program: &str, title: &str) -> Layer {
        let area = Rect { x, y: 0, width: 100, height: 100 };
        Layer { id, area, windows: vec![named(id, program, title)] }
    }

    /// Which of the layers are hidden from the picture of `front`, as numbers.
    fn check(layers: &[Layer], front: Option<u32>, through: bool, expected: &[u32]) {
        let front =
            layers.iter().flat_map(|layer| &layer.windows).find(|window| Some(window.id) == front);
        let target = Rect { x: 0, y: 0, width: 1_000, height: 100 };
        let excluded = |window: &Window| window.title.contains("secret");
        let areas = hidden(layers, target, front, through, &excluded);
        let ids: Vec<u32> = layers
            .iter()
            .filter(|layer| areas.contains(&layer.area))
            .map(|layer| layer.id)
            .collect();
        assert_eq!(ids, expected, "front {front:?}, through {through}");
    }

    #[test]
    fn what_lies_on_the_front_window_is_hidden_unless_it_belongs_to_it() {
        let layers = [
            layer(1, 0, "xterm", "secret beneath"),
            layer(2, 100, "firefox", "front"),
            layer(3, 200, "firefox", "a menu of it"),
            layer(4, 300, "firefox", "secret, its own private window"),
            layer(5, 400, "zoom", "a call on top"),
            layer(6, 500, "", ""),
            layer(7, 600, "firefox", ""),
        ];
        check(&layers, Some(2), false, &[4, 5, 6, 7]);
        check(&layers, Some(2), true, &[1, 4, 5, 6, 7]);
    }

    #[test]
    fn a_monitor_hides_excluded_unnamed_and_own_windows_at_any_height() {
        let layers = [
            layer(1, 0, "xterm", "secret"),
            layer(2, 100, "firefox", "open"),
            layer(3, 200, "daybook", "Today"),
            layer(4, 300, "", "no program"),
            Layer { windows: vec![], ..layer(5, 400, "", "") },
            Layer {
                windows: vec![named(7, "tabs", "open"), named(8, "tabs", "secret")],
                ..layer(6, 500, "", "")
            },
        ];
        check(&layers, None, false, &[1, 3, 4, 5, 6]);
    }

    #[test]
    fn a_front_window_that_lies_nowhere_is_hidden_by_nothing_it_could_be_under() {
        let front = named(9, "firefox", "gone");
        let layers = [layer(1, 0, "xterm", "secret")];
        let target = Rect { x: 0, y: 0, width: 1_000, height: 100 };
        let areas = hidden(&layers, target, Some(&front), false, &|_| true);
        assert!(areas.is_empty(), "its caller refuses a front window that is on no layer");
    }

    #[test]
    fn covered_means_that_nothing_is_left() {
        let target = Rect { x: 10, y: 10, width: 50, height: 50 };
        let all = Rect { x: 0, y: 0, width: 100, height: 100 };
        assert!(is_covered(target, &[all]));
        assert!(!is_covered(target, &[Rect { x: 11, ..all }]));
        assert!(!is_covered(target, &[]));
    }
}
