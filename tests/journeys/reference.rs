//! The committed command reference is what the program says of itself.

use testkit::home::{Home, workspace};

#[test]
fn the_command_reference_is_current() {
    let page = std::fs::read_to_string(workspace().join("docs/CLI.md")).expect("docs/CLI.md");
    let (_, rest) =
        page.split_once("<!-- reference: begin (cargo xtask bindings) -->").expect("the marker");
    let (committed, _) = rest.split_once("<!-- reference: end -->").expect("the other marker");
    let said = Home::new().call(&["__reference"]);
    assert!(!said.trim().is_empty(), "the program describes itself");
    assert_eq!(committed.trim(), said.trim(), "run: cargo xtask bindings");
}
