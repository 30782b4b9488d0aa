//! The screen savers of the desktops, which lock the session on their own.

use super::bus::Ear;
use super::power::Shared;
use std::sync::Arc;
use zbus::blocking::Connection;
use zbus::message::Message;

/// Name, path and interface: the name is the interface.
const SAVERS: [(&str, &str); 5] = [
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
];

/// Listens to them.
pub(super) struct Savers {
    shared: Arc<Shared>,
}

impl Savers {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Notes that a screen saver is there, or gone, and whether it is active.
    fn note(&self, name: &'static str, is_there: bool, is_active: bool) {
        self.shared.learn(|known| {
            if is_there {
                known.listeners.insert(name);
            } else {
                known.listeners.remove(name);
            }
            if is_active {
                known.savers.insert(name);
            } else {
                known.savers.remove(name);
            }
        });
    }
}

impl Ear for Savers {
    fn rules(&self) -> Vec<String> {
        let mut rules = Vec::new();
        for (name, _) in SAVERS {
            rules.push(format!("type='signal',interface='{name}',member='ActiveChanged'"));
            rules.push(format!(
                "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{name}'"
            ));
        }
        rules
    }

    fn begin(&mut self, connection: &Connection) -> zbus::Result<()> {
        self.shared.learn(|known| known.session_bus = true);
        for (name, path) in SAVERS {
            let owned: bool = connection
                .call_method(
                    Some("org.freedesktop.DBus"),
                    "/org/freedesktop/DBus",
                    Some("org.freedesktop.DBus"),
                    "NameHasOwner",
                    &name,
                )?
                .body()
                .deserialize()?;
            // Asked only where there is one: asking would start it.
            if owned {
                let active = connection
                    .call_method(Some(name), path, Some(name), "GetActive", &())
                    .and_then(|reply| reply.body().deserialize::<bool>());
                self.note(name, true, active.unwrap_or(false));
            }
        }
        Ok(())
    }

    fn hear(&mut self, _: &Connection, signal: &Message) -> zbus::Result<()> {
        let header = signal.header();
        let interface = header.interface().map(|name| name.as_str()).unwrap_or_default();
        let known = |name: &str| SAVERS.iter().find(|(saver, _)| *saver == name);
        if let Some((name, _)) = known(interface) {
            let active: bool = signal.body().deserialize()?;
            self.note(name, true, active);
        } else if header.member().is_some_and(|member| member.as_str() == "NameOwnerChanged") {
            let body = signal.body();
            let (name, _, owner): (String, String, String) = body.deserialize()?;
            // One that comes is not active yet, and one that went cannot be.
            if let Some((name, _)) = known(&name) {
                self.note(name, !owner.is_empty(), false);
            }
        }
        Ok(())
    }

    fn end(&mut self) {
        self.shared.learn(|known| {
            known.session_bus = false;
            known.savers.clear();
            known.listeners.clear();
        });
    }
}
