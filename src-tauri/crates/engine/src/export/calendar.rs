//! A calendar of entries (iCalendar, RFC 5545): times in UTC, one event for each entry. An entry
//! that has only a day and a length lasts all day and keeps nobody busy.

use super::Words;
use domain::time::{MINUTE, Moment};
use store::entries::Row;

/// The whole calendar.
pub(super) fn write(rows: &[Row], words: &Words) -> String {
    let mut text = String::new();
    for head in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daybook//Daybook//EN"] {
        fold(&mut text, head);
    }
    fold(&mut text, "CALSCALE:GREGORIAN");
    for row in rows {
        event(&mut text, row, words);
    }
    fold(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, row: &Row, words: &Words) {
    let (entry, details) = (&row.entry, &row.details);
    let span = entry.span();
    fold(text, "BEGIN:VEVENT");
    fold(text, &format!("UID:{}", entry.id()));
    fold(text, &format!("DTSTAMP:{}", stamp(entry.id().minted())));
    if details.is_untimed {
        let day = span.start.in_zone(entry.zone()).date();
        fold(text, &format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
        fold(text, "TRANSP:TRANSPARENT");
    } else {
        fold(text, &format!("DTSTART:{}", stamp(span.start)));
        // Calendars know seconds; nothing may last none of them.
        let end = span.end.max(span.start.plus(1_000));
        fold(text, &format!("DTEND:{}", stamp(end)));
    }
    let label = entry.block().answer.label.as_str();
    let title = match (words.client(row), label) {
        ("", "") => "Work".to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (client, label) => format!("{client}: {label}"),
    };
    fold(text, &format!("SUMMARY:{}", escaped(&title)));
    if !details.note.is_empty() {
        fold(text, &format!("DESCRIPTION:{}", escaped(&details.note)));
    }
    let mut tags = words.tags(row);
    tags.extend([words.project(row), words.task(row)].into_iter().filter(|name| !name.is_empty()));
    if !tags.is_empty() {
        let tags: Vec<String> = tags.into_iter().map(escaped).collect();
        fold(text, &format!("CATEGORIES:{}", tags.join(",")));
    }
    let minutes = entry.length().saturating_add(MINUTE / 2) / MINUTE;
    fold(text, &format!("X-DAYBOOK-MINUTES:{minutes}"));
    fold(text, "END:VEVENT");
}

fn stamp(moment: Moment) -> String {
    moment.in_zone(&domain::time::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' => value.push_str("\\\\"),
            ';' => value.push_str("\\;"),
            ',' => value.push_str("\\,"),
            '\n' | '\r' => value.push_str("\\n"),
            sign if sign.is_control() && sign != '\t' => {}
            sign => value.push(sign),
        }
    }
    value
}

/// No line is longer than so many octets, without its end.
const LONGEST: usize = 75;

/// Adds a line, folded where it is too long, and never inside a letter.
fn fold(text: &mut String, line: &str) {
    let mut length = 0;
    for sign in line.chars() {
        if length + sign.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(sign);
        length += sign.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters() {
        let mut text = String::new();
        let line = format!("SUMMARY:{}", "ü€😀".repeat(40));
        fold(&mut text, &line);
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), line, "nothing is lost");
        let mut short = String::new();
        fold(&mut short, &"x".repeat(LONGEST));
        assert_eq!(short.matches("\r\n").count(), 1);
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{7}"), "a\\, b\\; c\\\\d\\ne");
    }
}
