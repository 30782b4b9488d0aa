//! # Gemini
//!
//! The classifier that is asked when the local one is unsure, if the owner has set a key.
//!
//! ## When a question leaves the machine
//!
//! Only with a key, only within the daily number of requests, and only after
//! [`Books::about_to_send`] has written down what is about to leave. Models are asked in the
//! owner's order; one that is gone, exhausted or overloaded is put aside ([`schedule`]) and
//! the next one is asked at once. Nothing here waits for a better moment: a [`Refusal`] says
//! when to come back, and the caller goes on with its local answer.
//!
//! ## What is deliberately absent
//!
//! Words of the model's own about *why*: they could quote what was said or seen, and would
//! outlive the wipe. The reason is built from fixed parts, and so is the label when speech or
//! screen went along ([`wording`]).

use crate::http;
use crate::secret::Secret;
use domain::block::Answer;
use domain::time::{Moment, Span};
use schedule::{Schedule, Wait};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

mod answer;
mod ask;
mod generate;
mod interactions;
mod prompt;
mod question;
mod reply;
pub mod schedule;
pub mod wording;

pub use question::{
    ClientChoice, Heard, Kinds, Outbound, Picture, Piece, ProjectChoice, Question, Recent, Seen,
};

/// Something that says what a stretch of work was: [`Gemini`], or a fake of it.
pub trait Classifier: Send + Sync {
    /// Asks `question`, keeping `schedule` up to date and telling `books` what leaves.
    ///
    /// The caller keeps `schedule` between calls and over restarts. Takes at most
    /// [`Settings::timeout`] for each model tried.
    ///
    /// # Errors
    /// See [`Refusal`].
    fn classify<'a>(
        &'a self,
        question: &'a Question,
        schedule: &'a mut Schedule,
        books: &'a dyn Books,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Answered, Refusal>> + Send + 'a>>;
}

/// Where the owner can read what left the machine.
pub trait Books: Send + Sync {
    /// Called before a request is sent, with the schedule that counts it. An error keeps the
    /// request back.
    ///
    /// # Errors
    /// If it could not be written down.
    fn about_to_send(&self, outbound: &Outbound, schedule: &Schedule) -> Result<(), Unwritten>;

    /// Called when that request never left, because no connection came about.
    fn never_left(&self, outbound: &Outbound);
}

/// The books could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what would be sent could not be written down")]
pub struct Unwritten;

/// What a classifier said.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The model that answered.
    pub model: String,
    /// In order of time, inside the chunk, not overlapping; at least one.
    pub blocks: Vec<Proposed>,
    /// How many entries of the answer were not fit to be used.
    pub refused: usize,
}

/// A stretch inside the chunk and what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// When.
    pub span: Span,
    /// What.
    pub answer: Answer,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no key: Gemini is off.
    #[error("there is no key for Gemini")]
    NoKey,
    /// The key is not accepted.
    #[error("Gemini does not accept the key")]
    BadKey,
    /// No connection came about; nothing left the machine.
    #[error("Gemini cannot be reached")]
    Offline,
    /// The connection was there, and it broke or no whole answer came in time.
    #[error("Gemini gave no answer in time")]
    NoReply,
    /// The provider's rules forbid an answer.
    #[error("Gemini declined to answer")]
    Blocked,
    /// The answer ends in the middle.
    #[error("the answer of Gemini was cut off")]
    CutOff,
    /// The answer is not what was asked for.
    #[error("the answer of Gemini could not be used")]
    BadAnswer,
    /// The request itself was refused.
    #[error("Gemini refused the request (status {status})")]
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// Every model is exhausted or overloaded.
    #[error("Gemini has had enough requests for now")]
    RateLimited {
        /// When the first of them may be asked again.
        retry_at: Moment,
    },
    /// None of the models exists any more.
    #[error("none of the models set for Gemini exists")]
    ModelGone,
    /// The owner's daily number of requests is used up.
    #[error("today's requests to Gemini are used up")]
    Budget {
        /// When the next day begins there.
        retry_at: Moment,
    },
    /// Every model failed on the provider's side.
    #[error("Gemini has trouble of its own (status {status})")]
    Server {
        /// The HTTP status that came last.
        status: u16,
        /// When the first of them may be asked again.
        retry_at: Moment,
    },
    /// The request was kept back.
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
}

/// Which of the two interfaces is spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interface {
    /// The one that new projects are told to use; requests are not stored (`store: false`).
    #[default]
    Interactions,
    /// The older one, for a model or a proxy that knows only it.
    GenerateContent,
}

/// How Gemini is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// In the order in which they are tried.
    pub models: Vec<String>,
    /// At most so many requests between two midnights in California, where the provider's
    /// day begins.
    pub requests_per_day: u32,
    /// Which interface.
    pub interface: Interface,
    /// For one request, from the first byte to the last.
    pub timeout: Duration,
    /// Where the service is, without a trailing slash.
    pub base_url: String,
}

