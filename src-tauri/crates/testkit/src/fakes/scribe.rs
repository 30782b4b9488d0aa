//! A scribe that hears what a test says, not what was recorded.

use domain::transcript::{Segment, Transcript};
use speech::{Cancel, Error, Scribe, Sound};
use std::sync::{Arc, Mutex, PoisonError};

type Script = Box<dyn FnMut(usize) -> Result<String, Error> + Send>;

/// Writes down what its script says.
#[derive(Clone)]
pub struct FakeScribe(Arc<Mutex<Desk>>);

struct Desk {
    script: Script,
    calls: usize,
}

impl std::fmt::Debug for FakeScribe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeScribe").field("calls", &self.calls()).finish_non_exhaustive()
    }
}

impl FakeScribe {
    /// Asks `script` what to write; it is told how often it was asked before.
    pub fn new(script: impl FnMut(usize) -> Result<String, Error> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Desk { script: Box::new(script), calls: 0 })))
    }

    /// Hears the same words in every sound.
    #[must_use]
    pub fn saying(words: &str) -> Self {
        let words = words.to_owned();
        Self::new(move |_| Ok(words.clone()))
    }

    /// Fails in a way that may pass so many times, then hears `words`.
    #[must_use]
    pub fn stumbling(times: usize, words: &str) -> Self {
        let words = words.to_owned();
        Self::new(move |nth| if nth < times { Err(Error::Crashed) } else { Ok(words.clone()) })
    }

    /// Fails in a way that no other try can mend.
    #[must_use]
    pub fn broken() -> Self {
        Self::new(|_| Err(Error::Engine { code: -7 }))
    }

    /// How often it was asked.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).calls
    }
}

impl Scribe for FakeScribe {
    fn transcribe(
        &mut self,
        sound: &Sound,
        progress: &mut dyn FnMut(f32),
        cancel: &Cancel,
    ) -> Result<Transcript, Error> {
        cancel.check()?;
        let mut desk = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = desk.calls;
        desk.calls += 1;
        let text = (desk.script)(nth)?;
        progress(1.0);
        if text.is_empty() {
            return Ok(Transcript::default());
        }
        let segment = Segment { start_ms: 0, end_ms: sound.duration_ms(), text, words: vec![] };
        Ok(Transcript { segments: vec![segment] })
    }

    fn model(&self) -> String {
        "fake".into()
    }
}
