//! The lines of a calendar: unfolded, and taken apart into name, parameters and value.

/// A line, whole again where it had been folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, counted from 1.
    pub(super) number: u64,
    /// What it is called, in capitals.
    pub(super) name: String,
    pub(super) parameters: Vec<(String, String)>,
    /// What it says.
    pub(super) value: String,
}

impl Line {
    /// Whether it says `value` under `name`.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.eq_ignore_ascii_case(value)
    }

    /// What a parameter says, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// All lines; what is none is passed over.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut whole: Vec<(u64, String)> = Vec::new();
    for (number, line) in (1_u64..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ => whole.push((number, line.to_owned())),
        }
    }
    whole.iter().filter_map(|(number, text)| line(*number, text)).collect()
}

fn line(number: u64, text: &str) -> Option<Line> {
    let mut quoted = false;
    let colon = text.find(|sign| {
        quoted ^= sign == '"';
        sign == ':' && !quoted
    })?;
    let (head, value) = text.split_at_checked(colon)?;
    let mut quoted = false;
    let mut parts = head.split(|sign| {
        quoted ^= sign == '"';
        sign == ';' && !quoted
    });
    let name = parts.next()?.trim().to_uppercase();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim().to_uppercase(), value.trim_matches('"').to_owned()))
        .collect();
    let value = value.strip_prefix(':')?.trim().to_owned();
    Some(Line { number, name, parameters, value })
}

/// A text as it was before it was escaped.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            _ => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_are_one_line() {
        let all =
            lines("BEGIN:VEVENT\r\nSUMMARY:A long\r\n  title\r\n\twith tabs\r\nX\r\nUID:7\r\n");
        let drawn: Vec<_> =
            all.iter().map(|line| (line.number, line.name.as_str(), line.value.as_str())).collect();
        assert_eq!(
            drawn,
            [(1, "BEGIN", "VEVENT"), (2, "SUMMARY", "A long titlewith tabs"), (6, "UID", "7")]
        );
    }

    #[test]
    fn parameters_may_hold_colons_in_quotes() {
        let all = lines("dtstart;TZID=\"America/New: York\";VALUE=DATE-TIME:20260302T090000");
        assert_eq!(all[0].name, "DTSTART");
        assert_eq!(all[0].parameter("TZID"), Some("America/New: York"));
        assert_eq!(all[0].value, "20260302T090000");
    }

    #[test]
    fn texts_are_unescaped() {
        assert_eq!(unescaped(r"a\, b\; c\nd \\n"), "a, b; c\nd \\n");
    }
}
