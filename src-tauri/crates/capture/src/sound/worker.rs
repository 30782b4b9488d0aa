//! The real ears: a worker thread that serves both tracks.

use super::device::{Hosts, Input};
use super::track::{Shared, TrackWorker};
use super::{Ears, Heard, Mint, State, Track, TrackHealth, Want};
use crate::spool::Spool;
use domain::time::Moment;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often samples are taken out of the ring while a device is open; closed, the worker sleeps.
const SERVE_EVERY: Duration = Duration::from_millis(250);

/// How long a caller waits for the worker; a disk that stalls longer is not waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// A worker that did not come round for so long is not hearing anything.
const STALE_AFTER: Duration = Duration::from_secs(15);

/// Where the two tracks come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// The microphone.
    pub microphone: Input,
    /// What the machine plays.
    pub system: Input,
}

/// Hears the devices of this machine. Dropping it stops it.
pub struct SoundCard {
    orders: Sender<Order>,
    heard: Receiver<Heard>,
    health: Arc<Mutex<Health>>,
    want: Want,
    worker: Option<JoinHandle<()>>,
}

enum Order {
    Listen(Want),
    Cut(Sender<()>),
    Stop,
}

struct Health {
    tracks: [TrackHealth; 2],
    at: Instant,
    is_listening: bool,
}

impl SoundCard {
    /// Ears that hear into `spool`; nothing is opened until [`Ears::listen`].
    #[must_use]
    pub fn new(spool: Spool, mint: Mint, inputs: Inputs) -> Self {
        let (orders, received) = channel();
        let (tell, heard) = channel();
        let off = |track| TrackHealth {
            track,
            state: State::Off,
            device: None,
            last_sample_ms_ago: None,
            lost_ms: 0,
        };
        let tracks = [off(Track::Microphone), off(Track::System)];
        let at = Instant::now();
        let health = Arc::new(Mutex::new(Health { tracks, at, is_listening: false }));
        let shared = Shared { spool, mint, hosts: Arc::new(Hosts::default()), epoch: at, tell };
        let noted = Arc::clone(&health);
        let work = move || work(&shared, inputs, &received, &noted);
        let worker = std::thread::Builder::new().name("sound".into()).spawn(work);
        if worker.is_err() {
            tracing::error!("Nothing is heard: the system gave no thread");
        }
        Self { orders, heard, health, want: Want::default(), worker: worker.ok() }
    }

    fn order(&self, order: Order) -> bool {
        self.orders.send(order).is_ok()
    }
}

impl Ears for SoundCard {
    fn listen(&mut self, want: Want) {
        // Said every second; a worker with nothing to hear is not woken for it.
        if want != self.want && self.order(Order::Listen(want)) {
            self.want = want;
        }
    }

    fn poll(&mut self) -> Vec<Heard> {
        self.heard.try_iter().collect()
    }

    fn health(&self) -> [TrackHealth; 2] {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tracks = health.tracks.clone();
        if health.is_listening && health.at.elapsed() > STALE_AFTER {
            for track in tracks.iter_mut().filter(|track| track.state != State::Off) {
                track.state = State::Lost;
            }
        }
        tracks
    }

    fn cut(&mut self, _at: Moment) {
        let (done, wait) = channel();
        if self.order(Order::Cut(done)) && wait.recv_timeout(ANSWER_WITHIN).is_err() {
            tracing::warn!("The end of a sound segment is late");
        }
    }

    fn stop(&mut self) {
        self.order(Order::Stop);
        let Some(worker) = self.worker.take() else { return };
        let begun = Instant::now();
        while !worker.is_finished() && begun.elapsed() < ANSWER_WITHIN {
            std::thread::sleep(Duration::from_millis(5));
        }
        if worker.is_finished() && worker.join().is_err() {
            tracing::error!("The sound worker ended in a panic");
        }
    }
}

impl Drop for SoundCard {
    fn drop(&mut self) {
        self.stop();
    }
}

fn work(shared: &Shared, inputs: Inputs, orders: &Receiver<Order>, health: &Mutex<Health>) {
    let mut microphone = TrackWorker::new(Track::Microphone, inputs.microphone);
    let mut system = TrackWorker::new(Track::System, inputs.system);
    let mut want = Want::default();
    loop {
        let is_listening = want != Want::default();
        let order = if is_listening {
            orders.recv_timeout(SERVE_EVERY)
        } else {
            orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match order {
            Ok(Order::Listen(wanted)) => {
                want = wanted;
                shared.hosts.set_hears_system(want.system);
                microphone.want(shared, want.microphone);
                system.want(shared, want.system);
            }
            Ok(Order::Cut(done)) => {
                for track in [&mut microphone, &mut system] {
                    track.serve(shared);
                    track.cut(shared);
                }
                // The caller may have stopped waiting; then nobody needs the answer.
                done.send(()).unwrap_or_default();
            }
            Err(RecvTimeoutError::Timeout) => {
                microphone.serve(shared);
                system.serve(shared);
            }
            Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => break,
        }
        let tracks = [microphone.health(shared.epoch), system.health(shared.epoch)];
        let is_listening = want != Want::default();
        let noted = Health { tracks, at: Instant::now(), is_listening };
        *health.lock().unwrap_or_else(PoisonError::into_inner) = noted;
    }
    microphone.want(shared, false);
    system.want(shared, false);
    // A device counts as closed when the sound system has let go of it.
    let begun = Instant::now();
    while (microphone.is_closing() || system.is_closing()) && begun.elapsed() < ANSWER_WITHIN / 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let tracks = [microphone.health(shared.epoch), system.health(shared.epoch)];
    let noted = Health { tracks, at: Instant::now(), is_listening: false };
    *health.lock().unwrap_or_else(PoisonError::into_inner) = noted;
}
