//! Tables as programs really write them: commas, semicolons or tabs between the cells, quoted
//! commas and line breaks, empty lines, one line of column names.

use super::Person;
use crate::Result;
use crate::clients::says_none;
use crate::error::Error;
use domain::currency::Currency;
use domain::typed::{LONGEST_LABEL, one_line};

/// A table with its columns' names.
#[derive(Debug)]
pub(super) struct Sheet {
    head: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of it.
#[derive(Debug)]
pub(super) struct Row {
    /// The line on which it begins, counted from 1.
    pub(super) line: u64,
    cells: Vec<String>,
}

/// Where a column stands, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column(Option<usize>);

impl Sheet {
    /// Reads a table.
    pub(super) fn read(text: &str) -> Result<Self> {
        let (delimiter, passed) = match told_separator(text) {
            Some((delimiter, passed)) => (delimiter, passed),
            None => (separator(text), 0),
        };
        let mut lines = Lines::new(text);
        if let Some(at) = unclosed(text.as_bytes(), passed, delimiter) {
            return Err(Error::Input(format!(
                "the quote on line {} is not closed where its cell ends; correct the file",
                lines.of(at)
            )));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes().get(passed..).unwrap_or_default());
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        let unreadable = |_| Error::Input("the file is no table; export it as CSV".into());
        while reader.read_record(&mut record).map_err(unreadable)? {
            let at = record.position().map_or(0, csv::Position::byte);
            let at = usize::try_from(at).unwrap_or(usize::MAX).saturating_add(passed);
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            let line = lines.of(at);
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { line, cells });
            }
        }
        if rows.is_empty() {
            return Err(Error::Input("the file is empty; export it again".into()));
        }
        let head = rows.remove(0).cells.iter().map(|name| folded(name)).collect();
        Ok(Self { head, rows })
    }

    /// The column of one of these names, the first that there is.
    pub(super) fn column(&self, names: &[&str]) -> Column {
        Column(names.iter().find_map(|name| self.head.iter().position(|one| one == name)))
    }

    /// The same, which must be there, or the file is none of `whose`.
    pub(super) fn needed(&self, whose: &str, names: &[&str]) -> Result<Column> {
        let column = self.column(names);
        if column.is_there() {
            return Ok(column);
        }
        let name = names.first().copied().unwrap_or_default();
        Err(Error::Input(format!(
            "this is no export of {whose}: it has no column ‘{name}’; check the program, and that \
             the first line names the columns"
        )))
    }

    /// The column whose name is `name` with a currency behind it, "amount (EUR)", or without; and
    /// that currency.
    pub(super) fn in_currency(&self, name: &str) -> (Column, Option<Currency>) {
        for (at, head) in self.head.iter().enumerate() {
            let Some(rest) = head.strip_prefix(name) else { continue };
            let code = rest.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            if rest.is_empty() || code.is_some() {
                return (Column(Some(at)), code.and_then(Currency::from_code));
            }
        }
        (Column(None), None)
    }

    /// The columns that say whose time it is: by address, and by name.
    pub(super) fn people(&self) -> (Column, Column) {
        let email = self.column(&["email", "user_email"]);
        (email, self.column(&["user", "member", "user_name"]))
    }

    /// Why a row cannot be read at all, if so: it has other columns than the first line names.
    pub(super) fn misfit(&self, row: &Row) -> Option<String> {
        let (wanted, given) = (self.head.len(), row.cells.len());
        let extra = row.cells.iter().skip(wanted).any(|cell| !cell.is_empty());
        (given < wanted || extra)
            .then(|| format!("it has {given} columns and the first line names {wanted}"))
    }
}

impl Column {
    pub(super) const fn is_there(self) -> bool {
        self.0.is_some()
    }
}

