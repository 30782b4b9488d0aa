//! A printed report, read by programs that know nothing of how it was made.

use crate::report::{Sheet, pdf};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A PDF.
pub(super) struct Printed(Vec<u8>);

impl Printed {
    #[track_caller]
    pub(super) fn of(sheet: &Sheet) -> Self {
        Self(pdf(sheet).unwrap())
    }

    /// All its text, as it lies on the page; spaces that do not break are spaces.
    pub(super) fn text(&self) -> String {
        self.read("pdftotext", &["-layout", "-", "-"]).replace('\u{a0}', " ")
    }

    /// All its text in the order in which it is read, without any spaces.
    pub(super) fn letters(&self) -> String {
        self.read("pdftotext", &["-", "-"]).split_whitespace().collect()
    }

    /// The text of each page.
    pub(super) fn pages(&self) -> Vec<String> {
        self.text().split_terminator('\u{c}').map(str::to_owned).collect()
    }

    /// All lines cut where there is a gap.
    pub(super) fn table(&self) -> Vec<Vec<String>> {
        let text = self.text();
        let cells = |line: &str| -> Vec<String> {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .map(str::to_owned)
                .collect()
        };
        text.lines().map(cells).filter(|cells: &Vec<_>| !cells.is_empty()).collect()
    }

    /// Its description: title, author, dates, size.
    pub(super) fn about(&self) -> String {
        self.read("pdfinfo", &["-"])
    }

    /// Its tags.
    pub(super) fn structure(&self) -> String {
        self.read("pdfinfo", &["-struct", "-"])
    }

    /// The width of its pages and how far to the right letters reach, in points.
    pub(super) fn reach(&self) -> (f64, f64) {
        let boxes = self.read("pdftotext", &["-bbox", "-", "-"]);
        let largest = |name: &str| {
            let mark = format!("{name}=\"");
            let values = boxes.split(&mark).skip(1);
            let values = values.filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
            values.fold(0.0, f64::max)
        };
        (largest("width"), largest("xMax"))
    }

    /// Where its words begin, in points from the left and from the top.
    pub(super) fn places(&self) -> Vec<(String, f64, f64)> {
        let boxes = self.read("pdftotext", &["-bbox", "-", "-"]);
        let word = |line: &str| {
            let (place, word) = line.trim().strip_suffix("</word>")?.split_once('>')?;
            let value =
                |name: &str| place.split_once(name)?.1.split('"').nth(1)?.parse::<f64>().ok();
            Some((word.to_owned(), value("xMin")?, value("yMin")?))
        };
        boxes.lines().filter_map(word).collect()
    }

    /// Whether `text` stands in the file itself, as it is or as PDF writes a text it describes
    /// something with: sixteen bits for a letter, in hexadecimal.
    pub(super) fn holds(&self, text: &str) -> bool {
        let wide: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let found = |bytes: &[u8]| self.0.windows(bytes.len()).any(|window| window == bytes);
        found(text.as_bytes()) || found(wide.as_bytes())
    }

    #[track_caller]
    pub(super) fn says(&self, text: &str) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = words(&self.text());
        assert!(all.contains(&words(text)), "{text} in {all}");
    }

    fn read(&self, program: &str, arguments: &[&str]) -> String {
        let mut child = Command::new(program)
            .args(arguments)
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("poppler-utils is installed");
        let mut input = child.stdin.take().expect("it listens");
        let file = self.0.clone();
        let writer = std::thread::spawn(move || input.write_all(&file));
        let answer = child.wait_with_output().expect("it ends");
        writer.join().expect("nothing panics there").expect("it read all");
        assert!(answer.status.success(), "{program} {arguments:?}");
        String::from_utf8(answer.stdout).expect("UTF-8")
    }
}
