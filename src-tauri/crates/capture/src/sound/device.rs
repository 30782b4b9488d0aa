//! One device of one track: opened, watched and closed on a thread of its own, because any call
//! into a sound system may block for as long as it likes.
//!
//! A [`Keeper`] is one attempt: it opens the device that stands for the track now, tells so, and
//! watches whether it still does. Whoever wants another attempt makes another keeper.

use super::Track;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, DeviceId, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is asked whether another device has become the default.
const WATCH_EVERY: Duration = Duration::from_secs(2);

/// What the ring holds: a disk that stalls for longer than this costs samples, and says so.
const RING_SECONDS: usize = 20;

/// Room for the notes that go with the samples: calls come about a hundred times a second at most.
const RING_ARRIVALS: usize = RING_SECONDS * 200;

/// Where a track's sound comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// The system's default device for it.
    #[default]
    Device,
    /// A WAV file, played once at its own speed and followed by silence.
    Wav(PathBuf),
}

/// Why a device gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not allowed.
    Refused,
    /// Not there.
    Missing,
    /// It was there, and went away or broke.
    Lost,
    /// Another device stands for the track now.
    Rerouted,
}

/// What a keeper tells.
pub(super) enum Event {
    Opened(Feed),
    Failed(Fault),
}

/// What an open device gives.
pub(super) struct Feed {
    /// Mono samples at the device's rate, as many as `arrivals` tell of.
    pub(super) samples: Consumer<f32>,
    pub(super) arrivals: Consumer<Arrival>,
    pub(super) meter: Arc<Meter>,
    pub(super) rate: u32,
    pub(super) device: String,
}

/// One call of the device's callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// Microseconds after the epoch at which the last of them arrived.
    pub(super) micros: u64,
    /// Frames that went into the ring.
    pub(super) frames: usize,
    /// Frames before them that found no room.
    pub(super) lost_frames: u64,
}

/// What the callback notes; all of it can be read at any time.
pub(super) struct Meter {
    epoch: Instant,
    last_micros: AtomicU64,
    sound_micros: AtomicU64,
    fault: AtomicU8,
}

impl Meter {
    fn new(epoch: Instant) -> Arc<Self> {
        Arc::new(Self {
            epoch,
            last_micros: AtomicU64::new(0),
            sound_micros: AtomicU64::new(0),
            fault: AtomicU8::new(0),
        })
    }

    /// Microseconds after the epoch at which samples last arrived; 0 if none did.
    pub(super) fn last_micros(&self) -> u64 {
        self.last_micros.load(Ordering::Relaxed)
    }

    /// Microseconds after the epoch at which a sample other than zero last arrived; 0 if none did.
    pub(super) fn sound_micros(&self) -> u64 {
        self.sound_micros.load(Ordering::Relaxed)
    }

    /// What the sound system complained of since the device was opened.
    pub(super) fn fault(&self) -> Option<Fault> {
        match self.fault.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Fault::Refused),
            _ => Some(Fault::Lost),
        }
    }

    // Called from the sound system's thread.
    fn complain(&self, kind: ErrorKind) {
        match kind {
            // The stream lives on: lost samples show as a gap in time, see `track`.
            ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
            ErrorKind::PermissionDenied => self.fault.store(1, Ordering::Relaxed),
            _ => self.fault.store(2, Ordering::Relaxed),
        }
    }
}

/// The callback's end of the rings.
struct Inlet {
    samples: Producer<f32>,
    arrivals: Producer<Arrival>,
    meter: Arc<Meter>,
    lost_frames: u64,
}

impl Inlet {
    fn new(rate: u32, epoch: Instant, device: String) -> (Self, Feed) {
        let (into, samples) = RingBuffer::new(rate as usize * RING_SECONDS);
        let (announce, arrivals) = RingBuffer::new(RING_ARRIVALS);
        let meter = Meter::new(epoch);
        let feed = Feed { samples, arrivals, meter: Arc::clone(&meter), rate, device };
        (Self { samples: into, arrivals: announce, meter, lost_frames: 0 }, feed)
    }