impl Row {
    /// What stands in that column; nothing if there is no such column.
    pub(super) fn get(&self, column: Column) -> &str {
        column.0.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// A name in that column, white space folded; what programs write for "none" is nothing.
    pub(super) fn name(&self, column: Column) -> String {
        let name = self.get(column).split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = name.to_lowercase();
        let is_none = name == "-" || lower.starts_with("(without ") || lower.starts_with("(no ");
        if is_none || says_none(&name) { String::new() } else { name }
    }

    /// Whose time it is.
    pub(super) fn person(&self, (email, name): (Column, Column)) -> Person {
        Person { email: self.get(email).to_owned(), name: self.get(name).to_owned() }
    }

    /// Names in that column with commas, semicolons or bars between them.
    pub(super) fn names(&self, column: Column) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for part in self.get(column).split([',', ';', '|']) {
            let name = part.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_none = name.is_empty() || name == "-" || says_none(&name);
            if !is_none && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Yes, no or nothing.
    pub(super) fn yes(&self, column: Column) -> std::result::Result<Option<bool>, String> {
        let text = self.get(column);
        match text.to_lowercase().as_str() {
            "" | "-" => Ok(None),
            "yes" | "y" | "true" | "1" | "billable" | "x" => Ok(Some(true)),
            "no" | "n" | "false" | "0" | "non-billable" | "not billable" => Ok(Some(false)),
            "ja" | "j" | "oui" | "sí" | "si" | "sì" | "sim" | "tak" | "ano" => Ok(Some(true)),
            "nein" | "nee" | "nej" | "non" | "não" | "nie" | "ne" => Ok(Some(false)),
            _ => Err(format!("‘{text}’ is neither yes nor no")),
        }
    }

    /// Words in that column as a label of one line, and as a note if they were more.
    pub(super) fn words(&self, column: Column) -> (String, String) {
        worded(self.get(column))
    }
}

/// A text as a label of one line, and as a note if it was more.
pub(super) fn worded(text: &str) -> (String, String) {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let label: String = one_line(first).chars().take(LONGEST_LABEL).collect();
    let is_all = one_line(text) == label;
    (label, if is_all { String::new() } else { text.replace("\r\n", "\n") })
}

/// Lower case, white space folded, without a question mark.
fn folded(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    name.trim_end_matches('?').trim_end().to_owned()
}

/// What spreadsheets may say on a first line of its own, "sep=;", and where the next line begins.
fn told_separator(text: &str) -> Option<(u8, usize)> {
    let first = text.lines().next()?;
    let sign = first.trim_end().strip_prefix("sep=")?;
    let &[sign] = sign.as_bytes() else { return None };
    Some((sign, first.len().saturating_add(1)))
}

/// Where a quote stands that opens a cell and is not closed at the end of one: whatever follows it
/// would be swallowed.
fn unclosed(text: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    let mut open = None;
    let mut is_start = true;
    let mut at = from;
    while let Some(sign) = text.get(at) {
        let next = text.get(at.saturating_add(1));
        match (open, sign) {
            (None, b'"') if is_start => open = Some(at),
            (None, sign) => is_start = *sign == delimiter || matches!(sign, b'\r' | b'\n'),
            (Some(_), b'"') if next == Some(&b'"') => at = at.saturating_add(1),
            (Some(opened), b'"') => {
                let ends = next.is_none_or(|next| {
                    *next == delimiter || matches!(next, b'\r' | b'\n' | b' ' | b'\t')
                });
                if !ends {
                    return Some(opened);
                }
                (open, is_start) = (None, false);
            }
            (Some(_), _) => {}
        }
        at = at.saturating_add(1);
    }
    open
}

/// What stands between the cells of the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte && !quoted) {
            *count = count.saturating_add(1);
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(sign, _)| *sign)
}

