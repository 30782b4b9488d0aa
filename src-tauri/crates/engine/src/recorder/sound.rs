//! When the recorder listens, and how what the ears report becomes rows.

use super::Recorder;
use crate::Result;
use crate::settings::SoundMode;
use capture::sound::{Heard, Want};
use domain::activity::State;
use domain::time::Span;
use store::captures::{self, Capture, Kind};

impl Recorder {
    /// Opens the ears exactly as the mode and the state allow.
    pub(super) fn listen(&mut self, state: State) {
        let sound = &self.settings.sound;
        let wanted = match (sound.mode, state) {
            (SoundMode::Always, State::Working | State::Call) | (SoundMode::Calls, State::Call) => {
                true
            }
            (SoundMode::Off | SoundMode::Calls | SoundMode::Always, _) => false,
        };
        let wanted = wanted && self.chunk.is_some();
        if let Some(ears) = &mut self.ears {
            ears.listen(Want {
                microphone: wanted && sound.microphone,
                system: wanted && sound.system,
            });
        }
    }

    /// Keeps what the ears report. What cannot be kept now waits for the next time, in order: a
    /// segment whose key stands in no row could never be read.
    pub(super) fn hear(&mut self) -> Result<()> {
        if let Some(ears) = &mut self.ears {
            self.heard.extend(ears.poll());
        }
        while let Some(heard) = self.heard.front().cloned() {
            self.keep(heard)?;
            self.heard.pop_front();
        }
        Ok(())
    }

    fn keep(&mut self, heard: Heard) -> Result<()> {
        match heard {
            Heard::Opened { track, id, stored, started } => {
                // Speech that began just as a chunk was closed belongs to the next one.
                let open = match self.chunk {
                    Some(open) => open,
                    None => self.open(self.unopened.unwrap_or(started))?,
                };
                let capture = Capture {
                    id,
                    chunk: open.id,
                    kind: Kind::Sound(track),
                    file: stored.file,
                    key: stored.key.0,
                    span: Span::new(started, started),
                    size_bytes: stored.size_bytes,
                };
                self.daybook.store.note(move |tx| captures::put(tx, &capture))?;
            }
            Heard::Closed { id, started, ended, size_bytes, .. } => {
                let span = Span::new(started, ended);
                self.daybook.store.note(move |tx| captures::close(tx, id, span, size_bytes))?;
            }
            // The health of the tracks says how it goes on.
            Heard::Trouble { track, trouble } => {
                tracing::warn!("Sound of {}: {trouble:?}", track.as_str());
            }
        }
        Ok(())
    }
}
