//! What may be told about a stretch of work, and what is written down about the telling.

use domain::activity::State;
use domain::id::{ClientId, ProjectId};
use domain::time::{Moment, Span};
use domain::transcript::Track;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One stretch of work and all that may be told about it. Who asks leaves out what is excluded.
#[derive(Clone)]
pub struct Question {
    /// The chunk.
    pub span: Span,
    /// The IANA name of the owner's time zone.
    pub zone: String,
    /// The choice there is.
    pub clients: Vec<ClientChoice>,
    /// Which windows were in front, in order.
    pub pieces: Vec<Piece>,
    /// What was said.
    pub heard: Vec<Heard>,
    /// What was read from the screen.
    pub seen: Vec<Seen>,
    /// Pictures; `None` unless the owner allows them.
    pub pictures: Option<Vec<Picture>>,
    /// Blocks of the last days, newest first.
    pub recent: Vec<Recent>,
}

/// A client to choose from.
#[derive(Clone)]
pub struct ClientChoice {
    /// Its id. It stays here; a short name stands for it in the request.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// Its projects.
    pub projects: Vec<ProjectChoice>,
}

/// A project to choose from.
#[derive(Clone)]
pub struct ProjectChoice {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
}

/// A stretch with one window in front.
#[derive(Clone)]
pub struct Piece {
    /// When.
    pub span: Span,
    /// The program; empty if no window was known.
    pub program: String,
    /// The title of its window.
    pub title: String,
    /// The site, for a browser.
    pub site: Option<String>,
    /// What the owner was doing as far as the machine can tell.
    pub state: State,
}

/// A phrase that was said.
#[derive(Clone)]
pub struct Heard {
    /// When.
    pub span: Span,
    /// By the owner or by the other side.
    pub track: Track,
    /// The words.
    pub text: String,
}

/// Words that stood on the screen.
#[derive(Clone)]
pub struct Seen {
    /// When the picture was taken.
    pub at: Moment,
    /// The words.
    pub text: String,
}

/// A picture of the screen.
#[derive(Clone)]
pub struct Picture {
    /// When it was taken.
    pub at: Moment,
    /// `image/webp`, `image/png` or `image/jpeg`.
    pub mime: String,
    /// The encoded picture.
    pub bytes: Vec<u8>,
}

/// A block of the last days.
#[derive(Clone)]
pub struct Recent {
    /// When.
    pub span: Span,
    /// For whom.
    pub client: Option<ClientId>,
    /// Which project.
    pub project: Option<ProjectId>,
    /// What.
    pub label: String,
}

/// What one request carries: how much and of which kinds, never the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// When.
    pub at: Moment,
    /// To which model.
    pub model: String,
    /// The size of the request's body.
    pub bytes: u64,
    /// What was in it.
    pub kinds: Kinds,
}

/// The kinds of things that a request carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Programs, window titles and sites.
    pub titles: bool,
    /// What was said.
    pub transcript: bool,
    /// Words read from the screen.
    pub words: bool,
    /// Pictures of the screen.
    pub pictures: bool,
    /// Names of clients and projects.
    pub names: bool,
    /// Blocks of the last days.
    pub recent: bool,
}

impl Kinds {
    /// What `question` would carry.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        Self {
            titles: !question.pieces.is_empty(),
            transcript: !question.heard.is_empty(),
            words: !question.seen.is_empty(),
            pictures: question.pictures.as_ref().is_some_and(|pictures| !pictures.is_empty()),
            names: !question.clients.is_empty(),
            recent: !question.recent.is_empty(),
        }
    }

    /// The kinds by name, for the owner's list.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        [
            (self.titles, "window titles"),
            (self.transcript, "transcript"),
            (self.words, "words on screen"),
            (self.pictures, "pictures"),
            (self.names, "client and project names"),
            (self.recent, "recent blocks"),
        ]
        .into_iter()
        .filter_map(|(sent, name)| sent.then_some(name))
        .collect()
    }

    /// Whether anything was sent that is wiped here once the block is committed.
    #[must_use]
    pub const fn has_content(self) -> bool {
        self.transcript || self.words || self.pictures
    }
}

/// Counts only: a question is nothing but content.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("span", &self.span)
            .field("clients", &self.clients.len())
            .field("pieces", &self.pieces.len())
            .field("heard", &self.heard.len())
            .field("seen", &self.seen.len())
            .field("pictures", &self.pictures.as_ref().map(Vec::len))
            .field("recent", &self.recent.len())
            .finish_non_exhaustive()
    }
}
