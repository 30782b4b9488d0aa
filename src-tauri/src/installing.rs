//! Fetching a speech model in the background: one at a time, with progress and an end.

use crate::wire::{Changed, ModelStep, Problem};
use cloud::download::{self, CancelToken};
use engine::Daybook;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::AppHandle;
use tauri_specta::Event;

/// How often the window hears of progress.
const BEAT: Duration = Duration::from_millis(200);

/// What is being fetched, if anything is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Installing(Arc<Mutex<Option<CancelToken>>>);

impl Installing {
    /// Starts fetching `name`.
    ///
    /// Errors: another model is being fetched.
    pub(crate) fn start(
        &self,
        app: &AppHandle,
        daybook: Daybook,
        name: String,
    ) -> Result<(), Problem> {
        let cancel = CancelToken::default();
        {
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if now.is_some() {
                return Err(Problem::new(
                    "busy",
                    "another model is being fetched; wait for it or cancel it",
                ));
            }
            *now = Some(cancel.clone());
        }
        let (this, app) = (self.clone(), app.clone());
        std::thread::spawn(move || {
            this.fetch(&app, &daybook, &name, &cancel);
        });
        Ok(())
    }

    /// Stops fetching.
    pub(crate) fn cancel(&self) {
        if let Some(cancel) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            cancel.cancel();
        }
    }

    fn fetch(&self, app: &AppHandle, daybook: &Daybook, name: &str, cancel: &CancelToken) {
        let mut told: Option<Instant> = None;
        let mut reached = (0, 0);
        let tell = |state, (done_bytes, total_bytes), problem| {
            let change = Changed::ModelProgress {
                name: name.to_owned(),
                done_bytes,
                total_bytes,
                state,
                problem,
            };
            // Nobody may be looking.
            let _ = change.emit(app);
        };
        let outcome = daybook.install_model(
            name,
            |progress: download::Progress| {
                reached = (progress.done_bytes, progress.size_bytes);
                if told.is_none_or(|at| at.elapsed() >= BEAT) {
                    told = Some(Instant::now());
                    tell(ModelStep::Running, reached, None);
                }
            },
            cancel,
        );
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match outcome {
            Ok(_) => tell(ModelStep::Done, reached, None),
            Err(_) if cancel.is_cancelled() => tell(ModelStep::Cancelled, reached, None),
            Err(error) => tell(ModelStep::Failed, reached, Some(error.into())),
        }
    }
}
