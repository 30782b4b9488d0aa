//! What is wrong with senses, ears, pictures and room, from what they say of themselves.

use crate::trouble::{Code, FULL};
use capture::senses::{Lost, Seen};
use capture::sound::{State, Track, TrackHealth};
use domain::time::{Millis, Moment, SECOND};
use std::collections::BTreeMap;

/// A device that is plugged in anew is gone for a moment; what lasts longer is trouble.
const LASTS: Millis = 3 * SECOND;

/// A failure that is tried again only now and then is believed for so long.
const BELIEVED: Millis = 5 * SECOND;

/// So many refused pictures in a row are no accident.
const REFUSALS: u32 = 2;

/// Since when each symptom is there.
#[derive(Debug, Default)]
pub(super) struct Symptoms {
    since: BTreeMap<Code, Moment>,
    unkept: Option<(Moment, Code, String)>,
}

/// What the recorder knows when it asks.
pub(super) struct Signs<'a> {
    pub(super) seen: &'a Seen,
    pub(super) sound: Vec<TrackHealth>,
    /// How many pictures in a row the system refused.
    pub(super) refused: u32,
    pub(super) has_room: bool,
}

impl Symptoms {
    /// A capture could not be kept.
    pub(super) fn unkept(&mut self, now: Moment, code: Code, why: String) {
        self.unkept = Some((now, code, why));
    }

    /// What is wrong now.
    pub(super) fn troubles(&mut self, now: Moment, signs: &Signs<'_>) -> Vec<(Code, String)> {
        let mut signaled: Vec<(Code, String)> = Vec::new();
        if signs.seen.lost == Some(Lost::Display) {
            signaled.push((Code::NoScreen, "the display does not answer, so nobody knows what is in front; log in to a desktop, or allow Daybook to see the screen again".into()));
        }
        signaled.extend(signs.sound.iter().filter_map(of_track));
        self.since.retain(|code, _| signaled.iter().any(|(found, _)| found == code));
        signaled.retain(|(code, _)| {
            let since = *self.since.entry(*code).or_insert(now);
            !(0..LASTS).contains(&now.since(since))
        });
        if signs.refused >= REFUSALS {
            signaled.push((Code::PicturesRefused, "the system refuses pictures of the screen; allow them in its privacy settings, or switch pictures off".into()));
        }
        let writes_fail = signs.sound.iter().any(|track| track.state == State::Full);
        if !signs.has_room {
            signaled.push((Code::SpoolFull, FULL.into()));
        } else if writes_fail {
            signaled.push((
                Code::DiskFull,
                "sound cannot be written to the disk; make room on it".into(),
            ));
        }
        if let Some((at, code, why)) = &self.unkept {
            if (0..BELIEVED).contains(&now.since(*at)) {
                signaled.push((*code, why.clone()));
            } else {
                self.unkept = None;
            }
        }
        signaled
    }
}

/// A track that is wanted and gives nothing.
fn of_track(health: &TrackHealth) -> Option<(Code, String)> {
    let (code, what) = match health.track {
        Track::Microphone => (Code::Microphone, "the microphone"),
        Track::System => (Code::SystemSound, "what the machine plays"),
    };
    let why = match health.state {
        State::Refused => "the system refuses it; allow it in its privacy settings",
        State::Missing => {
            "there is no such device; plug one in, or switch this sound off in the settings"
        }
        State::Lost => "its device is gone; plug it in again",
        State::Starting => "its device gives no sound at all; plug it in again",
        // Someone may have muted it; room in the spool is told as such.
        State::Off | State::Waiting | State::Hearing | State::Silent | State::Full => return None,
    };
    Some((code, format!("{what} cannot be heard: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(track: Track, state: State) -> TrackHealth {
        TrackHealth { track, state, device: None, last_sample_ms_ago: None, lost_ms: 0 }
    }

    fn codes(
        symptoms: &mut Symptoms,
        second: i64,
        sound: &[TrackHealth],
        seen: &Seen,
    ) -> Vec<Code> {
        let signs = Signs { seen, sound: sound.to_vec(), refused: 0, has_room: true };
        let found = symptoms.troubles(Moment(second * SECOND), &signs);
        found.into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn a_device_that_is_gone_for_a_moment_is_no_trouble() {
        let mut symptoms = Symptoms::default();
        let lost = [track(Track::Microphone, State::Lost)];
        let well = [track(Track::Microphone, State::Waiting)];
        let seen = Seen::default();
        assert!(codes(&mut symptoms, 0, &lost, &seen).is_empty());
        assert!(codes(&mut symptoms, 2, &lost, &seen).is_empty());
        assert!(codes(&mut symptoms, 3, &well, &seen).is_empty());
        assert!(codes(&mut symptoms, 4, &lost, &seen).is_empty(), "it begins anew");
        assert_eq!(codes(&mut symptoms, 7, &lost, &seen), [Code::Microphone]);
        assert!(codes(&mut symptoms, 8, &well, &seen).is_empty());
    }

    #[test]
    fn a_track_that_nobody_wants_is_no_trouble() {
        for state in [State::Off, State::Silent, State::Hearing] {
            let mut symptoms = Symptoms::default();
            let sound = [track(Track::Microphone, state), track(Track::System, state)];
            for second in [0, 10] {
                assert!(codes(&mut symptoms, second, &sound, &Seen::default()).is_empty());
            }
        }
    }

    #[test]
    fn a_display_that_stays_away_is_told_within_eight_seconds() {
        let mut symptoms = Symptoms::default();
        let seen = Seen { lost: Some(Lost::Display), ..Seen::default() };
        assert!(codes(&mut symptoms, 0, &[], &seen).is_empty());
        assert_eq!(codes(&mut symptoms, 4, &[], &seen), [Code::NoScreen]);
        assert!(codes(&mut symptoms, 5, &[], &Seen::default()).is_empty());
    }

    #[test]
    fn what_is_tried_now_and_then_is_believed_for_a_while() {
        let mut symptoms = Symptoms::default();
        symptoms.unkept(Moment(0), Code::DiskFull, "full".into());
        assert_eq!(codes(&mut symptoms, 4, &[], &Seen::default()), [Code::DiskFull]);
        assert!(codes(&mut symptoms, 5, &[], &Seen::default()).is_empty());
    }
}