/// Which line a byte stands on, asked in order: the reader counts none inside quotes and none that
/// is empty.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    fn of(&mut self, byte: usize) -> u64 {
        self.count(byte.min(self.text.len()));
        // A record is said to begin where the last one ended: before the line breaks between them.
        while let Some(b'\r' | b'\n') = self.text.get(self.at) {
            self.count(self.at.saturating_add(1));
        }
        self.line
    }

    fn count(&mut self, to: usize) {
        let is_break = |at: &usize| match self.text.get(*at) {
            Some(b'\n') => true,
            // Old files end their lines with this sign alone.
            Some(b'\r') => self.text.get(at.saturating_add(1)) != Some(&b'\n'),
            _ => false,
        };
        let breaks = (self.at..to).filter(is_break).count();
        self.line = self.line.saturating_add(u64::try_from(breaks).unwrap_or(0));
        self.at = self.at.max(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, String)> {
        let sheet = Sheet::read(text).unwrap();
        sheet.rows.iter().map(|row| (row.line, row.cells.join("|"))).collect()
    }

    #[test]
    fn tables_are_read_with_the_line_of_each_row() {
        let check = |text: &str, expected: &[(u64, &str)]| {
            let expected: Vec<_> =
                expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
            assert_eq!(cells(text), expected, "{text:?}");
        };
        check("a,b\n1,2\n3,4", &[(2, "1|2"), (3, "3|4")]);
        check("a,b\r\n1,2\r\n3,4\r\n", &[(2, "1|2"), (3, "3|4")]);
        check("a;b\n\"1,5\";2\n", &[(2, "1,5|2")]);
        check("a\tb\n1\t2\n", &[(2, "1|2")]);
        check("\"a, b\";b\n1;2\n", &[(2, "1|2")]);
        check("a,b\n\"x\ny \"\"z\"\"\",2\n\n\n3,4\n", &[(2, "x\ny \"z\"|2"), (6, "3|4")]);
        check("a,b\r\n\"x\r\ny\",2\r\n,\r\n3,4\r\n", &[(2, "x\r\ny|2"), (5, "3|4")]);
        check("\n\na,b\n1,2\n", &[(4, "1|2")]);
        check("a,b\r1,2\r\r3,4\r", &[(2, "1|2"), (4, "3|4")]);
        check("sep=;\r\na;b\r\n1,5;2\r\n", &[(3, "1,5|2")]);
        check("a,b\nsay \"hi\",\"\"\n", &[(2, "say \"hi\"|")]);
    }

    #[test]
    fn a_quote_that_swallows_what_follows_is_no_cell() {
        let check = |text: &str, line: u64| {
            let said = Sheet::read(text).unwrap_err().to_string();
            assert!(said.contains(&format!("line {line} ")), "{said}");
        };
        check("a,b\n1,2\n\"open,2\n3,4\n", 3);
        check("\"a\",\"b\"\n\"open,2\n\"3\",\"4\"\n", 2);
    }

    #[test]
    fn a_row_with_other_columns_does_not_fit() {
        let sheet = Sheet::read("a,b\n1\n1,2\n1,2,\n1,2,3\n").unwrap();
        let misfits: Vec<_> = sheet.rows.iter().map(|row| sheet.misfit(row).is_some()).collect();
        assert_eq!(misfits, [true, false, false, true]);
        assert!(Sheet::read(" \n").is_err(), "nothing is no table");
    }

    #[test]
    fn columns_are_found_by_any_of_their_names() {
        let sheet =
            Sheet::read("Billable?,Billable  Amount (chf),Tags,Billable Rate\nx,1,\"b, a,b\",2")
                .unwrap();
        let row = &sheet.rows[0];
        assert_eq!(row.yes(sheet.column(&["invoiced", "billable"])), Ok(Some(true)));
        assert_eq!(row.names(sheet.column(&["tags"])), ["b", "a"]);
        let (amount, currency) = sheet.in_currency("billable amount");
        assert_eq!((row.get(amount), currency), ("1", Currency::from_code("CHF")));
        let (rate, currency) = sheet.in_currency("billable rate");
        assert_eq!((row.get(rate), currency), ("2", None));
        assert!(sheet.needed("Toggl", &["start date"]).is_err());
    }

    #[test]
    fn words_of_many_lines_are_a_label_and_a_note() {
        let sheet = Sheet::read("n\n\"\nOne\nTwo\"\nOne").unwrap();
        let words: Vec<_> = sheet.rows.iter().map(|row| row.words(sheet.column(&["n"]))).collect();
        assert_eq!(words[0], ("One".into(), "One\nTwo".into()));
        assert_eq!(words[1], ("One".into(), String::new()));
    }
}
