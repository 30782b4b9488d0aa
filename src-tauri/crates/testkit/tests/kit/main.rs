//! # The kit itself
//!
//! Each piece of the test kit that stands for a desktop is used here on something real that is
//! not Daybook: a web page in a GTK window, a tray item, a notification, a terminal.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests fail so")]

mod gate;
mod notices;
mod tray;
mod window;

use testkit::desk::Desk;

/// The address of the desk's session bus.
fn session_bus(desk: &Desk) -> String {
    let environment = desk.environment();
    let found = environment.into_iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    found.expect("a desk has a session bus").1
}

/// A script that lies beside these tests.
fn script(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit").join(name)
}
