//! What lies on the X screen, from the lowest window to the highest.
//!
//! The window manager's own list is not enough: menus, notifications and screen lockers are
//! not in it, and they are what may hide or be hidden.

use super::x11::{Display, Gone, soft};
use crate::picture::Rect;
use crate::screen::{Layer, Named};
use std::collections::{HashMap, HashSet};
use x11rb::connection::Connection;
use x11rb::protocol::composite::ConnectionExt as _;
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, GetGeometryReply, MapState, WindowClass,
};

/// How many frames a window manager puts around a window at most.
const FRAMES: usize = 4;

/// Programs that cover the screen until a password is given. Some tell nobody else.
const LOCKERS: [&str; 8] = [
    "i3lock",
    "kscreenlocker_greet",
    "light-locker",
    "slock",
    "swaylock",
    "xlock",
    "xscreensaver",
    "xsecurelock",
];

/// A monitor and the part of the desktop that it shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Monitor {
    /// What xcap calls it.
    pub(super) id: u32,
    /// In pixels of the whole desktop.
    pub(super) area: Rect,
}

impl Display {
    /// Everything visible, from the lowest to the highest.
    pub(super) fn layers(&self) -> Result<Vec<Layer>, Gone> {
        let overlay = self.overlay()?;
        let Some(tree) = soft(self.connection.query_tree(self.root)?.reply())? else {
            return Ok(Vec::new());
        };
        let frames: Vec<(u32, Rect)> = self
            .visible(&tree.children)?
            .into_iter()
            .filter(|(id, _)| Some(*id) != overlay)
            .collect();
        let clients = self.clients(&frames.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        let ids: Vec<u32> = clients.keys().copied().collect();
        let mut windows: HashMap<u32, Vec<Named>> = HashMap::new();
        for named in self.names(&ids)? {
            if let Some(frame) = clients.get(&named.id) {
                windows.entry(*frame).or_default().push(named);
            }
        }
        let layer =
            |(id, area)| Layer { id, area, windows: windows.remove(&id).unwrap_or_default() };
        Ok(frames.into_iter().map(layer).collect())
    }

    /// Where the inside of a window is on the desktop.
    pub(super) fn area(&self, id: u32) -> Result<Option<Rect>, Gone> {
        let geometry = self.connection.get_geometry(id)?;
        let corner = self.connection.translate_coordinates(id, self.root, 0, 0)?;
        let (geometry, corner) = (soft(geometry.reply())?, soft(corner.reply())?);
        Ok(geometry.zip(corner).map(|(geometry, corner)| Rect {
            x: corner.dst_x.into(),
            y: corner.dst_y.into(),
            width: geometry.width.into(),
            height: geometry.height.into(),
        }))
    }

    /// The monitors that show something.
    pub(super) fn monitors(&self) -> Result<Vec<Monitor>, Gone> {
        let reply = soft(self.connection.randr_get_monitors(self.root, true)?.reply())?;
        let monitors = reply.map(|reply| reply.monitors).unwrap_or_default();
        let monitor = |monitor: x11rb::protocol::randr::MonitorInfo| {
            let area = Rect {
                x: monitor.x.into(),
                y: monitor.y.into(),
                width: monitor.width.into(),
                height: monitor.height.into(),
            };
            Some(Monitor { id: *monitor.outputs.first()?, area })
        };
        Ok(monitors.into_iter().filter_map(monitor).collect())
    }

    /// Whether a screen locker that asks the X server alone covers the screen.
    pub(super) fn is_covered_by_locker(&self) -> Result<bool, Gone> {
        let Some(tree) = soft(self.connection.query_tree(self.root)?.reply())? else {
            return Ok(false);
        };
        let Some((id, area)) = self.visible(&tree.children)?.pop() else { return Ok(false) };
        let screen = self.area(self.root)?;
        if screen.is_none_or(|screen| area.overlap(screen) != Some(screen)) {
            return Ok(false);
        }
        let named = self.names(&[id])?;
        let is_locker =
            |program: &str| LOCKERS.iter().any(|name| name.eq_ignore_ascii_case(program));
        Ok(named.iter().any(|named| is_locker(&named.window.program)))
    }

    /// Those of `ids` that can be seen, with their borders.
    fn visible(&self, ids: &[u32]) -> Result<Vec<(u32, Rect)>, Gone> {
        let mut asked = Vec::with_capacity(ids.len());
        for &id in ids {
            let attributes = self.connection.get_window_attributes(id)?;
            asked.push((id, attributes, self.connection.get_geometry(id)?));
        }
        let mut visible = Vec::new();
        for (id, attributes, geometry) in asked {
            let attributes = soft(attributes.reply())?;
            let geometry = soft(geometry.reply())?;
            let shows = attributes.is_some_and(|window| {
                window.map_state == MapState::VIEWABLE && window.class == WindowClass::INPUT_OUTPUT
            });
            if let Some(geometry) = geometry.filter(|_| shows) {
                visible.push((id, outside(&geometry)));
            }
        }
        Ok(visible)
    }

    /// The windows inside the frames, by number, each with its frame: those that a window manager has
    /// marked, and frames that it does not manage, which are windows themselves.
    fn clients(&self, frames: &[u32]) -> Result<HashMap<u32, u32>, Gone> {
        let mut found = HashMap::new();
        let mut level: Vec<(u32, u32)> = frames.iter().map(|id| (*id, *id)).collect();
        for _ in 0..FRAMES {
            let mut asked = Vec::with_capacity(level.len());
            for (id, frame) in level {
                let state = self.connection.get_property(
                    false,
                    id,
                    self.atoms.WM_STATE,
                    AtomEnum::ANY,
                    0,
                    0,
                )?;
                asked.push((id, frame, state, self.connection.query_tree(id)?));
            }
            level = Vec::new();
            for (id, frame, state, tree) in asked {
                let tree = soft(tree.reply())?;
                if soft(state.reply())?.is_some_and(|state| state.type_ != 0) {
                    found.insert(id, frame);
                } else if let Some(tree) = tree {
                    level.extend(tree.children.into_iter().map(|child| (child, frame)));
                }
            }
        }
        let managed: HashSet<u32> = found.values().copied().collect();
        found.extend(frames.iter().filter(|id| !managed.contains(*id)).map(|id| (*id, *id)));
        Ok(found)
    }

    /// The window on which a compositor draws: it covers everything and hides nothing.
    fn overlay(&self) -> Result<Option<u32>, Gone> {
        // Asked only where there is one: asking would create it.
        if !self.is_composited()? {
            return Ok(None);
        }
        let version = soft(self.connection.composite_query_version(0, 4)?.reply())?;
        if version.is_none() {
            return Ok(None);
        }
        let overlay = soft(self.connection.composite_get_overlay_window(self.root)?.reply())?;
        if overlay.is_some() {
            self.connection.composite_release_overlay_window(self.root)?;
            self.connection.flush()?;
        }
        Ok(overlay.map(|reply| reply.overlay_win))
    }
}

fn outside(geometry: &GetGeometryReply) -> Rect {
    let border = u32::from(geometry.border_width) * 2;
    Rect {
        x: geometry.x.into(),
        y: geometry.y.into(),
        width: u32::from(geometry.width) + border,
        height: u32::from(geometry.height) + border,
    }
}
