//! Sound from a real sound server into the spool and back: PulseAudio with sinks in memory, a
//! recorded voice, and the things that go wrong with devices.
#![cfg(all(target_os = "linux", feature = "desktop"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at a surprise")]

use capture::seal::DeviceKey;
use capture::sound::{
    self, Ears, Heard, Input, Inputs, Mint, Piece, SoundCard, State, Track, Trouble, Want,
};
use capture::spool::{End, Spool, Stored};
use domain::id::CaptureId;
use domain::time::Moment;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use testkit::pulse::Pulse;

const BOTH: Want = Want { microphone: true, system: true };
const NONE: Want = Want { microphone: false, system: false };
const MICROPHONE: Want = Want { microphone: true, system: false };

/// Generous: nothing here is a measurement.
const PATIENCE: Duration = Duration::from_secs(60);

/// When the tests' clock began, so that segments have plausible times.
const DAWN: Moment = Moment(1_790_000_000_000);

// The sound server is found through the environment, which all tests of this process share.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Desk {
    pulse: Pulse,
    spool: Spool,
    ears: SoundCard,
    heard: Vec<Heard>,
    home: tempfile::TempDir,
    begun: Instant,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    fn new() -> Self {
        Self::with(Inputs::default(), 1 << 30, Pulse::start)
    }

    fn with(inputs: Inputs, budget: u64, server: impl Fn() -> std::io::Result<Pulse>) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let pulse = server().unwrap();
        for (name, value) in pulse.environment() {
            // SAFETY: tests wait for their turn, and what an earlier one started has ended.
            unsafe { std::env::set_var(name, value) };
        }
        let home = tempfile::tempdir().unwrap();
        let key = DeviceKey::from_bytes([3; 32]);
        let spool = Spool::open(&home.path().join("spool"), key, budget).unwrap();
        let begun = Instant::now();
        let ears = SoundCard::new(spool.clone(), mint(begun), inputs);
        Self { pulse, spool, ears, heard: Vec::new(), home, begun, _turn: turn }
    }

    fn state(&self, track: Track) -> State {
        let health = self.ears.health();
        health.iter().find(|health| health.track == track).unwrap().state
    }

    fn wait(&mut self, what: &str, until: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !until(self) {
            let health = self.ears.health();
            assert!(begun.elapsed() < PATIENCE, "{what} did not happen: {health:?}");
            std::thread::sleep(Duration::from_millis(50));
            self.heard.extend(self.ears.poll());
        }
    }

    fn wait_for(&mut self, track: Track, state: State) {
        self.wait(&format!("{track:?} {state:?}"), |desk| desk.state(track) == state);
    }

    fn cut(&mut self) {
        self.ears.cut(now(self.begun));
        self.heard.extend(self.ears.poll());
    }

    /// The segments that were opened, and for each whether it was closed.
    fn segments(&self, of: Track) -> Vec<(CaptureId, Stored, Moment, bool)> {
        let opened = self.heard.iter().filter_map(|heard| match heard {
            Heard::Opened { track, id, stored, started } if *track == of => {
                Some((*id, stored.clone(), *started, self.is_closed(*id)))
            }
            _ => None,
        });
        opened.collect()
    }

    fn is_closed(&self, segment: CaptureId) -> bool {
        self.heard.iter().any(|heard| matches!(heard, Heard::Closed { id, .. } if *id == segment))
    }

    fn had(&self, of: Track, what: Trouble) -> bool {
        self.heard.contains(&Heard::Trouble { track: of, trouble: what })
    }

    fn read(&self, id: CaptureId, stored: &Stored) -> sound::Recorded {
        sound::read(&self.spool, &stored.file, &stored.key, id).unwrap()
    }

    /// Plays five seconds of a recorded voice and waits until it was heard out.
    fn speak(&mut self, track: Track) {
        let voice = voice_wav(self.home.path());
        let playing = match track {
            Track::Microphone => self.pulse.play(&voice),
            Track::System => self.pulse.play_aloud(&voice),
        };
        playing.unwrap().wait().unwrap();
        self.wait("the end of speech", |desk| desk.state(track) != State::Hearing);
    }
}

fn mint(begun: Instant) -> Mint {
    let number = AtomicU8::new(0);
    Arc::new(move || {
        let now = now(begun);
        (now, CaptureId::mint(now, [number.fetch_add(1, Ordering::Relaxed); 10]))
    })
}

fn now(begun: Instant) -> Moment {
    DAWN.plus(i64::try_from(begun.elapsed().as_millis()).unwrap())
}

