//! A tray: what a desktop's panel does with the programs that ask for a place in it.
//!
//! It is `org.kde.StatusNotifierWatcher` and its host on a session bus of a test, so it knows
//! what a panel would show, and clicks what a person would click. It can go away and come back,
//! as a panel that crashes does.

#![expect(missing_docs, reason = "zbus writes a trait of the signals, and no words on it")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a tray that cannot be asked fails its test"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{Array, OwnedValue, Structure, Value};

/// How long a program may take to come into the tray, or to change what it shows.
const PATIENCE: Duration = Duration::from_secs(20);

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A tray on a session bus. Dropping it takes it away.
#[derive(Debug)]
pub struct Tray {
    address: String,
    /// The panel's own connection, while there is a panel.
    panel: Option<Connection>,
    items: Arc<Mutex<Vec<Place>>>,
}

/// Where a program's item lives on the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    service: String,
    path: String,
}

/// What a program shows in the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its own short name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// "Active", "Passive" or "NeedsAttention".
    pub status: String,
    /// The icon's name in the theme, or the file's stem in [`Item::icon_folder`].
    pub icon_name: String,
    /// Where its icons lie, if not in the theme.
    pub icon_folder: String,
    /// The icon's pixels in every size that it came in.
    pub pixels: Vec<Pixels>,
    /// The heading and the text of the tooltip.
    pub tooltip: (String, String),
}

/// A picture as it comes over the bus: ARGB, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: i32,
    /// Rows.
    pub height: i32,
    /// Four bytes for each pixel: alpha, red, green, blue.
    pub argb: Vec<u8>,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    id: i32,
    /// What it says, without the mark of its access key; empty for a separator.
    pub label: String,
    /// Whether it can be chosen.
    pub is_enabled: bool,
    /// Whether it is marked, for a line that can be.
    pub is_checked: Option<bool>,
    /// The lines of its submenu.
    pub lines: Vec<Line>,
}

/// The invisible line that holds the menu: its number, its properties and its lines.
type Root = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