/// The real classifier.
pub struct Gemini {
    http: reqwest::Client,
    key: Option<Secret>,
    settings: Settings,
}

/// Why Gemini cannot be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The key would travel in the clear.
    #[error("the address of Gemini must begin with https")]
    InTheClear,
    /// This machine has no certificates to tell servers apart by.
    #[error("the certificates of this system cannot be used; install ca-certificates")]
    Http(#[source] reqwest::Error),
}

impl Gemini {
    /// A classifier that asks with `key`, or refuses with [`Refusal::NoKey`] without one.
    ///
    /// # Errors
    /// If the address is not secure (this machine itself excepted), or the system's
    /// certificates cannot be used.
    pub fn new(key: Option<Secret>, settings: Settings) -> Result<Self, Unusable> {
        if !http::is_private(&settings.base_url) {
            return Err(Unusable::InTheClear);
        }
        let http = http::client(&settings.base_url).map_err(Unusable::Http)?;
        Ok(Self { http, key, settings })
    }

    async fn ask(
        &self,
        question: &Question,
        schedule: &mut Schedule,
        books: &dyn Books,
        now: Moment,
    ) -> Result<Answered, Refusal> {
        let key = self.key.as_ref().ok_or(Refusal::NoKey)?;
        let prompt = prompt::Prompt::new(question);
        let mut last = None;
        loop {
            let model =
                match schedule.next(&self.settings.models, self.settings.requests_per_day, now) {
                    Ok(model) => model.to_owned(),
                    Err(wait) => return Err(refusal_for(wait, last)),
                };
            match ask::ask(self, key, &prompt, &model, schedule, books, now).await {
                Ok(text) => return answer::read(&text, question, &prompt, &model),
                Err(ask::Failed::ThisModel { status }) => last = Some(status),
                Err(ask::Failed::All(refusal)) => return Err(refusal),
            }
        }
    }
}

impl Classifier for Gemini {
    fn classify<'a>(
        &'a self,
        question: &'a Question,
        schedule: &'a mut Schedule,
        books: &'a dyn Books,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Answered, Refusal>> + Send + 'a>> {
        Box::pin(self.ask(question, schedule, books, now))
    }
}

impl Settings {
    /// These settings with the address that `DAYBOOK_GEMINI_URL` names, if it is set.
    #[must_use]
    pub fn with_address_from_process(mut self) -> Self {
        if let Ok(url) = std::env::var("DAYBOOK_GEMINI_URL")
            && !url.trim().is_empty()
        {
            self.base_url = url.trim().trim_end_matches('/').to_owned();
        }
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            models: ["gemini-3.8-flash", "gemini-3.5-flash-lite", "gemini-3.1-flash-lite"]
                .map(str::to_owned)
                .to_vec(),
            requests_per_day: 200,
            interface: Interface::default(),
            timeout: Duration::from_secs(25),
            base_url: "https://generativelanguage.googleapis.com".to_owned(),
        }
    }
}

impl Refusal {
    /// Whether asking the same question again cannot help, whatever happens meanwhile.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Blocked | Self::CutOff | Self::BadAnswer | Self::Rejected { .. } => true,
            Self::NoKey
            | Self::BadKey
            | Self::Offline
            | Self::NoReply
            | Self::RateLimited { .. }
            | Self::ModelGone
            | Self::Budget { .. }
            | Self::Server { .. }
            | Self::Unwritten(_) => false,
        }
    }

    /// When asking again may help, where that is known.
    #[must_use]
    pub const fn retry_at(&self) -> Option<Moment> {
        match self {
            Self::RateLimited { retry_at }
            | Self::Budget { retry_at }
            | Self::Server { retry_at, .. } => Some(*retry_at),
            Self::NoKey
            | Self::BadKey
            | Self::Offline
            | Self::NoReply
            | Self::Blocked
            | Self::CutOff
            | Self::BadAnswer
            | Self::Rejected { .. }
            | Self::ModelGone
            | Self::Unwritten(_) => None,
        }
    }
}

impl fmt::Debug for Gemini {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gemini").field("settings", &self.settings).finish_non_exhaustive()
    }
}

const fn refusal_for(wait: Wait, last: Option<u16>) -> Refusal {
    match (wait, last) {
        (Wait::Budget { until }, _) => Refusal::Budget { retry_at: until },
        (Wait::Gone, _) => Refusal::ModelGone,
        (Wait::Parked { until }, Some(status)) if status >= 500 => {
            Refusal::Server { status, retry_at: until }
        }
        (Wait::Parked { until }, _) => Refusal::RateLimited { retry_at: until },
    }
}