fn voice() -> Vec<f32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/speech/jfk.wav");
    let mut samples = sound::read_wav(&path).unwrap();
    samples.truncate(5 * 16_000);
    samples
}

fn wav(path: PathBuf, samples: Vec<f32>) -> PathBuf {
    let piece = Piece { offset_ms: 0, samples };
    std::fs::write(&path, sound::to_wav(&[piece]).unwrap()).unwrap();
    path
}

fn voice_wav(dir: &Path) -> PathBuf {
    wav(dir.join("voice.wav"), voice())
}

/// How alike two sounds are in their loudness over time, at the best shift; 1 is the same.
fn likeness(one: &[f32], two: &[f32]) -> f32 {
    let envelope = |samples: &[f32]| -> Vec<f32> {
        let part = |part: &[f32]| part.iter().map(|sample| sample.abs()).sum::<f32>();
        samples.chunks(320).map(part).collect()
    };
    let (one, two) = (envelope(one), envelope(two));
    let at_shift = |shift: isize| {
        let pair = |at: usize| {
            let other = two.get(at.checked_add_signed(shift)?)?;
            Some((one[at], *other))
        };
        let pairs: Vec<_> = (0..one.len()).filter_map(pair).collect();
        let count = pairs.len() as f32;
        let mean = |pick: fn(&(f32, f32)) -> f32| pairs.iter().map(pick).sum::<f32>() / count;
        let (mean_one, mean_two) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut both, mut of_one, mut of_two) = (0.0, 0.0, 0.0);
        for (one, two) in pairs {
            both += (one - mean_one) * (two - mean_two);
            of_one += (one - mean_one).powi(2);
            of_two += (two - mean_two).powi(2);
        }
        both / (of_one * of_two).sqrt()
    };
    (-60..60).map(at_shift).fold(0.0, f32::max)
}

fn laid_out(pieces: &[Piece]) -> Vec<f32> {
    let mut samples = Vec::new();
    for piece in pieces {
        samples.resize(usize::try_from(piece.offset_ms).unwrap() * 16, 0.0);
        samples.extend(&piece.samples);
    }
    samples
}

#[test]
fn what_is_said_reads_back_and_silence_is_not_kept() {
    let mut desk = Desk::new();
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.wait_for(Track::System, State::Waiting);
    let quiet = vec![0.001; 2 * 16_000];
    let quiet = wav(desk.home.path().join("quiet.wav"), quiet);
    desk.pulse.play(&quiet).unwrap().wait().unwrap();
    desk.cut();
    assert!(desk.segments(Track::Microphone).is_empty(), "a quiet room opens no file");

    let before = now(desk.begun);
    desk.speak(Track::Microphone);
    let after = now(desk.begun);
    desk.cut();
    let segments = desk.segments(Track::Microphone);
    let [(id, stored, started, is_closed)] = segments.as_slice() else {
        panic!("one segment, not {}", segments.len());
    };
    assert!(is_closed, "a cut ends it");
    assert!(*started > before.minus(2_000) && *started < after, "it starts when it was said");
    let recorded = desk.read(*id, stored);
    assert_eq!(recorded.end, End::Finished);
    let samples = laid_out(&recorded.pieces);
    assert!(samples.len() > 3 * 16_000 && samples.len() < 8 * 16_000, "{}", samples.len());
    let likeness = likeness(&voice(), &samples);
    assert!(likeness > 0.9, "it is what was said: {likeness}");
    assert!(desk.segments(Track::System).is_empty(), "the speakers were silent");
    assert_eq!(desk.ears.health()[0].lost_ms, 0, "nothing is lost on the way");
    let usage = desk.spool.usage().unwrap();
    assert!(usage.bytes < 30_000, "{usage:?} for five seconds");
}

#[test]
fn the_two_tracks_stay_apart() {
    let mut desk = Desk::new();
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.wait_for(Track::System, State::Waiting);
    desk.speak(Track::System);
    desk.cut();
    assert_eq!(desk.segments(Track::System).len(), 1, "the others are heard");
    assert_eq!(desk.segments(Track::Microphone).len(), 0, "but not as the owner");
    desk.speak(Track::Microphone);
    desk.cut();
    assert_eq!(desk.segments(Track::System).len(), 1);
    assert_eq!(desk.segments(Track::Microphone).len(), 1);
}

