//! What a block is called when nobody gave it a name.
//!
//! A label is kept for ever and heard and seen words are not: a label comes from the window's
//! title, the program and the client's name, never from what was said or read.

use crate::activity::Window;
use crate::evidence::{Evidence, is_program_name};
use crate::site::{parts, site_of};
use crate::typed::one_line;

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
    let text = one_line(&text);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(program: &str, title: &str) -> String {
        let window = Window { program: program.into(), title: title.into(), site: None };
        label(&Evidence::of(window, 1), None)
    }

    #[test]
    fn a_title_tells_the_terminal_nothing() {
        assert_eq!(of("code", "main.rs\u{1b}[31m"), "main.rs [31m");
    }

    #[test]
    fn a_label_says_what_the_title_says_without_the_program() {
        let check = |program: &str, title: &str, expected: &str| {
            assert_eq!(of(program, title), expected, "{program}: {title}");
        };
        check("Code", "invoice.rs — acme-web — Visual Studio Code", "invoice.rs, acme-web");
        check("code", "● invoice.rs - acme-web - VS Code", "invoice.rs, acme-web");
        check(
            "firefox",
            "Issues · acme/web · GitHub — Mozilla Firefox",
            "Issues, acme/web, GitHub",
        );
        check("Google-chrome", "Landing page – Figma - Google Chrome", "Landing page, Figma");
        check("thunderbird", "Re: budget - Mozilla Thunderbird", "Re: budget");
        check("Slack", "Slack | general | Acme", "general, Acme");
        check("XTerm", "vim notes.txt", "vim notes.txt");
        check("XTerm", "", "XTerm");
        check("firefox", "Mozilla Firefox", "firefox");
        check("", "", "Work");
        check("XTerm", &"x".repeat(200), &format!("{}…", "x".repeat(79)));
    }

    #[test]
    fn a_call_is_called_a_call() {
        let mut evidence = Evidence::of(Window::default(), 1);
        evidence.call = true;
        assert_eq!(label(&evidence, None), "Call");
        assert_eq!(label(&evidence, Some("Acme")), "Call, Acme");
        assert_eq!(label(&Evidence::default(), Some("Acme")), "Work");
    }
}
