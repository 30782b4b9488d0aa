//! Asking the cloud where the local answer was unsure.
//!
//! ## When it happens
//!
//! After the local blocks are committed and before the captures are wiped, for [`PATIENCE`] at
//! most: the blocks stand at once, and wiping never waits longer. If nobody could be reached, the
//! chunk is noted, and asked about later from the titles that are kept.
//!
//! A better answer changes drafts only that nobody edited and that were unsure.

use super::{Pipeline, staged};
use crate::Result;
use crate::daybook::Daybook;
use crate::events::Event;
use crate::outbound::{Ledger, schedule};
use capture::seal::WrappedKey;
use cloud::gemini::{
    Answered, Classifier, ClientChoice, Heard, Picture, Piece, ProjectChoice, Question, Recent,
    Refusal, Seen,
};
use domain::block::{Answer, Block};
use domain::chunk::{Chunk, patience};
use domain::client::Client;
use domain::id::BlockId;
use domain::repaint::repaint;
use domain::time::{DAY, MINUTE, Moment, Span};
use domain::work::Target;
use std::sync::Arc;
use std::time::Duration;
use store::captures::{self, Kind};
use store::{Connection, activities, blocks, chunks, clients, facts, refinements};

/// The longest that wiping waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// So many pictures go along at most, where the owner allows any.
const PICTURES: usize = 3;

/// A chunk is asked about later so many times at most.
const LATER: u32 = 6;

/// The cloud classifier and what it needs to run.
pub struct Cloud {
    classifier: Arc<dyn Classifier>,
    runtime: tokio::runtime::Runtime,
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloud").finish_non_exhaustive()
    }
}

impl Cloud {
    /// Asks `classifier`.
    ///
    /// # Errors
    ///
    /// The system refused a runtime.
    pub fn new(classifier: Arc<dyn Classifier>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| crate::Error::System("a network runtime"))?;
        Ok(Self { classifier, runtime })
    }

    fn ask(
        &self,
        daybook: &Daybook,
        question: &Question,
    ) -> std::result::Result<Answered, Refusal> {
        let mut plan = schedule(&daybook.store);
        let books = Ledger(Arc::clone(&daybook.store));
        let asked = self.classifier.classify(question, &mut plan, &books, daybook.now());
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, asked).await })
            .unwrap_or(Err(Refusal::NoReply));
        if let Ok(text) = serde_json::to_string(&plan) {
            // Only what was learnt about models; the count was written before sending.
            let _ = daybook.store.write(move |tx| facts::set(tx, facts::BUDGET, &text));
        }
        answer
    }
}

impl Pipeline {
    /// Asks about a committed chunk whose drafts are unsure. Never fails: the local answer stands.
    pub(super) fn refine(&mut self, chunk: &Chunk) {
        let Some(cloud) = &self.cloud else { return };
        let outcome = self.question(chunk, true).and_then(|question| match question {
            None => Ok(None),
            Some(question) => match cloud.ask(&self.daybook, &question) {
                Ok(answered) => self.take(chunk.span, answered).map(|()| None),
                Err(refusal) => Ok(Some(refusal)),
            },
        });
        match outcome {
            Ok(None) => {}
            Ok(Some(refusal)) if refusal.is_permanent() => {
                tracing::info!(chunk.id = %chunk.id, "The local answer stands: {refusal}");
            }
            Ok(Some(refusal)) => {
                tracing::info!(chunk.id = %chunk.id, "Will ask later: {refusal}");
                let (id, due) = (chunk.id, self.when(&refusal, 1));
                let _ = self.daybook.store.write(move |tx| refinements::put(tx, id, due));
            }
            Err(error) => tracing::warn!(chunk.id = %chunk.id, "The local answer stands: {error}"),
        }
    }

    /// Asks again about chunks that nobody could be asked about when they were committed.
    pub(super) fn refine_later(&mut self) {
        let Some(cloud) = &self.cloud else { return };
        let now = self.daybook.now();
        let Ok(Some((id, attempts))) = self.daybook.store.read(|db| refinements::due(db, now))
        else {
            return;
        };
        let chunk = self.daybook.store.read(|db| chunks::get(db, id)).ok().flatten();
        let question = match &chunk {
            Some(chunk) if attempts < LATER => self.question(chunk, false).ok().flatten(),
            _ => None,
        };
        let again = match (&chunk, question) {
            (Some(chunk), Some(question)) => match cloud.ask(&self.daybook, &question) {
                Ok(answered) => {
                    let _ = self.take(chunk.span, answered);
                    None
                }
                Err(refusal) if refusal.is_permanent() => None,
                Err(refusal) => Some(self.when(&refusal, attempts.saturating_add(1))),
            },
            _ => None,
        };
        let _ = self.daybook.store.write(move |tx| match again {
            Some(due) => refinements::put(tx, id, due),
            None => refinements::remove(tx, id),
        });
    }

    /// When to ask again after `refusal`.
    fn when(&self, refusal: &Refusal, attempts: u32) -> Moment {
        let now = self.daybook.now();
        match refusal {
            Refusal::RateLimited { retry_at }
            | Refusal::Budget { retry_at }
            | Refusal::Server { retry_at, .. } => (*retry_at).max(now.plus(MINUTE)),
            _ => now.plus(patience(attempts.saturating_add(5))),
        }
    }

