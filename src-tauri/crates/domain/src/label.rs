//! What a block is called when nobody gave it a name.
//!
//! A label is kept for ever and heard and seen words are not: a label comes from the window's
//! title, the program and the client's name, never from what was said or read.

use crate::activity::Window;
use crate::evidence::{Evidence, is_program_name};
use crate::site::{parts, site_of};

/// The longest label, in characters.
pub const LONGEST: usize = 80;

/// A label for work with this evidence; `client` is its client's name, if it has one.
#[must_use]
pub fn label(evidence: &Evidence, client: Option<&str>) -> String {
    if evidence.call {
        return client.map_or_else(|| "Call".into(), |client| format!("Call, {client}"));
    }
    evidence.main().map_or_else(|| "Work".into(), of_window)
}

fn of_window(window: &Window) -> String {
    let parts = parts(&window.title);
    let mut telling: Vec<&str> = Vec::new();
    for part in parts.into_iter().filter(|part| !is_program_name(part, &window.program)) {
        let part = part.trim_matches(|c: char| c.is_whitespace() || "●•*".contains(c));
        if !part.is_empty() && !telling.contains(&part) {
            telling.push(part);
        }
    }
    let text = telling.join(", ");
    let text = if text.is_empty() {
        site_of(window).unwrap_or_else(|| window.program.trim().to_owned())
    } else {
        text
    };
    if text.is_empty() { "Work".into() } else { shortened(&text) }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}