#[test]
fn a_cut_in_the_middle_of_speech_loses_none_of_it() {
    let mut desk = Desk::new();
    desk.ears.listen(MICROPHONE);
    desk.wait_for(Track::Microphone, State::Waiting);
    let voice_file = voice_wav(desk.home.path());
    let playing = desk.pulse.play(&voice_file).unwrap();
    desk.wait_for(Track::Microphone, State::Hearing);
    desk.cut();
    playing.wait().unwrap();
    desk.wait("the end of speech", |desk| desk.state(Track::Microphone) != State::Hearing);
    desk.cut();
    let segments = desk.segments(Track::Microphone);
    assert_eq!(segments.len(), 2, "one before the cut, one after");
    let (first, second) = (segments[0].2, segments[1].2);
    let mut pieces = desk.read(segments[0].0, &segments[0].1).pieces;
    for piece in desk.read(segments[1].0, &segments[1].1).pieces {
        pieces.push(Piece { offset_ms: piece.offset_ms + second.since(first), ..piece });
    }
    let likeness = likeness(&voice(), &laid_out(&pieces));
    assert!(likeness > 0.9, "together they are what was said: {likeness}");
}

#[test]
fn a_device_is_open_only_while_it_is_wanted() {
    let mut desk = Desk::new();
    let streams = |desk: &Desk| desk.pulse.control(&["list", "short", "source-outputs"]).unwrap();
    assert_eq!(streams(&desk), "", "nothing is opened unasked");
    desk.ears.listen(MICROPHONE);
    desk.wait_for(Track::Microphone, State::Waiting);
    assert_eq!(streams(&desk).lines().count(), 1);
    assert_eq!(desk.state(Track::System), State::Off);
    desk.ears.listen(NONE);
    desk.wait("closing", |desk| streams(desk).is_empty());
    assert_eq!(desk.state(Track::Microphone), State::Off);
    desk.ears.listen(BOTH);
    desk.wait_for(Track::System, State::Waiting);
    desk.ears.stop();
    desk.wait("closing", |desk| streams(desk).is_empty());
}

#[test]
fn a_sound_server_that_dies_shows_and_comes_back() {
    let mut desk = Desk::new();
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Waiting);
    let voice_file = voice_wav(desk.home.path());
    let playing = desk.pulse.play(&voice_file).unwrap();
    desk.wait_for(Track::Microphone, State::Hearing);
    std::thread::sleep(Duration::from_millis(1_500));
    desk.pulse.kill();
    playing.stop().unwrap();
    desk.wait("trouble", |desk| {
        matches!(desk.state(Track::Microphone), State::Lost | State::Missing)
    });
    desk.wait("a word about it", |desk| {
        desk.had(Track::Microphone, Trouble::Lost) || desk.had(Track::Microphone, Trouble::Missing)
    });
    desk.pulse.revive().unwrap();
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.wait_for(Track::System, State::Waiting);
    desk.speak(Track::Microphone);
    desk.cut();
    let segments = desk.segments(Track::Microphone);
    let pieces: Vec<Piece> =
        segments.iter().flat_map(|(id, stored, _, _)| desk.read(*id, stored).pieces).collect();
    assert!(pieces.len() >= 2, "what was heard before and after is kept");
    let last = pieces.last().unwrap();
    assert!(likeness(&voice(), &last.samples) > 0.9, "it hears as well as before");
}

#[test]
fn a_microphone_that_is_not_there_is_reported_until_it_is_plugged_in() {
    let mut desk = Desk::with(Inputs::default(), 1 << 30, || {
        let mut pulse = Pulse::prepare()?;
        pulse.revive_without_microphone()?;
        Ok(pulse)
    });
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Missing);
    desk.wait_for(Track::System, State::Waiting);
    assert!(desk.ears.health()[0].device.is_none(), "the speakers' loopback is no microphone");
    let module = desk.pulse.plug_microphone().unwrap();
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.pulse.unplug(&module).unwrap();
    desk.wait("unplugging", |desk| !desk.state(Track::Microphone).is_hearing());
    desk.pulse.plug_microphone().unwrap();
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.speak(Track::Microphone);
    desk.cut();
    assert_eq!(desk.segments(Track::Microphone).len(), 1);
}

#[test]
fn another_default_microphone_is_followed() {
    let mut desk = Desk::new();
    desk.ears.listen(MICROPHONE);
    desk.wait_for(Track::Microphone, State::Waiting);
    let named = ["sink_name=headset", "sink_properties=device.description=headset"];
    desk.pulse.control(&["load-module", "module-null-sink", named[0], named[1]]).unwrap();
    desk.pulse.control(&["set-default-source", "headset.monitor"]).unwrap();
    desk.wait("the headset", |desk| {
        let health = &desk.ears.health()[0];
        health.device.as_ref().is_some_and(|name| name.contains("headset"))
            && health.state.is_hearing()
    });
}

