//! A table of entries for spreadsheets (RFC 4180).
//!
//! What the owner wrote can look like a formula, and a spreadsheet would carry it out: such a cell
//! begins with an apostrophe, and so does one that would read as if it had been given one. Numbers
//! stay numbers.

use super::Words;
use domain::time::{MINUTE, Millis};
use store::entries::Row;

const HEAD: [&str; 16] = [
    "date", "start", "end", "zone", "minutes", "client", "project", "task", "label", "billable",
    "tags", "note", "status", "invoice", "pauses", "id",
];

/// The whole table, with the names of its columns.
pub(super) fn write(rows: &[Row], words: &Words) -> String {
    let mut text = String::new();
    line(&mut text, HEAD.iter().map(|name| (*name).to_owned()));
    for row in rows {
        line(&mut text, cells(row, words));
    }
    text
}

fn cells(row: &Row, words: &Words) -> [String; 16] {
    let (entry, details) = (&row.entry, &row.details);
    let zone = entry.zone();
    let time = |moment: domain::time::Moment| {
        if details.is_untimed {
            return String::new();
        }
        moment.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
    };
    let pauses = entry.pauses();
    let pauses = pauses.as_slice().iter();
    let pauses = pauses.map(|pause| format!("{}/{}", time(pause.start), time(pause.end)));
    let answer = &entry.block().answer;
    [
        entry.span().start.in_zone(zone).date().to_string(),
        time(entry.span().start),
        time(entry.span().end),
        guarded(&domain::time::zone_name(zone, entry.span().start)),
        minutes(entry.length()),
        guarded(words.client(row)),
        guarded(words.project(row)),
        guarded(words.task(row)),
        guarded(&answer.label),
        if answer.billable { "yes" } else { "no" }.to_owned(),
        guarded(&words.tags(row).join(", ")),
        guarded(&details.note),
        entry.block().status.as_str().to_owned(),
        guarded(details.invoice.as_deref().unwrap_or_default()),
        pauses.collect::<Vec<_>>().join(" "),
        entry.id().to_string(),
    ]
}

/// Minutes with as many decimals as they need, up to four.
fn minutes(length: Millis) -> String {
    let parts = length.saturating_mul(10_000).saturating_add(MINUTE / 2) / MINUTE;
    let (whole, rest) = (parts / 10_000, parts % 10_000);
    let text = format!("{whole}.{rest:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The text, so that no spreadsheet takes it for a formula.
fn guarded(text: &str) -> String {
    if is_guarded(text) { format!("'{text}") } else { text.to_owned() }
}

/// Whether the text gets an apostrophe: it begins with a sign of formulas, whatever apostrophes
/// stand before that.
pub(crate) fn is_guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    for (nth, cell) in cells.into_iter().enumerate() {
        if nth > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_a_text() {
        let check = |text: &str, expected: &str| assert_eq!(guarded(text), expected);
        check("=1+1", "'=1+1");
        check("+49 30", "'+49 30");
        check("-x", "'-x");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\tx", "'\tx");
        check("\rx", "'\rx");
        check("'=quoted", "''=quoted");
        check("'quoted", "'quoted");
        check("a=b", "a=b");
        check("", "");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut text = String::new();
        line(&mut text, ["a", "b,c", "d \"e\"", "f\ng", ""].map(str::to_owned));
        assert_eq!(text, "a,\"b,c\",\"d \"\"e\"\"\",\"f\ng\",\r\n");
    }

    #[test]
    fn minutes_are_numbers() {
        let check = |length, expected: &str| assert_eq!(minutes(length), expected);
        check(90 * MINUTE, "90");
        check(90_000, "1.5");
        check(1_000, "0.0167");
        check(0, "0");
        check(600_000_000, "10000");
    }
}
