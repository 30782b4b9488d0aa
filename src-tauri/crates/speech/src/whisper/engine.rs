//! whisper.cpp, one window at a time. Runs in the child.
//!
//! - One context and one state, made once. Parameters are made once too and cloned, because the
//!   setters of whisper-rs that take strings leak.
//! - whisper.cpp is asked for one segment; phrases are cut here at its timestamp tokens. It would
//!   otherwise encode the last half second of a window once more.
//! - The encoder is told how much of its 30 s is used, which is where short windows win; what
//!   looks wrong afterwards is heard again at full width, and with some chance in the decoder.

use std::ffi::{c_int, c_void};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError,
    WhisperState,
};

use domain::transcript::Segment;

use super::judge::{self, Phrase, Raw, Token};
use super::pressure;
use super::protocol::Effort;
use super::voiced::voiced;
use crate::Sound;

/// The encoder's full width in steps of 20 ms. Whisper's own is 1500; the fast matrix kernels
/// take multiples of 16 only, and without them attention takes a third longer (measured).
const FULL_WIDTH: u32 = 1488;
/// Below this the encoder is out of its element and the decoder rambles (measured).
const LEAST_WIDTH: u32 = 512;
/// Room behind the last sample: the decoder wants to see the end (measured).
const ROOM: u32 = 64;

/// What came of a window.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Phrases, with times from the window's first sample.
    Heard(Vec<Segment>, Effort),
    /// The wish to stop was heard first.
    Stopped,
    /// whisper.cpp's number.
    Failed(i32),
}

/// Loaded weights and the memory to compute in.
pub(crate) struct Engine {
    context: WhisperContext,
    state: WhisperState,
    params: FullParams<'static, 'static>,
    threads: u32,
    stop: Arc<AtomicBool>,
}

