//! The real tools of this machine, put together.

use crate::Result;
use crate::daybook::Daybook;
use crate::doctor::Finding;
use crate::error::Error;
use crate::keys::Keys;
use crate::pipeline::{Cloud, Pipeline};
use crate::recorder::Tools;
use crate::settings::SoundMode;
use capture::desktop::Desktop;
use capture::senses::{self, Aim, Seen, Senses, Shot};
use capture::sound::{Ears, Input, Inputs, Mint, SoundCard, State, Track, call_on, probe};
use capture::words::Reader;
use cloud::gemini::{self, Gemini};
use domain::activity::Window;
use domain::id::CaptureId;
use speech::{Cancel, Scribe, Sound, Whisper};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long display and buses may take to answer for the first time.
const FIRST_ANSWER: Duration = Duration::from_secs(2);

/// How much of the machine speech recognition may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// What others leave: the owner is working.
    Gentle,
    /// As much as there is: the owner is waiting.
    Prompt,
}

impl Daybook {
    /// What the recorder senses with on this machine.
    #[must_use]
    pub fn tools(&self, keys: &Keys) -> Tools {
        let clock = Arc::clone(&self.clock);
        let mint: Mint = Arc::new(move || {
            let now = clock.now();
            (now, CaptureId::mint(now, clock.random()))
        });
        // With sound switched off they open no device; switched on later, they are there.
        let ears: Box<dyn Ears> =
            Box::new(SoundCard::new(keys.spool.clone(), mint, Inputs::default()));
        let asks = self.clone();
        Tools {
            senses: Box::new(|| Box::new(Patient::new())),
            ears: Some(ears),
            on_call: Box::new(call_on),
            pictures: Box::new(move || asks.pictures_are_read()),
        }
    }

    /// The pipeline with the model in use, Tesseract and, if there is a key, Gemini.
    ///
    /// # Errors
    ///
    /// The list of models or the vault cannot be read.
    pub fn pipeline(&self, keys: &Arc<Keys>) -> Result<Pipeline> {
        let settings = self.settings();
        let words = &settings.words;
        let reader = Reader::new(&words.languages);
        let reader = (words.enabled && reader.found().is_some()).then_some(reader);
        Ok(Pipeline::new(
            self.clone(),
            Arc::clone(keys),
            self.scribe(Pace::Gentle)?,
            reader,
            self.cloud(keys)?,
        ))
    }

    /// Writes down speech with the model in use. A model that is not installed is an error only
    /// once there is speech.
    ///
    /// # Errors
    ///
    /// The list of models cannot be read.
    pub fn scribe(&self, pace: Pace) -> Result<Box<dyn Scribe>> {
        let models = self.models()?;
        let name = models.in_use()?.name.clone();
        Ok(match models.path(&name) {
            Ok(path) => {
                let gentle = pace == Pace::Gentle;
                let settings = speech::Settings { gentle, ..speech::Settings::new(name, path)? };
                Box::new(Whisper::new(settings))
            }
            Err(_) => Box::new(Modelless(name)),
        })
    }

    fn cloud(&self, keys: &Keys) -> Result<Option<Cloud>> {
        let settings = self.settings();
        let wanted = &settings.gemini;
        let Some(key) = keys.vault.gemini_key()?.filter(|_| wanted.enabled) else {
            return Ok(None);
        };
        let settings = gemini::Settings {
            models: wanted.models.clone(),
            requests_per_day: wanted.requests_per_day,
            interface: wanted.interface,
            ..gemini::Settings::default()
        };
        let gemini = Gemini::new(Some(key), settings.with_address_from_process())
            .map_err(|error| Error::Settings(error.to_string()))?;
        Ok(Some(Cloud::new(Arc::new(gemini))?))
    }