    // Called from the sound system's thread: atomics and rings only.
    fn take(&mut self, frames: usize, mono: impl Iterator<Item = f32>) {
        let micros = u64::try_from(self.meter.epoch.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.meter.last_micros.store(micros, Ordering::Relaxed);
        if self.arrivals.is_full() {
            self.lost_frames += frames as u64;
            return;
        }
        let Ok(chunk) = self.samples.write_chunk_uninit(frames) else {
            self.lost_frames += frames as u64;
            return;
        };
        let mut has_sound = false;
        let frames = chunk.fill_from_iter(mono.inspect(|sample| has_sound |= *sample != 0.0));
        if has_sound {
            self.meter.sound_micros.store(micros, Ordering::Relaxed);
        }
        let arrival = Arrival { micros, frames, lost_frames: self.lost_frames };
        if self.arrivals.push(arrival).is_ok() {
            self.lost_frames = 0;
        }
    }
}

/// The connection to the sound system, shared by all attempts: a new one for each would leave
/// the old one's thread behind.
#[derive(Default)]
pub(super) struct Hosts {
    host: Mutex<Option<Arc<cpal::Host>>>,
    /// Whether a sound server was ever met: one that is down now will be back.
    is_served: AtomicBool,
    /// Whether what the machine plays is heard as a track of its own.
    hears_system: AtomicBool,
}

impl Hosts {
    pub(super) fn set_hears_system(&self, hears_system: bool) {
        self.hears_system.store(hears_system, Ordering::Relaxed);
    }

    fn get(&self) -> Result<Arc<cpal::Host>, Fault> {
        let mut cached = self.host.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = cached.as_ref() {
            return Ok(Arc::clone(host));
        }
        let host = Arc::new(connect(&self.is_served)?);
        *cached = Some(Arc::clone(&host));
        Ok(host)
    }

    // A server that died is not noticed by its client's defaults, which only say "none".
    fn check(&self, host: &Arc<cpal::Host>) {
        if host.devices().is_err() {
            let mut cached = self.host.lock().unwrap_or_else(PoisonError::into_inner);
            if cached.as_ref().is_some_and(|current| Arc::ptr_eq(current, host)) {
                *cached = None;
            }
        }
    }

    fn device(&self, host: &cpal::Host, track: Track) -> Option<cpal::Device> {
        match track {
            Track::System => system_device(host),
            Track::Microphone => {
                let device = host.default_input_device()?;
                // Without a microphone a sound server offers what it plays as the default
                // input; heard twice it would be taken for the owner's words.
                let is_system = self.hears_system.load(Ordering::Relaxed)
                    && system_device(host).is_some_and(|system| system.id() == device.id());
                (!is_system).then_some(device)
            }
        }
    }
}

/// One attempt at hearing a track. Dropping it closes the device, without waiting.
pub(super) struct Keeper {
    events: Receiver<Event>,
    _close: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub(super) fn start(track: Track, input: &Input, hosts: &Arc<Hosts>, epoch: Instant) -> Self {
        let (tell, events) = channel();
        let (close, closed) = channel();
        let hosts = Arc::clone(hosts);
        let input = input.clone();
        let keep = move || match input {
            Input::Device => keep_device(track, &hosts, epoch, &tell, &closed),
            Input::Wav(path) => keep_wav(&path, epoch, &tell, &closed),
        };
        let thread = std::thread::Builder::new().name(format!("sound {track:?}")).spawn(keep);
        // Without a thread the sender is gone, and that reads as a failed attempt.
        Self { events, _close: close, thread: thread.ok() }
    }

    /// What happened since it was last asked.
    pub(super) fn event(&self) -> Option<Event> {
        match self.events.try_recv() {
            Ok(event) => Some(event),
            Err(std::sync::mpsc::TryRecvError::Empty) => None,
            Err(std::sync::mpsc::TryRecvError::Disconnected) => Some(Event::Failed(Fault::Lost)),
        }
    }

