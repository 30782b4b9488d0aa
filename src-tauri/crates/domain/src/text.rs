//! Text as people may have written it: without what only a terminal would obey.

/// The text without control characters; line breaks and tabs stay.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_moves_a_cursor() {
        assert_eq!(printable("a\0b\u{1b}[31mc\u{7}\u{9b}d"), "ab[31mcd");
        assert_eq!(printable("a\tb\r\nü"), "a\tb\r\nü");
    }
}