#[test]
fn without_a_sound_server_both_tracks_are_missing() {
    let mut desk = Desk::with(Inputs::default(), 1 << 30, Pulse::prepare);
    assert_eq!(sound::call_on(), None, "nobody can know");
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Missing);
    desk.wait_for(Track::System, State::Missing);
    desk.pulse.revive().unwrap();
    desk.wait_for(Track::Microphone, State::Waiting);
}

#[test]
fn exact_zeros_are_not_taken_for_hearing() {
    let mut desk = Desk::new();
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Silent);
    desk.wait("a word about it", |desk| desk.had(Track::Microphone, Trouble::Silent));
    assert_eq!(desk.state(Track::System), State::Waiting, "nothing plays, and that is fine");
    desk.speak(Track::Microphone);
    desk.cut();
    assert_eq!(desk.segments(Track::Microphone).len(), 1, "and they do not stop it hearing");
}

#[test]
fn a_full_spool_is_a_state_and_what_is_kept_stays() {
    let mut desk = Desk::with(Inputs::default(), 4_000, Pulse::start);
    desk.ears.listen(MICROPHONE);
    desk.wait_for(Track::Microphone, State::Waiting);
    let voice_file = voice_wav(desk.home.path());
    desk.pulse.play(&voice_file).unwrap();
    desk.wait_for(Track::Microphone, State::Full);
    desk.wait("a word about it", |desk| desk.had(Track::Microphone, Trouble::BudgetReached));
    desk.cut();
    let segments = desk.segments(Track::Microphone);
    assert!(segments.iter().all(|segment| segment.3), "what was opened is closed");
    assert!(!desk.read(segments[0].0, &segments[0].1).pieces.is_empty(), "and reads back");
}

#[test]
fn a_call_is_another_program_that_holds_a_microphone() {
    let mut desk = Desk::new();
    assert_eq!(sound::call_on(), Some(false));
    desk.ears.listen(BOTH);
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.wait_for(Track::System, State::Waiting);
    assert_eq!(sound::call_on(), Some(false), "Daybook's own listening is no call");
    let recorder = desk.pulse.record(&format!("{}.monitor", Pulse::SPEAKERS)).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(sound::call_on(), Some(false), "a screen recorder is no call");
    let meeting = desk.pulse.record(&format!("{}.monitor", Pulse::MICROPHONE)).unwrap();
    desk.wait("a call", |_| sound::call_on() == Some(true));
    meeting.stop().unwrap();
    desk.wait("hanging up", |_| sound::call_on() == Some(false));
    recorder.stop().unwrap();
    desk.pulse.kill();
    assert_eq!(sound::call_on(), None, "nobody can know");
    desk.pulse.revive().unwrap();
    assert_eq!(sound::call_on(), Some(false), "and then it is known again");
}

#[test]
fn a_probe_tells_a_voice_from_silence_and_from_no_microphone() {
    let mut desk = Desk::new();
    let probe =
        |seconds| sound::probe(Track::Microphone, &Input::Device, Duration::from_secs(seconds));
    let silent = probe(3);
    assert_eq!((silent.state, silent.peak), (State::Silent, 0.0), "nobody speaks");
    let voice_file = voice_wav(desk.home.path());
    let playing = desk.pulse.play(&voice_file).unwrap();
    let heard = probe(30);
    assert!(heard.state == State::Waiting && heard.peak > 0.0, "{heard:?}");
    assert!(heard.device.unwrap().contains("microphone"));
    playing.stop().unwrap();
    desk.pulse.kill();
    assert_eq!(probe(30).state, State::Missing);
}

#[test]
fn a_wav_file_can_stand_for_the_microphone() {
    let files = tempfile::tempdir().unwrap();
    let inputs = Inputs { microphone: Input::Wav(voice_wav(files.path())), system: Input::Device };
    let mut desk = Desk::with(inputs, 1 << 30, Pulse::prepare);
    desk.ears.listen(MICROPHONE);
    desk.wait_for(Track::Microphone, State::Hearing);
    desk.wait_for(Track::Microphone, State::Waiting);
    desk.ears.stop();
    desk.heard.extend(desk.ears.poll());
    let segments = desk.segments(Track::Microphone);
    let pieces = desk.read(segments[0].0, &segments[0].1).pieces;
    assert!(likeness(&voice(), &laid_out(&pieces)) > 0.9);
}