impl Engine {
    /// Loads a ggml file. `stop` ends a window within a fraction of a second when set.
    pub(crate) fn load(
        model: &Path,
        threads: u32,
        language: Option<&str>,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, WhisperError> {
        // Without these, whisper.cpp writes about its work to the terminal.
        whisper_rs::install_logging_hooks();
        let mut settings = WhisperContextParameters::new();
        // Slower on every processor measured (docs/decisions).
        settings.flash_attn(false);
        let context = WhisperContext::new_with_params(model, settings)?;
        let state = context.create_state()?;

        let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        let known = language.and_then(whisper_rs::get_lang_id).and_then(whisper_rs::get_lang_str);
        params.set_language(Some(match known {
            Some(code) => code,
            None if context.is_multilingual() => "auto",
            None => "en",
        }));
        params.set_no_context(true);
        params.set_n_max_text_ctx(0);
        params.set_single_segment(true);
        params.set_suppress_nst(true);
        params.set_print_special(false);
        params.set_print_progress(false);
        params.set_print_realtime(false);
        params.set_print_timestamps(false);
        // SAFETY: the callback gets the pointer set below and reads an atomic through it.
        unsafe { params.set_abort_callback(Some(asked_to_stop)) };
        // SAFETY: `stop` is kept by the engine, so the pointer outlives every call of `full`.
        unsafe {
            params.set_abort_callback_user_data(Arc::as_ptr(&stop).cast_mut().cast::<c_void>())
        };
        Ok(Self { context, state, params, threads: threads.max(1), stop })
    }

    /// Writes down one window: 16 kHz mono, at most 30 s, and where in it somebody speaks.
    pub(crate) fn hear(&mut self, samples: &[f32], speech: &[(u64, u64)]) -> Outcome {
        let mut effort = Effort::default();
        let mut segments = Vec::new();
        let mut from = 0usize;
        // A pass that ends early leaves a rest, which is heard on its own.
        for _ in 0..4 {
            let Some(rest) = samples.get(from..).filter(|rest| rest.len() >= judge::SHORTEST)
            else {
                break;
            };
            let speech = judge::shifted(speech, from as u64);
            // A rest is mostly breath: it gets one pass, which has to be right.
            let outcome = match from {
                0 => self.best(rest, &speech, &mut effort),
                _ => self.only(rest, &speech, &mut effort),
            };
            let raw = match outcome {
                Ok(raw) => raw,
                Err(outcome) => return outcome,
            };
            let loud = voiced(rest, &speech);
            segments.extend(judge::segments(&raw, &loud, from as u64, rest.len() as u64));
            match judge::heard_to(&raw, &loud, rest.len() as u64) {
                Some(to) => from += usize::try_from(to).unwrap_or(usize::MAX),
                None => break,
            }
        }
        Outcome::Heard(segments, effort)
    }

    /// The first text that looks right; of those that do not, the least wrong.
    fn best(
        &mut self,
        samples: &[f32],
        speech: &[(u64, u64)],
        effort: &mut Effort,
    ) -> Result<Raw, Outcome> {
        let narrow = width(samples.len());
        let first = self.pass(samples, narrow, 0.0)?;
        effort.passes += 1;
        let verdict = judge::verdict(&first, speech);
        if verdict.good {
            return Ok(first);
        }
        let mut best = (verdict.badness, first);
        for (width, temperature) in [(FULL_WIDTH, 0.0), (FULL_WIDTH, 0.4), (FULL_WIDTH, 0.8)] {
            if width == narrow && temperature == 0.0 {
                continue; // heard already
            }
            if temperature > 0.0 && best.1.phrases.is_empty() {
                break; // music: chance would make words of it
            }
            let raw = self.pass(samples, width, temperature)?;
            effort.passes += 1;
            effort.repeats += 1;
            let verdict = judge::verdict(&raw, speech);
            if verdict.badness < best.0 {
                best = (verdict.badness, raw);
            }
            if verdict.good {
                break;
            }
        }
        Ok(best.1)
    }

    /// The first text, if it looks right.
    fn only(
        &mut self,
        samples: &[f32],
        speech: &[(u64, u64)],
        effort: &mut Effort,
    ) -> Result<Raw, Outcome> {
        let raw = self.pass(samples, width(samples.len()), 0.0)?;
        effort.passes += 1;
        Ok(if judge::verdict(&raw, speech).good { raw } else { Raw::default() })
    }

    fn pass(&mut self, samples: &[f32], width: u32, temperature: f32) -> Result<Raw, Outcome> {
        let mut params = self.params.clone();
        params.set_n_threads(c_int::try_from(pressure::crew(self.threads)).unwrap_or(1));
        params.set_audio_ctx(c_int::try_from(width).unwrap_or(0));
        params.set_temperature(temperature);
        params.set_temperature_inc(0.0);
        match self.state.full(params, samples) {
            Ok(()) => self.collect().map_err(|_| Outcome::Failed(0)),
            Err(_) if self.stop.load(Ordering::SeqCst) => {
                // The graph was left half computed: start the next window from a clean state.
                match self.context.create_state() {
                    Ok(state) => {
                        self.state = state;
                        Err(Outcome::Stopped)
                    }
                    Err(_) => Err(Outcome::Failed(0)),
                }
            }
            Err(WhisperError::GenericError(code)) => Err(Outcome::Failed(code)),
            Err(_) => Err(Outcome::Failed(0)),
        }
    }

    fn collect(&self) -> Result<Raw, WhisperError> {
        let (eot, first_stamp) = (self.context.token_eot(), self.context.token_beg());
        let mut raw = Raw::default();
        let mut open = Phrase::default();
        let (mut likelihood, mut counted) = (0.0, 0u16);
        for segment in self.state.as_iter() {
            raw.no_speech = segment.no_speech_probability();
            for index in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(index) else { continue };
                let data = token.token_data();
                if data.id >= first_stamp {
                    // A stamp closes a phrase that has words and opens the next.
                    let stamp = u64::try_from(data.id - first_stamp).unwrap_or(0) * judge::STAMP;
                    raw.last_stamp = Some(stamp);
                    if open.tokens.is_empty() {
                        open.start = stamp;
                    } else {
                        open.end = Some(stamp);
                        raw.phrases.push(std::mem::take(&mut open));
                        // The usual pair: the next stamp moves this.
                        open.start = stamp;
                    }
                } else if data.id < eot {
                    likelihood += data.plog;
                    counted = counted.saturating_add(1);
                    open.tokens.push(Token { id: data.id, bytes: token.to_bytes()?.to_vec() });
                }
            }
        }
        if !open.tokens.is_empty() {
            raw.phrases.push(open);
        }
        raw.likelihood = if counted == 0 { 0.0 } else { likelihood / f32::from(counted) };
        Ok(raw)
    }
}

/// How much of the encoder a window needs.
fn width(samples: usize) -> u32 {
    let steps = u32::try_from(samples.div_ceil(Sound::RATE as usize / 50)).unwrap_or(FULL_WIDTH);
    (steps + ROOM).next_multiple_of(16).clamp(LEAST_WIDTH, FULL_WIDTH)
}

/// whisper.cpp asks this between the nodes of its graph.
unsafe extern "C" fn asked_to_stop(stop: *mut c_void) -> bool {
    // SAFETY: set in `load` to an atomic that the engine keeps alive.
    let stop = unsafe { &*stop.cast::<AtomicBool>() };
    stop.load(Ordering::SeqCst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoder_is_as_wide_as_the_window_within_its_bounds() {
        assert_eq!(width(16_000), LEAST_WIDTH);
        assert_eq!(width(20 * 16_000), 1072);
        assert_eq!(width(30 * 16_000), FULL_WIDTH);
    }

    #[test]
    fn the_callback_sees_the_wish_to_stop() {
        let stop = AtomicBool::new(false);
        let pointer = (&raw const stop).cast_mut().cast::<c_void>();
        // SAFETY: the pointer is to the atomic above.
        assert!(!unsafe { asked_to_stop(pointer) });
        stop.store(true, Ordering::SeqCst);
        // SAFETY: as above.
        assert!(unsafe { asked_to_stop(pointer) });
    }
}
