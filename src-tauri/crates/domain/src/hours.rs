//! Lengths of work as people type them, in hours.

use crate::time::{HOUR, MINUTE, Millis, SECOND};

/// Why a text is no number of hours.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not a number of hours; write it like 40, 7:30 or 7.5")]
pub struct NotHours(pub String);

/// Reads hours as a person types them: "40", "7:30", "7.5", "7,25", "40 h". In milliseconds.
///
/// # Errors
///
/// It is none of these, or too many to count.
pub fn parse(text: &str) -> Result<Millis, NotHours> {
    let not_hours = || NotHours(text.to_owned());
    let bare = text.trim();
    let bare = bare.strip_suffix('h').unwrap_or(bare).trim_end();
    let number = |digits: &str| {
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { digits.parse::<i64>().map_err(|_| not_hours()) } else { Err(not_hours()) }
    };
    let (whole, part) = if let Some((whole, minutes)) = bare.split_once(':') {
        let minutes = Some(minutes).filter(|digits| digits.len() == 2).ok_or_else(not_hours)?;
        let minutes = Some(number(minutes)?).filter(|minutes| *minutes < 60);
        (whole, minutes.ok_or_else(not_hours)?.saturating_mul(MINUTE))
    } else if let Some((whole, decimals)) = bare.split_once(['.', ',']) {
        // Two decimals are all that people mean; each hundredth of an hour is 36 seconds.
        let hundredths = match decimals.len() {
            1 => number(decimals)?.saturating_mul(10),
            2 => number(decimals)?,
            _ => return Err(not_hours()),
        };
        (whole, hundredths.saturating_mul(36 * SECOND))
    } else {
        (bare, 0)
    };
    let whole = number(whole)?.checked_mul(HOUR).ok_or_else(not_hours)?;
    whole.checked_add(part).ok_or_else(not_hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_type_them() {
        let check = |text: &str, expected: Option<Millis>| {
            assert_eq!(parse(text).ok(), expected, "‘{text}’");
        };
        check("40", Some(40 * HOUR));
        check(" 40 h ", Some(40 * HOUR));
        check("7:30", Some(7 * HOUR + 30 * MINUTE));
        check("7.5", Some(7 * HOUR + 30 * MINUTE));
        check("7,25h", Some(7 * HOUR + 15 * MINUTE));
        check("0.01", Some(36 * SECOND));
        for odd in [
            "",
            "h",
            "-1",
            "7:5",
            "7:60",
            "7:",
            ":30",
            "1.234",
            "1.",
            "x",
            "+4",
            "1 000",
            "7:30:00",
            "9999999999999999",
            "99999999999999999999",
        ] {
            check(odd, None);
        }
        assert_eq!(
            parse("soon").unwrap_err().to_string(),
            "‘soon’ is not a number of hours; write it like 40, 7:30 or 7.5"
        );
    }
}
