//! What works on this machine, what does not, and what would help.

use crate::Result;
use crate::daybook::Daybook;
use capture::senses::Ability;
use capture::words::Reader;
use cloud::vault::Standing;
use serde::Serialize;

/// What titles tell of private windows, and what they do not.
const PRIVATE_WINDOWS: &str = "told by their titles, as Firefox, Edge and Safari write them; \
    Chrome and its relatives do not mark a private window once a page is open, so exclude that \
    browser if you use it privately";

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is about, for programs: stable.
    pub code: &'static str,
    /// What it is about.
    pub name: String,
    /// Whether it works here.
    pub works: bool,
    /// How, or why not and what would help: one sentence.
    pub note: String,
}

impl Finding {
    /// A finding.
    #[must_use]
    pub fn new(code: &'static str, name: &str, works: bool, note: impl Into<String>) -> Self {
        Self { code, name: name.to_owned(), works, note: note.into() }
    }
}

impl From<Ability> for Finding {
    fn from(ability: Ability) -> Self {
        Self {
            code: ability.code(),
            name: ability.name.to_owned(),
            works: ability.works,
            note: ability.note,
        }
    }
}

impl Daybook {
    /// Looks at everything but the senses, which the caller asks itself.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn examine(&self) -> Result<Vec<Finding>> {
        let keys = self.keys();
        let has_key = matches!(self.has_gemini_key(), Ok(true));
        let mut findings = vec![
            Finding::new("data", "data", true, format!("kept in {}", self.home.path().display())),
            keys_finding(keys.map(|keys| keys.standing.clone())),
            self.model_finding()?,
            self.reader_finding(),
            self.pictures_finding(),
            self.gemini_finding(has_key),
            Finding::new("private_windows", "private windows", true, PRIVATE_WINDOWS),
        ];
        let broken = self.exclusions()?.broken().len();
        if broken > 0 {
            findings.push(Finding::new(
                "exclusions",
                "exclusions",
                false,
                format!("{broken} cannot be read, so every window is excluded; remove them with daybook privacy exclusion remove"),
            ));
        }
        Ok(findings)
    }

    /// Whether anything will read pictures; if not, why.
    ///
    /// # Errors
    ///
    /// The sentence that says why nothing will.
    pub fn pictures_are_read(&self) -> std::result::Result<(), String> {
        let words = &self.settings().words;
        let read_here = words.enabled && Reader::new(&words.languages).found().is_some();
        if read_here || self.gemini_sees_pictures() {
            return Ok(());
        }
        Err("no pictures are taken, because nothing would read them: install tesseract-ocr, or let Gemini see pictures in the settings".into())
    }

    fn gemini_sees_pictures(&self) -> bool {
        let gemini = &self.settings().gemini;
        gemini.enabled && gemini.pictures && matches!(self.has_gemini_key(), Ok(true))
    }

    fn model_finding(&self) -> Result<Finding> {
        let models = self.models()?;
        let model = models.in_use()?;
        Ok(match models.path(&model.name) {
            Ok(path) => Finding::new(
                "speech_model",
                "speech model",
                true,
                format!("{} from {}", model.name, path.display()),
            ),
            Err(error) => Finding::new("speech_model", "speech model", false, error.to_string()),
        })
    }

    fn reader_finding(&self) -> Finding {
        let words = &self.settings().words;
        if !words.enabled {
            return Finding::new("words", "words on screen", false, "switched off in the settings");
        }
        match Reader::new(&words.languages).found() {
            Some(version) => Finding::new(
                "words",
                "words on screen",
                true,
                format!("read with Tesseract {}", version.number),
            ),
            None => Finding::new(
                "words",
                "words on screen",
                false,
                "Tesseract is not installed; install the package tesseract-ocr to have them read on this machine",
            ),
        }
    }

    fn pictures_finding(&self) -> Finding {
        if !self.settings().pictures.enabled {
            return Finding::new(
                "why_pictures",
                "why pictures",
                false,
                "switched off in the settings",
            );
        }
        match self.pictures_are_read() {
            Ok(()) => Finding::new(
                "why_pictures",
                "why pictures",
                true,
                "taken only where something may read them",
            ),
            Err(why) => Finding::new("why_pictures", "why pictures", false, why),
        }
    }

    fn gemini_finding(&self, has_key: bool) -> Finding {
        let enabled = self.settings().gemini.enabled;
        let note = match (enabled, has_key) {
            (true, true) => "asked where the local answer is unsure",
            (true, false) => "no key is set, so nothing is sent",
            (false, _) => "switched off in the settings, so nothing is sent",
        };
        Finding::new("gemini", "Gemini", enabled && has_key, note)
    }
}

fn keys_finding(standing: Result<Standing>) -> Finding {
    match standing {
        Ok(standing) => {
            let works = !matches!(standing, Standing::SessionOnly { .. });
            Finding::new("keys", "keys", works, standing.sentence())
        }
        Err(error) => Finding::new("keys", "keys", false, error.to_string()),
    }
}