struct Watcher {
    items: Arc<Mutex<Vec<Place>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        service: &str,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Some name their path, and mean the connection that they speak on.
        let place = if service.starts_with('/') {
            Place { service: sender, path: service.to_owned() }
        } else {
            Place { service: service.to_owned(), path: "/StatusNotifierItem".to_owned() }
        };
        let name = format!("{}{}", place.service, place.path);
        {
            let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
            items.retain(|known| *known != place);
            items.push(place);
        }
        emitter.status_notifier_item_registered(&name).await?;
        Ok(())
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|place| format!("{}{}", place.service, place.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    /// A program has a place now.
    #[zbus(signal)]
    async fn status_notifier_item_registered(
        emitter: &SignalEmitter<'_>,
        service: &str,
    ) -> zbus::Result<()>;

    /// There is a panel now.
    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

impl Tray {
    /// A tray on the session bus at `address`.
    ///
    /// # Errors
    /// If the bus does not answer, or has a tray already.
    pub fn open(address: &str) -> zbus::Result<Self> {
        let mut tray = Self { address: address.to_owned(), panel: None, items: Arc::default() };
        tray.come_back()?;
        Ok(tray)
    }

    /// Takes the tray away, as a panel does that crashes.
    pub fn go_away(&mut self) {
        if let Some(panel) = self.panel.take() {
            // It is gone for good when nobody holds the connection any more.
            let _ = panel.close();
        }
        self.items().clear();
    }

    /// Puts a tray there again; programs have to ask for a place anew.
    ///
    /// # Errors
    /// As for [`Tray::open`].
    pub fn come_back(&mut self) -> zbus::Result<()> {
        self.go_away();
        let watcher = Watcher { items: Arc::clone(&self.items) };
        let panel = Builder::address(self.address.as_str())?
            .serve_at("/StatusNotifierWatcher", watcher)?
            .name("org.kde.StatusNotifierWatcher")?
            .name(format!("org.kde.StatusNotifierHost-{}-test", std::process::id()))?
            .method_timeout(Duration::from_secs(5))
            .build()?;
        let emitter = SignalEmitter::new(panel.inner(), "/StatusNotifierWatcher")?;
        zbus::block_on(emitter.status_notifier_host_registered())?;
        self.panel = Some(panel);
        Ok(())
    }

    /// Waits until a program shows itself.
    ///
    /// # Panics
    /// If none does.
    #[track_caller]
    pub fn item(&self) -> Item {
        let mut item = None;
        self.wait("a program shows itself in the tray", || {
            item = self.try_item();
            item.is_some()
        });
        item.unwrap_or_else(|| panic!("the item went away"))
    }

    /// Waits until the tray is empty.
    ///
    /// # Panics
    /// If somebody stays.
    #[track_caller]
    pub fn wait_for_no_item(&self) -> Duration {
        self.wait("nobody is in the tray", || self.place().is_none())
    }

    /// What a program shows now, if one does.
    #[must_use]
    pub fn try_item(&self) -> Option<Item> {
        let place = self.place()?;
        let item = self.proxy(&place, ITEM)?;
        let text = |name: &str| item.get_property::<String>(name).unwrap_or_default();
        Some(Item {
            id: item.get_property("Id").ok()?,
            title: text("Title"),
            status: text("Status"),
            icon_name: text("IconName"),
            icon_folder: text("IconThemePath"),
            pixels: item.get_property("IconPixmap").map(pixels).unwrap_or_default(),
            tooltip: item.get_property("ToolTip").map(tooltip).unwrap_or_default(),
        })
    }

    /// Waits until what the program shows is as wanted; how long it took.
    ///
    /// # Panics
    /// If it never is.
    #[track_caller]
    pub fn wait_for_item(&self, what: &str, mut wanted: impl FnMut(&Item) -> bool) -> Duration {
        self.wait(what, || self.try_item().is_some_and(|item| wanted(&item)))
    }

    /// The menu as it would open now.
    ///
    /// # Panics
    /// If the program has none, or does not answer.
    #[must_use]
    #[track_caller]
    pub fn menu(&self) -> Vec<Line> {
        self.try_menu().expect("the item has a menu")
    }

    /// As [`Tray::menu`], if there is one.
    #[must_use]
    pub fn try_menu(&self) -> Option<Vec<Line>> {
        let menu = self.menu_proxy()?;
        // What is about to show may be drawn anew; those that do not care do not know the call.
        let _: Result<bool, _> = menu.call("AboutToShow", &(0_i32,));
        let none: &[&str] = &[];
        let (_, root): (u32, Root) = menu.call("GetLayout", &(0_i32, -1_i32, none)).ok()?;
        Some(root.2.iter().filter_map(|child| line(child)).collect())
    }

    /// Waits until the menu is as wanted; how long it took.
    ///
    /// # Panics
    /// If it never is.
    #[track_caller]
    pub fn wait_for_menu(&self, what: &str, mut wanted: impl FnMut(&[Line]) -> bool) -> Duration {
        self.wait(what, || self.try_menu().is_some_and(|menu| wanted(&menu)))
    }

    /// Chooses a line by the labels on the way to it, each whole or its beginning.
    ///
    /// # Panics
    /// If there is no such line, or it cannot be chosen.
    #[track_caller]
    pub fn choose(&self, way: &[&str]) {
        let menu = self.menu();
        let mut lines = menu.as_slice();
        let mut chosen = None;
        for label in way {
            let line = lines
                .iter()
                .find(|line| line.label == *label)
                .or_else(|| lines.iter().find(|line| line.label.starts_with(label)));
            let Some(line) = line else { panic!("no “{label}” in {menu:#?}") };
            assert!(line.is_enabled, "“{label}” cannot be chosen");
            lines = &line.lines;
            chosen = Some(line.id);
        }
        let id = chosen.expect("a way leads somewhere");
        let event = (id, "clicked", Value::from(""), 0_u32);
        let proxy = self.menu_proxy().expect("the item has a menu");
        let _: () = proxy.call("Event", &event).expect("the click is taken");
    }

    /// Clicks the icon with the left button.
    ///
    /// # Errors
    /// If the program does not take clicks.
    pub fn click(&self) -> zbus::Result<()> {
        let place = self.place().ok_or(zbus::Error::InterfaceNotFound)?;
        let item = self.proxy(&place, ITEM).ok_or(zbus::Error::InterfaceNotFound)?;
        item.call("Activate", &(0_i32, 0_i32))
    }

    #[track_caller]
    fn wait(&self, what: &str, mut done: impl FnMut() -> bool) -> Duration {
        let begun = Instant::now();
        while !done() {
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain until {what}; the tray has {:#?} with {:#?}",
                self.try_item().map(|item| (item.id, item.title, item.icon_name, item.tooltip)),
                self.try_menu()
            );
            thread::sleep(Duration::from_millis(50));
        }
        begun.elapsed()
    }

    /// The newest item whose program is still there.
    fn place(&self) -> Option<Place> {
        let panel = self.panel.as_ref()?;
        let bus = zbus::blocking::fdo::DBusProxy::new(panel).ok()?;
        let mut items = self.items();
        items.retain(|place| {
            let name = zbus::names::BusName::try_from(place.service.as_str());
            name.is_ok_and(|name| bus.name_has_owner(name).unwrap_or(false))
        });
        items.last().cloned()
    }

    fn menu_proxy(&self) -> Option<Proxy<'static>> {
        let place = self.place()?;
        let item = self.proxy(&place, ITEM)?;
        let path: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").ok()?;
        self.proxy(&Place { service: place.service, path: path.to_string() }, MENU)
    }

    fn proxy(&self, place: &Place, interface: &'static str) -> Option<Proxy<'static>> {
        zbus::blocking::proxy::Builder::new(self.panel.as_ref()?)
            .destination(place.service.clone())
            .ok()?
            .path(place.path.clone())
            .ok()?
            .interface(interface)
            .ok()?
            // What a program shows is asked for each time: not every program tells of changes.
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .ok()
    }

    fn items(&self) -> std::sync::MutexGuard<'_, Vec<Place>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        self.go_away();
    }
}

/// The line with this label, in the menu or in a submenu.
#[must_use]
pub fn find<'a>(lines: &'a [Line], label: &str) -> Option<&'a Line> {
    lines.iter().find_map(
        |line| {
            if line.label == label { Some(line) } else { find(&line.lines, label) }
        },
    )
}