    /// What works on this machine, what does not, and what would help: everything that
    /// [`Daybook::examine`] and [`Daybook::abilities`] find. Takes a few seconds.
    ///
    /// # Errors
    ///
    /// The database refused.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        let mut findings = self.examine()?;
        findings.extend(self.abilities());
        Ok(findings)
    }

    /// What can be sensed here. Listens to each track of sound that is switched on for a moment,
    /// and keeps nothing of it.
    #[must_use]
    pub fn abilities(&self) -> Vec<Finding> {
        let mut findings = match Desktop::new() {
            Ok(desktop) => sensed(desktop),
            Err(error) => vec![Finding::new("senses", "senses", false, error.to_string())],
        };
        let settings = self.settings();
        let sound = &settings.sound;
        for (code, name, track, wanted) in [
            ("microphone", "microphone", Track::Microphone, sound.microphone),
            ("system_audio", "system audio", Track::System, sound.system),
        ] {
            findings.push(match sound.mode {
                SoundMode::Calls | SoundMode::Always if wanted => heard(code, name, track),
                SoundMode::Off | SoundMode::Calls | SoundMode::Always => {
                    Finding::new(code, name, false, "switched off in the settings")
                }
            });
        }
        findings.push(match call_on() {
            Some(true) => Finding::new("calls", "calls", true, "another program holds the microphone now"),
            Some(false) => Finding::new("calls", "calls", true, "no other program holds the microphone now"),
            None => Finding::new(
                "calls",
                "calls",
                false,
                "nobody tells who holds the microphone, so calls are not noticed; set sound.mode to \"always\" to hear them",
            ),
        });
        findings
    }
}

/// Whether a track gives any sound.
fn heard(code: &'static str, name: &str, track: Track) -> Finding {
    let found = probe(track, &Input::Device, Duration::from_secs(2));
    let device = found.device.as_deref().unwrap_or("no device");
    let (works, note) = match found.state {
        State::Waiting | State::Hearing => (true, format!("heard through {device}")),
        // What plays nothing is silent, which is no fault of a machine's own sound.
        State::Silent if track == Track::System => {
            (true, format!("{device} is open, and silent now"))
        }
        State::Silent => (
            false,
            format!(
                "{device} gives nothing but silence: it is muted, or access is refused in the system's privacy settings"
            ),
        ),
        State::Refused => {
            (false, "the system refuses access; allow it in its privacy settings".into())
        }
        State::Starting => (false, format!("{device} gives no sound at all; plug it in again")),
        State::Missing | State::Lost | State::Full | State::Off => {
            (false, "there is no such device, or no sound server runs".into())
        }
    };
    Finding::new(code, name, works, note)
}

/// How long to wait before the system is asked for its senses again.
const AGAIN: Duration = Duration::from_secs(5);

/// Senses that are asked for again as long as the system gives none, as it does at a login before
/// the display stands: until then the time is kept as idle, and nothing is seen.
struct Patient {
    desktop: Option<Desktop>,
    asked: Instant,
}

impl Patient {
    fn new() -> Self {
        Self { desktop: ask(), asked: Instant::now() }
    }
}

fn ask() -> Option<Desktop> {
    Desktop::new().inspect_err(|error| tracing::warn!("Nothing can be sensed: {error}")).ok()
}

impl Senses for Patient {
    fn observe(&mut self, patience: Duration) -> Seen {
        if self.desktop.is_none() && self.asked.elapsed() >= AGAIN {
            self.desktop = ask();
            self.asked = Instant::now();
        }
        if let Some(desktop) = &mut self.desktop {
            return desktop.observe(patience);
        }
        std::thread::sleep(patience);
        Seen { idle_ms: Some(i64::MAX), lost: Some(senses::Lost::Display), ..Seen::default() }
    }

    fn picture(
        &mut self,
        aim: Aim,
        excluded: &dyn Fn(&Window) -> bool,
    ) -> std::result::Result<Shot, senses::Error> {
        let desktop = self.desktop.as_mut().ok_or(senses::Error::NoWindow)?;
        desktop.picture(aim, excluded)
    }

    fn kept(&mut self) {
        if let Some(desktop) = &mut self.desktop {
            desktop.kept();
        }
    }

    fn abilities(&self) -> Vec<senses::Ability> {
        self.desktop.as_ref().map(Desktop::abilities).unwrap_or_default()
    }
}

/// What a desktop that was just reached for can sense. Display and buses are found while looking,
/// so one that nobody looked with yet would say that there is nothing.
fn sensed(mut desktop: Desktop) -> Vec<Finding> {
    let begun = Instant::now();
    loop {
        desktop.observe(Duration::from_millis(100));
        let abilities = desktop.abilities();
        if abilities.iter().all(|ability| ability.works) || begun.elapsed() >= FIRST_ANSWER {
            return abilities.into_iter().map(Finding::from).collect();
        }
    }
}

/// Stands in for a model that is not installed.
struct Modelless(String);

impl Scribe for Modelless {
    fn transcribe(
        &mut self,
        _: &Sound,
        _: &mut dyn FnMut(f32),
        _: &Cancel,
    ) -> std::result::Result<domain::transcript::Transcript, speech::Error> {
        Err(speech::Error::NoModel { name: self.0.clone() })
    }

    fn model(&self) -> String {
        self.0.clone()
    }
}
