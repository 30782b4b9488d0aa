//! Notifications are taken down, and their buttons pressed.

use crate::session_bus;
use std::time::Duration;
use testkit::desk::Desk;
use testkit::notices::Notices;
use zbus::blocking::Proxy;
use zbus::blocking::connection::Builder;

const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

const SOON: Duration = Duration::from_secs(10);

/// Asks for a notification as programs do.
fn notify(desk: &Desk, summary: &str) {
    let asked = desk
        .command("gdbus")
        .args(["call", "--session", "--dest", "org.freedesktop.Notifications"])
        .args(["--object-path", "/org/freedesktop/Notifications"])
        .args(["--method", "org.freedesktop.Notifications.Notify", "--"])
        .args(["Kettle", "0", "kettle-icon", summary, "It boils."])
        .args(["['default', 'Look', 'off', 'Turn it off']"])
        .args(["{'urgency': <byte 2>, 'desktop-entry': <'kettle'>}", "-1"])
        .status()
        .expect("gdbus can be started");
    assert!(asked.success());
}

#[test]
fn a_notification_is_taken_down_and_its_button_pressed() {
    let desk = Desk::open().expect("a desk");
    let notices = Notices::open(&session_bus(&desk)).expect("notifications");
    notify(&desk, "Tea");
    let (first, _) = notices.wait_since(0, "tea", SOON, |notice| notice.summary == "Tea");
    assert_eq!((first.program.as_str(), first.body.as_str()), ("Kettle", "It boils."));
    assert_eq!(first.icon, "kettle-icon");
    assert_eq!(first.actions[1], ("off".to_owned(), "Turn it off".to_owned()));
    assert_eq!(first.hints, [("desktop-entry".to_owned(), "kettle".to_owned())]);
    assert_eq!((first.urgency, first.expires_ms), (Some(2), -1));

    let mark = notices.count();
    notify(&desk, "Coffee");
    let (second, _) = notices.wait_since(mark, "coffee", SOON, |_| true);
    assert_eq!((second.summary.as_str(), second.id), ("Coffee", first.id + 1));

    let bus = Builder::address(session_bus(&desk).as_str()).expect("an address").build();
    let bus = bus.expect("the bus");
    let proxy = Proxy::new(&bus, NOTIFICATIONS, PATH, NOTIFICATIONS).expect("notifications");
    let mut pressed = proxy.receive_signal("ActionInvoked").expect("a subscription");
    notices.press(&second, "off").expect("pressed");
    let told: (u32, String) = pressed.next().expect("told").body().deserialize().expect("told");
    assert_eq!(told, (second.id, "off".to_owned()));
}
