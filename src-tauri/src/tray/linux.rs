//! Whether the desktop has a tray: somebody owns the name that tray icons register with.

use std::time::Duration;
use zbus::blocking::Connection;
use zbus::blocking::fdo::DBusProxy;
use zbus::names::BusName;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A message bus that cannot be reached is asked again after so long.
const AGAIN: Duration = Duration::from_secs(10);

/// Calls `changed` now and whenever the tray comes or goes, on a thread of its own.
pub(super) fn watch(changed: impl Fn(bool) + Send + 'static) {
    std::thread::spawn(move || {
        loop {
            if let Err(error) = follow(&changed) {
                tracing::info!("There is no message bus to ask for a tray: {error}");
                changed(false);
            }
            std::thread::sleep(AGAIN);
        }
    });
}

fn follow(changed: &impl Fn(bool)) -> zbus::Result<()> {
    let bus = DBusProxy::new(&Connection::session()?)?;
    let name = BusName::try_from(WATCHER)?;
    // Listened for before it is asked, so that nothing falls between the two.
    let changes = bus.receive_name_owner_changed_with_args(&[(0, WATCHER)])?;
    changed(bus.name_has_owner(name)?);
    for change in changes {
        changed(change.args()?.new_owner().is_some());
    }
    Ok(())
}
