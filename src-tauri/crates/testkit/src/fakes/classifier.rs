//! Somebody to ask who is not there.

use cloud::gemini::schedule::Schedule;
use cloud::gemini::{Answered, Books, Classifier, Kinds, Outbound, Proposed, Question, Refusal};
use domain::block::Answer;
use domain::time::Moment;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Script = Box<dyn FnMut(&Question) -> Result<Answered, Refusal> + Send>;

/// Answers, refuses, or never answers; and keeps the books as a real one must.
#[derive(Clone)]
pub struct FakeClassifier(Arc<Mutex<Desk>>);

struct Desk {
    /// `None`: it never answers.
    script: Option<Script>,
    calls: usize,
    kinds: Option<Kinds>,
}

impl std::fmt::Debug for FakeClassifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeClassifier").field("calls", &self.calls()).finish_non_exhaustive()
    }
}

impl FakeClassifier {
    /// Asks `script` what to say.
    pub fn new(
        script: impl FnMut(&Question) -> Result<Answered, Refusal> + Send + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(Desk { script: Some(Box::new(script)), calls: 0, kinds: None })))
    }

    /// Says that all of the asked time was `label` for the client of that name.
    #[must_use]
    pub fn knowing(client: &str, label: &str) -> Self {
        let (client, label) = (client.to_owned(), label.to_owned());
        Self::new(move |question| {
            let known = question.clients.iter().find(|choice| choice.name == client);
            let answer = Answer {
                client: Some(known.ok_or(Refusal::BadAnswer)?.id),
                project: None,
                label: label.clone(),
                billable: true,
                confidence: 0.9,
                reason: "the fake says so".into(),
            };
            let blocks = vec![Proposed { span: question.span, answer }];
            Ok(Answered { model: "fake".into(), blocks, refused: 0 })
        })
    }

    /// Refuses every time.
    #[must_use]
    pub fn refusing(refusal: Refusal) -> Self {
        Self::new(move |_| Err(refusal.clone()))
    }

    /// Takes the question and never answers.
    #[must_use]
    pub fn hanging() -> Self {
        Self(Arc::new(Mutex::new(Desk { script: None, calls: 0, kinds: None })))
    }

    /// How often it was asked.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.desk().calls
    }

    /// What the last question carried.
    #[must_use]
    pub fn last_kinds(&self) -> Option<Kinds> {
        self.desk().kinds
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` if it never answers.
    fn answer(
        &self,
        question: &Question,
        schedule: &Schedule,
        books: &dyn Books,
        now: Moment,
    ) -> Option<Result<Answered, Refusal>> {
        let kinds = Kinds::of(question);
        let mut desk = self.desk();
        desk.calls += 1;
        desk.kinds = Some(kinds);
        let sent = Outbound { at: now, model: "fake".into(), bytes: 1_000, kinds };
        if let Err(unwritten) = books.about_to_send(&sent, schedule) {
            return Some(Err(unwritten.into()));
        }
        let answer = (desk.script.as_mut()?)(question);
        if answer == Err(Refusal::Offline) {
            books.never_left(&sent);
        }
        Some(answer)
    }
}

impl Classifier for FakeClassifier {
    fn classify<'a>(
        &'a self,
        question: &'a Question,
        schedule: &'a mut Schedule,
        books: &'a dyn Books,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Answered, Refusal>> + Send + 'a>> {
        Box::pin(async move {
            match self.answer(question, schedule, books, now) {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        })
    }
}