fn line(value: &Value<'_>) -> Option<Line> {
    let Value::Structure(structure) = unboxed(value) else { return None };
    let [Value::I32(id), Value::Dict(properties), Value::Array(children)] = structure.fields()
    else {
        return None;
    };
    let text = |name: &str| properties.get::<&str, String>(&name).ok().flatten();
    let flag = |name: &str| properties.get::<&str, bool>(&name).ok().flatten();
    let number = |name: &str| properties.get::<&str, i32>(&name).ok().flatten();
    if flag("visible") == Some(false) {
        return None;
    }
    let is_checkable = text("toggle-type").is_some_and(|kind| !kind.is_empty());
    Some(Line {
        id: *id,
        label: without_access_key(&text("label").unwrap_or_default()),
        is_enabled: flag("enabled").unwrap_or(true),
        is_checked: is_checkable.then(|| number("toggle-state") == Some(1)),
        lines: children.iter().filter_map(|child| line(child)).collect(),
    })
}

/// Children are variants in variants.
fn unboxed<'a, 'b>(value: &'a Value<'b>) -> &'a Value<'b> {
    match value {
        Value::Value(inner) => unboxed(inner),
        other => other,
    }
}

/// "_Pause" is shown as "Pause" with a line below the P; "__" is a real underscore.
fn without_access_key(label: &str) -> String {
    label.replace("__", "\0").replace('_', "").replace('\0', "_")
}

fn pixels(value: OwnedValue) -> Vec<Pixels> {
    let Value::Array(pictures) = &*value else { return Vec::new() };
    pictures.iter().filter_map(|picture| picture_of(picture)).collect()
}

fn picture_of(value: &Value<'_>) -> Option<Pixels> {
    let Value::Structure(structure) = unboxed(value) else { return None };
    let [Value::I32(width), Value::I32(height), Value::Array(bytes)] = structure.fields() else {
        return None;
    };
    Some(Pixels { width: *width, height: *height, argb: bytes_of(bytes) })
}

fn bytes_of(bytes: &Array<'_>) -> Vec<u8> {
    bytes
        .iter()
        .filter_map(|byte| match byte {
            Value::U8(byte) => Some(*byte),
            _ => None,
        })
        .collect()
}

fn tooltip(value: OwnedValue) -> (String, String) {
    let Ok(structure) = Structure::try_from(value) else { return <_>::default() };
    match structure.fields() {
        [_, _, Value::Str(heading), Value::Str(text)] => (heading.to_string(), text.to_string()),
        _ => <_>::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(label: &str, expected: &str) {
        assert_eq!(without_access_key(label), expected);
    }

    #[test]
    fn access_keys_are_not_shown() {
        check("_Pause", "Pause");
        check("Pa_use", "Pause");
        check("acme__web", "acme_web");
        check("Quit", "Quit");
    }
}