    /// Closes the device; the thread ends when the sound system lets it.
    pub(super) fn close(self) -> Option<JoinHandle<()>> {
        self.thread
    }
}

fn keep_device(
    track: Track,
    hosts: &Hosts,
    epoch: Instant,
    tell: &Sender<Event>,
    closed: &Receiver<()>,
) {
    let host = match hosts.get() {
        Ok(host) => host,
        Err(fault) => return say(tell, Event::Failed(fault)),
    };
    let Some(device) = hosts.device(&host, track) else {
        hosts.check(&host);
        return say(tell, Event::Failed(Fault::Missing));
    };
    let opened = open(&device, track, epoch);
    let id = device.id().ok();
    drop(device);
    let (feed, stream) = match opened {
        Ok(opened) => opened,
        Err(fault) => {
            hosts.check(&host);
            return say(tell, Event::Failed(fault));
        }
    };
    let meter = Arc::clone(&feed.meter);
    say(tell, Event::Opened(feed));
    while let Err(RecvTimeoutError::Timeout) = closed.recv_timeout(WATCH_EVERY) {
        if meter.fault().is_some() {
            break;
        }
        if default_id(hosts, &host, track) != id {
            hosts.check(&host);
            say(tell, Event::Failed(Fault::Rerouted));
            break;
        }
    }
    drop(stream);
    hosts.check(&host);
}

fn say(tell: &Sender<Event>, event: Event) {
    if tell.send(event).is_err() {
        tracing::trace!("Nobody waits for this device any more");
    }
}

fn default_id(hosts: &Hosts, host: &cpal::Host, track: Track) -> Option<DeviceId> {
    hosts.device(host, track)?.id().ok()
}

// Never around a sound server that merely does not answer: ALSA would take the hardware away
// from it, and from everybody else.
#[cfg(target_os = "linux")]
fn connect(is_served: &AtomicBool) -> Result<cpal::Host, Fault> {
    if cpal::available_hosts().contains(&cpal::HostId::PulseAudio)
        || std::env::var_os("PULSE_SERVER").is_some()
    {
        is_served.store(true, Ordering::Relaxed);
    }
    let is_served = is_served.load(Ordering::Relaxed);
    if !is_served && !has_sound_card() {
        return Err(Fault::Missing);
    }
    let id = if is_served { cpal::HostId::PulseAudio } else { cpal::HostId::Alsa };
    cpal::host_from_id(id).map_err(|_| Fault::Missing)
}

/// Whether the kernel knows a sound card. Asked without one, ALSA's library complains at length
/// on standard error.
#[cfg(target_os = "linux")]
fn has_sound_card() -> bool {
    std::fs::read_to_string("/proc/asound/cards").is_ok_and(|cards| cards.contains('['))
}

#[cfg(not(target_os = "linux"))]
fn connect(_is_served: &AtomicBool) -> Result<cpal::Host, Fault> {
    Ok(cpal::default_host())
}

/// On Linux the sound server offers what a sink plays as a source named after it.
#[cfg(target_os = "linux")]
fn system_device(host: &cpal::Host) -> Option<cpal::Device> {
    if host.id() != cpal::HostId::PulseAudio {
        return None;
    }
    let sink = host.default_output_device()?.id().ok()?;
    let monitor = DeviceId::new(sink.host(), format!("{}.monitor", sink.id()));
    host.device_by_id(&monitor)
}

/// Elsewhere an input stream on an output device hears what it plays.
#[cfg(not(target_os = "linux"))]
fn system_device(host: &cpal::Host) -> Option<cpal::Device> {
    host.default_output_device()
}

fn open(
    device: &cpal::Device,
    track: Track,
    epoch: Instant,
) -> Result<(Feed, cpal::Stream), Fault> {
    let has_input = device.default_input_config();
    let config = match (has_input, track) {
        (Ok(config), _) => config,
        (Err(_), Track::System) => device.default_output_config().map_err(fault_of)?,
        (Err(error), Track::Microphone) => return Err(fault_of(error)),
    };
    let mut stream_config = config.config();
    if is_served(device) {
        // Unasked, PulseAudio hands over two seconds at a time. The buffer is the whole queue on
        // its side, so it must not be short either: a second gives half-second steps.
        stream_config.buffer_size = BufferSize::Fixed(config.sample_rate());
    }
    let name = device.description().map(|description| description.name().to_owned());
    let (inlet, feed) = Inlet::new(config.sample_rate(), epoch, name.unwrap_or_default());
    let stream = match config.sample_format() {
        SampleFormat::F32 => build::<f32>(device, stream_config, inlet),
        SampleFormat::I16 => build::<i16>(device, stream_config, inlet),
        SampleFormat::I24 => build::<cpal::I24>(device, stream_config, inlet),
        SampleFormat::I32 => build::<i32>(device, stream_config, inlet),
        SampleFormat::U8 => build::<u8>(device, stream_config, inlet),
        SampleFormat::U16 => build::<u16>(device, stream_config, inlet),
        SampleFormat::F64 => build::<f64>(device, stream_config, inlet),
        _ => return Err(Fault::Missing),
    };
    let stream = stream.map_err(fault_of)?;
    stream.play().map_err(fault_of)?;
    Ok((feed, stream))
}

fn build<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut inlet: Inlet,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels.max(1));
    let meter = Arc::clone(&inlet.meter);
    let on_samples = move |samples: &[T], _: &cpal::InputCallbackInfo| {
        let frames = samples.chunks_exact(channels);
        let count = frames.len();
        let mono = frames.map(|frame| {
            let sum: f32 = frame.iter().map(|sample| f32::from_sample_(*sample)).sum();
            sum / channels as f32
        });
        inlet.take(count, mono);
    };
    let on_error = move |error: cpal::Error| meter.complain(error.kind());
    device.build_input_stream(config, on_samples, on_error, Some(Duration::from_secs(5)))
}