    /// What to ask about a chunk; nothing if its drafts are sure or a person's. `with_words`
    /// takes along what was said and seen, which is gone after the wipe.
    fn question(&self, chunk: &Chunk, with_words: bool) -> Result<Option<Question>> {
        let sure = self.daybook.settings().classify.limits().sure;
        let zone = self.daybook.clock.zone();
        let question = self.daybook.store.read(|db| {
            let drafts = blocks::within(db, chunk.span)?;
            if !drafts.iter().any(|block| is_unsure(block, sure)) {
                return Ok(None);
            }
            let clients = choices(db)?;
            if clients.is_empty() {
                return Ok(None);
            }
            let mut question = Question {
                span: chunk.span,
                zone: zone.iana_name().unwrap_or("UTC").to_owned(),
                clients,
                pieces: pieces(db, chunk.span)?,
                heard: Vec::new(),
                seen: Vec::new(),
                pictures: None,
                recent: recent(db, chunk.span.start)?,
            };
            if with_words {
                let words: Option<staged::Words> =
                    staged::open(&self.keys, db, chunk.id, chunks::What::Words)?;
                add_words(&mut question, words.unwrap_or_default());
            }
            Ok(Some(question))
        })?;
        let Some(mut question) = question else { return Ok(None) };
        if with_words && self.daybook.settings().gemini.pictures {
            question.pictures = Some(self.pictures(chunk)?);
        }
        Ok(Some(question))
    }

    fn pictures(&self, chunk: &Chunk) -> Result<Vec<Picture>> {
        let all = self.daybook.store.read(|db| captures::of_chunk(db, chunk.id))?;
        let picture = |capture: &captures::Capture| {
            let key = WrappedKey(capture.key.clone());
            let bytes = self.keys.spool.read(&capture.file, &key, capture.id).ok()?;
            Some(Picture { at: capture.span.start, mime: "image/webp".into(), bytes })
        };
        let pictures = all.iter().filter(|capture| capture.kind == Kind::Picture);
        Ok(pictures.filter_map(picture).take(PICTURES).collect())
    }

    /// Lets a better answer into the drafts.
    fn take(&self, within: Span, answered: Answered) -> Result<()> {
        let now = self.daybook.now();
        let sure = self.daybook.settings().classify.limits().sure;
        let clock = self.daybook.clock.clone();
        self.daybook.store.write(move |tx| {
            let billables = clients::billables(tx)?;
            let as_said = |mut answer: Answer| {
                let Answer { client, project, .. } = answer;
                let said = billables.of(Target { client, project, task: None }).said();
                answer.billable = said.unwrap_or(answer.billable);
                answer
            };
            let answers = answered.blocks.into_iter();
            let answers: Vec<(Span, Answer)> =
                answers.map(|block| (block.span, as_said(block.answer))).collect();
            // Read in the transaction that writes: nothing a person did meanwhile is undone.
            let drafts = blocks::within(tx, within)?;
            for repainted in repaint(&drafts, within, &answers, sure) {
                let tokens = blocks::evidence(tx, repainted.draft.id)?;
                for (nth, (span, answer)) in repainted.parts.into_iter().enumerate() {
                    let id = if nth == 0 {
                        repainted.draft.id
                    } else {
                        BlockId::mint(now, clock.random())
                    };
                    let block = Block { id, span, answer, ..repainted.draft.clone() };
                    blocks::put(tx, &block, now)?;
                    blocks::put_evidence(tx, id, &tokens)?;
                }
            }
            Ok(())
        })?;
        self.daybook.events.tell(Event::Blocks);
        Ok(())
    }
}

fn is_unsure(block: &Block, sure: f32) -> bool {
    !block.edited && block.status == domain::block::Status::Draft && block.answer.confidence < sure
}

/// Whose the work can be: nobody's that is archived.
fn choices(db: &Connection) -> store::Result<Vec<ClientChoice>> {
    let projects = clients::projects(db)?;
    let own = |client| {
        let own = projects.iter().filter(move |one| one.client == client && one.archived.is_none());
        own.map(|one| ProjectChoice { id: one.id, name: one.name.clone() }).collect()
    };
    let offered = clients::list(db)?.into_iter().filter(|client| client.archived.is_none());
    let choice = |client: Client| {
        let Client { id, name, .. } = client;
        ClientChoice { id, name, projects: own(id) }
    };
    Ok(offered.map(choice).collect())
}

fn pieces(db: &Connection, span: Span) -> store::Result<Vec<Piece>> {
    let piece = |row: domain::activity::Activity| {
        let window = row.window.unwrap_or_default();
        Piece {
            span: row.span,
            program: window.program,
            title: window.title,
            site: window.site,
            state: row.state,
        }
    };
    Ok(activities::within(db, span)?.into_iter().map(piece).collect())
}

fn recent(db: &Connection, before: Moment) -> store::Result<Vec<Recent>> {
    let days = Span::new(before.minus(7 * DAY), before);
    let known = |block: &Block| block.answer.client.is_some();
    let recent = |block: Block| Recent {
        span: block.span,
        client: block.answer.client,
        project: block.answer.project,
        label: block.answer.label,
    };
    Ok(blocks::within(db, days)?.into_iter().rev().filter(known).take(30).map(recent).collect())
}

fn add_words(question: &mut Question, words: staged::Words) {
    let heard = |phrase: staged::Phrase| Heard {
        span: Span::new(Moment(phrase.start_ms), Moment(phrase.end_ms)),
        track: phrase.track,
        text: phrase.text,
    };
    let seen = |sight: staged::Sight| Seen { at: Moment(sight.at_ms), text: sight.text };
    question.heard = words.heard.into_iter().map(heard).collect();
    question.seen = words.seen.into_iter().map(seen).collect();
}
