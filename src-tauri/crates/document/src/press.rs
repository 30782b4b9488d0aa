//! # The press
//!
//! Sets a sheet as pages with Typst and writes them as PDF. The templates are part of the program;
//! a sheet is JSON that a template reads.
//!
//! ## What is deliberately absent
//!
//! - No network and no packages: a template finds what is named here, and nothing else.
//! - No clock: the day on which a sheet was made comes with it.
//! - Nothing that anybody wrote becomes part of a template. Names reach it as values, and a value
//!   is printed letter by letter, whatever it looks like.
//! - Nothing stays behind: what Typst remembers between two runs is dropped after each, since it
//!   holds names and figures.

use crate::fonts::Fonts;
use domain::time::Date;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// How a kind of document is set: a Typst file that reads `sheet.json` and imports `paper.typ`.
#[derive(Debug)]
pub(crate) struct Template(Source);

/// What is to be printed.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// How.
    pub(crate) template: &'a Template,
    /// What, as JSON.
    pub(crate) sheet: &'a str,
    /// On which day it was made.
    pub(crate) made_on: Date,
}

/// Why a document could not be made. None of its sentences holds anything of the sheet.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sheet is no JSON.
    #[error("the figures could not be handed to the typesetter; try again with fewer days")]
    Sheet(#[source] serde_json::Error),
    /// The template does not fit the sheet.
    #[error("the document could not be set as pages ({0}); try again with fewer days")]
    Setting(String),
    /// The pages could not be written.
    #[error("the pages could not be written as PDF; try again with other fonts installed")]
    Writing,
    /// Nothing on this machine can be printed with.
    #[error("the fonts that came with Daybook cannot be read; install Daybook again")]
    Fonts,
}

impl Template {
    /// The template of that name.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        Self(Source::new(id(name), text.to_owned()))
    }
}

/// Makes a PDF of `job`.
///
/// PDF/UA-1 wants a glyph for every letter. A document with a letter that no font here has is
/// written without that claim: it is tagged just the same, and shows a box.
pub(crate) fn print(job: &Job<'_>) -> Result<Vec<u8>, Error> {
    let fonts = Fonts::for_text(job.sheet)?;
    let desk =
        Desk { template: job.template, sheet: Bytes::from_string(job.sheet.to_owned()), fonts };
    let printed = set(&desk).and_then(|pages| {
        write(&pages, job, &[PdfStandard::Ua_1]).or_else(|_| write(&pages, job, &[]))
    });
    typst::comemo::evict(0);
    printed
}

fn set(desk: &Desk<'_>) -> Result<PagedDocument, Error> {
    let set = typst::compile::<PagedDocument>(desk);
    set.output.map_err(|errors| {
        let first = errors.first();
        Error::Setting(first.map_or_else(String::new, |error| {
            format!("{}{}", error.message, place(desk, error).unwrap_or_default())
        }))
    })
}

/// In which line of which template it went wrong.
fn place(desk: &Desk<'_>, error: &SourceDiagnostic) -> Option<String> {
    let source = desk.source(error.span.id()?).ok()?;
    let line = source.lines().byte_to_line(desk.range(error.span)?.start)?.checked_add(1)?;
    Some(format!(", {}:{line}", source.id().vpath().get_without_slash()))
}

fn write(
    pages: &PagedDocument,
    job: &Job<'_>,
    standards: &[PdfStandard],
) -> Result<Vec<u8>, Error> {
    let options = PdfOptions {
        ident: Smart::Custom(job.sheet.to_owned()),
        creator: Smart::Custom(Some("Daybook".to_owned())),
        timestamp: noon(job.made_on).map(Timestamp::new_utc),
        standards: PdfStandards::new(standards).map_err(|_| Error::Writing)?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options).map_err(|_| Error::Writing)
}

/// Viewers show the day in their own zone; at noon in UTC it is the same one nearly everywhere.
fn noon(day: Date) -> Option<Datetime> {
    let (month, date) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd_hms(day.year().into(), month, date, 12, 0, 0)
}

/// All that a template can reach.
struct Desk<'a> {
    template: &'a Template,
    sheet: Bytes,
    fonts: Fonts,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: LazyLock<LazyHash<Library>> =
            LazyLock::new(|| LazyHash::new(Library::default()));
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.0.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.template.0, &PAPER.0]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or_else(lost)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *SHEET { Ok(self.sheet.clone()) } else { Err(lost()) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

static PAPER: LazyLock<Template> =
    LazyLock::new(|| Template::new("paper.typ", include_str!("../templates/paper.typ")));
static SHEET: LazyLock<FileId> = LazyLock::new(|| id("sheet.json"));

#[expect(clippy::expect_used, reason = "only the names in this crate come here, and all are plain")]
fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn lost() -> FileError {
    FileError::Other(Some("no such file".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn job<T>(text: &str, sheet: &str, then: impl FnOnce(&Job<'_>) -> T) -> T {
        let made_on = "2026-12-01".parse().unwrap();
        then(&Job { template: &Template::new("proof.typ", text), sheet, made_on })
    }

    #[test]
    fn a_template_reaches_its_sheet_and_the_paper_and_nothing_else() {
        let reaches = |text: &str| job(text, "{\"title\": 1}", print).is_ok();
        assert!(reaches("#assert.eq(json(\"sheet.json\").title, 1)"));
        assert!(reaches("#import \"paper.typ\": ink"));
        assert!(!reaches("#read(\"/etc/hostname\")"));
        assert!(!reaches("#read(\"fonts/LICENSE.txt\")"));
        assert!(!reaches("#import \"@preview/tablex:0.0.9\": tablex"));
        assert!(!reaches("#datetime.today().display()"), "there is no clock");
    }

    #[test]
    fn a_wrong_template_is_told_by_its_line() {
        let error = job("fine\n\n#assert(false, message: \"no\")", "{}", print).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the document could not be set as pages (assertion failed: no, proof.typ:3); \
             try again with fewer days"
        );
    }
}
