//! A short listen to one track, for a check that the owner asked for. Nothing is kept.

use super::device::{Event, Fault, Hosts, Input, Keeper};
use super::{State, Track};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a short listen found.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// [`State::Waiting`] if samples other than zero arrived, [`State::Silent`] if only zeros
    /// did, [`State::Starting`] if none did; else why the device could not be opened.
    pub state: State,
    /// The device, as the system calls it.
    pub device: Option<String>,
    /// The loudest sample, 0 to 1.
    pub peak: f32,
}

/// Opens the device of `track`, listens until something other than zero was heard or `within`
/// has passed, and closes it again. Its samples are looked at in memory and forgotten.
#[must_use]
pub fn probe(track: Track, input: &Input, within: Duration) -> Probe {
    let begun = Instant::now();
    let keeper = Keeper::start(track, input, &Arc::new(Hosts::default()), begun);
    let mut found = Probe { state: State::Starting, device: None, peak: 0.0 };
    let mut feed = None;
    while begun.elapsed() < within && found.peak == 0.0 {
        std::thread::sleep(Duration::from_millis(20));
        match keeper.event() {
            None => {}
            Some(Event::Opened(opened)) => feed = Some(opened),
            Some(Event::Failed(fault)) => {
                found.state = match fault {
                    Fault::Refused => State::Refused,
                    Fault::Missing => State::Missing,
                    Fault::Lost | Fault::Rerouted => State::Lost,
                };
                break;
            }
        }
        let Some(feed) = &mut feed else { continue };
        found.device = Some(feed.device.clone());
        while let Ok(sample) = feed.samples.pop() {
            found.state = State::Silent;
            found.peak = found.peak.max(sample.abs());
        }
    }
    if found.peak > 0.0 {
        found.state = State::Waiting;
    }
    found
}