#[cfg(target_os = "linux")]
fn is_served(device: &cpal::Device) -> bool {
    device.id().is_ok_and(|id| id.host() == cpal::HostId::PulseAudio)
}

#[cfg(not(target_os = "linux"))]
fn is_served(_device: &cpal::Device) -> bool {
    false
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn fault_of(error: cpal::Error) -> Fault {
    match error.kind() {
        ErrorKind::PermissionDenied => Fault::Refused,
        ErrorKind::StreamInvalidated => Fault::Lost,
        _ => Fault::Missing,
    }
}

fn keep_wav(path: &std::path::Path, epoch: Instant, tell: &Sender<Event>, closed: &Receiver<()>) {
    const STEP: Duration = Duration::from_millis(100);
    let Ok(clip) = super::wav::read_wav(path) else {
        return say(tell, Event::Failed(Fault::Missing));
    };
    let (mut inlet, feed) = Inlet::new(super::RATE, epoch, "WAV file".to_owned());
    say(tell, Event::Opened(feed));
    let frames = super::RATE as usize / 10;
    let mut clip = clip.into_iter();
    let begun = Instant::now();
    for step in 1_u32.. {
        let wait = (begun + STEP * step).saturating_duration_since(Instant::now());
        if !matches!(closed.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
            break;
        }
        let part = clip.by_ref().chain(std::iter::repeat(0.0)).take(frames);
        inlet.take(frames, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_in_the_ring_is_counted_where_it_was_lost() {
        let rate = 10;
        let (mut inlet, mut feed) = Inlet::new(rate, Instant::now(), String::new());
        let room = rate as usize * RING_SECONDS;
        inlet.take(room - 5, std::iter::repeat_n(0.0, room));
        assert_eq!(feed.meter.sound_micros(), 0, "zeros are no sound");
        inlet.take(8, std::iter::repeat_n(0.5, 8));
        assert_eq!(feed.samples.slots(), room - 5, "samples go in together or not at all");
        inlet.take(5, std::iter::repeat_n(0.5, 5));
        assert!(feed.meter.sound_micros() > 0);
        let arrivals: Vec<_> = std::iter::from_fn(|| feed.arrivals.pop().ok()).collect();
        let told: Vec<_> = arrivals.iter().map(|one| (one.frames, one.lost_frames)).collect();
        assert_eq!(told, [(room - 5, 0), (5, 8)]);
        while feed.samples.pop().is_ok() {}
        inlet.take(5, std::iter::repeat_n(0.5, 5));
        assert_eq!(feed.arrivals.pop().unwrap().lost_frames, 0, "a loss is told once");
    }

    #[test]
    fn an_xrun_does_not_end_a_stream_and_a_lost_device_does() {
        let check = |kind, expected| {
            let meter = Meter::new(Instant::now());
            meter.complain(kind);
            assert_eq!(meter.fault(), expected, "{kind:?}");
        };
        check(ErrorKind::Xrun, None);
        check(ErrorKind::DeviceChanged, None);
        check(ErrorKind::PermissionDenied, Some(Fault::Refused));
        check(ErrorKind::DeviceNotAvailable, Some(Fault::Lost));
        check(ErrorKind::StreamInvalidated, Some(Fault::Lost));
    }
}
