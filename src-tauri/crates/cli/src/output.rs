//! Text for people, JSON for programs.

use crate::failure::Failure;
use domain::typed::lines;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON was asked for.
    pub(crate) const fn is_json(self) -> bool {
        self.json
    }

    /// Prints `value` as JSON, or what `text` says.
    pub(crate) fn print<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            let line = serde_json::to_string(value)
                .map_err(|error| Failure::Output(io::Error::other(error)))?;
            self.line(&line)
        } else {
            // Names and titles come from anywhere: none of them speaks to the terminal.
            self.line(lines(&text()).trim_end())
        }
    }

    /// Prints a line.
    pub(crate) fn line(self, line: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
            Err(error) => Err(Failure::Output(error)),
        }
    }

    /// Prints `text` as it is.
    pub(crate) fn raw(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
            Err(error) => Err(Failure::Output(error)),
        }
    }

    /// Says what went wrong, in one line.
    pub(crate) fn failure(self, failure: &Failure) {
        let sentence = failure.to_string().replace('\n', " ");
        let mut err = io::stderr().lock();
        let _ = if self.json {
            let error = serde_json::json!({
                "error": { "code": failure.code(), "message": sentence }
            });
            writeln!(err, "{error}")
        } else {
            writeln!(err, "daybook: {sentence}")
        };
    }

    /// Says how far something is, in place, if somebody watches.
    pub(crate) fn progress(self, text: &str) {
        let mut err = io::stderr().lock();
        if err.is_terminal() && !self.json {
            let _ = write!(err, "\r\x1b[2K{text}");
            let _ = err.flush();
        }
    }

    /// Wipes the progress away.
    pub(crate) fn progress_done(self) {
        self.progress("");
    }
}

/// Columns, aligned as a terminal shows them: the first row names them. A cell is one line.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let clean = |cell: &String| cell.replace(char::is_control, " ");
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(clean).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// "3h 05m", "12m", "40s".
pub(crate) use domain::time::length_text as length;

/// "1.4 MB", "812 kB", "12 bytes".
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => {
            format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
        }
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// "no files", "1 file", "3 files".
pub(crate) fn count(number: u64, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(1_430_000), "1.4 MB");
        assert_eq!(size(812_345), "812 kB");
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["a".into(), "bb".into()], vec!["cccc".into(), "d".into()]];
        assert_eq!(table(&rows), "a     bb\ncccc  d\n");
        let wide = [vec!["日本".into(), "a".into()], vec!["Acme".into(), "b".into()]];
        assert_eq!(table(&wide), "日本  a\nAcme  b\n", "two columns for each of these letters");
        let odd = [vec!["a\u{1b}[2J\nb".into(), "c".into()]];
        assert_eq!(table(&odd), "a [2J b  c\n", "nothing that a terminal obeys");
    }
}
