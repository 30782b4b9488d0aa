//! How two texts are compared: without case, without invisible characters.
//!
//! Edge hides a zero-width space in its own name, Turkish has a dotted capital I, German a
//! sharp s: a pattern that the owner typed must find them all the same.

/// `text` without case: lower case, invisible characters removed, every run of white space
/// one space, trimmed.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if is_invisible(c) {
            continue;
        }
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        push_folded(&mut out, c);
    }
    out
}

/// The words of `text` alone: [`folded`], apostrophes dropped, and everything else that is
/// neither letter nor digit turned into a space.
#[must_use]
pub fn wording(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_alphanumeric() || is_invisible(c) { c } else { ' ' })
        .collect();
    folded(&spaced)
}

/// Characters that change nothing a reader sees: zero-width space and joiners, directional
/// marks and isolates, the byte order mark, the soft hyphen.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn push_folded(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    // Up and down again, so that ß meets SS and ς meets σ.
    for lower in c.to_uppercase().flat_map(char::to_lowercase) {
        if lower != '\u{307}' {
            out.push(lower);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_read_alike_fold_alike() {
        let check = |left: &str, right: &str| assert_eq!(folded(left), folded(right), "{left}");
        check("STRASSE", "Straße");
        check("Microsoft\u{200b} Edge", "microsoft edge");
        check("ΟΔΟΣ", "οδος");
        check("İstanbul", "istanbul");
        check("  a \u{a0} b\n", "A B");
        check("", " \u{200e}");
    }

    #[test]
    fn the_wording_has_no_punctuation() {
        assert_eq!(
            wording("And so, my fellow Americans: don't — ask!"),
            "and so my fellow americans dont ask"
        );
    }
}
