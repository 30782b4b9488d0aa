//! Which frames are kept: speech with generous room around it.
//!
//! Frames are held until it is known whether speech follows. Speech keeps what was held before
//! it (up to `before`), itself, and what comes after (up to `after`); a pause between two
//! stretches of speech is kept too if it is short, so that a sentence stays in one piece.
//!
//! ```text
//! speech   . . . . . . # # # # . . # # . . . . . . . . .
//! kept     . . . . = = = = = = = = = = = = = . . . . . .
//! ```

/// What to do with the oldest held frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Not known yet.
    Hold,
    /// The oldest so many are to be kept.
    Keep(usize),
    /// The oldest so many may go.
    Drop(usize),
}

/// How much room speech gets, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Consecutive frames of speech that open the gate; fewer is a click.
    pub(super) onset: usize,
    /// Frames kept before speech.
    pub(super) before: usize,
    /// Frames kept after speech.
    pub(super) after: usize,
    /// Frames of pause, beyond the room on both sides, that are still kept.
    pub(super) pause: usize,
}

/// Decides frame by frame. It counts the frames; whoever owns it keeps the samples.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    room: Room,
    held: usize,
    run: usize,
    /// Frames since speech was last heard; `None` while the gate is closed.
    quiet: Option<usize>,
}

impl Gate {
    pub(super) const fn new(room: Room) -> Self {
        Self { room, held: 0, run: 0, quiet: None }
    }

    /// Takes in the next frame and decides.
    pub(super) fn push(&mut self, is_speech: bool) -> Verdict {
        self.held += 1;
        self.run = if is_speech { self.run + 1 } else { 0 };
        match self.quiet {
            None if self.run >= self.room.onset => {
                self.quiet = Some(0);
                self.keep_all()
            }
            None if self.held >= self.room.before + self.room.onset => self.drop_to(self.held - 1),
            None => Verdict::Hold,
            Some(_) if is_speech => {
                self.quiet = Some(0);
                self.keep_all()
            }
            Some(quiet) => self.quieter(quiet + 1),
        }
    }

    /// Whether speech is going on, the room after it included.
    pub(super) const fn is_open(&self) -> bool {
        self.quiet.is_some()
    }

    fn quieter(&mut self, quiet: usize) -> Verdict {
        self.quiet = Some(quiet);
        if quiet <= self.room.after {
            self.keep_all()
        } else if quiet > self.room.after + self.room.pause + self.room.before {
            self.quiet = None;
            self.drop_to(self.room.before)
        } else {
            Verdict::Hold
        }
    }

    fn keep_all(&mut self) -> Verdict {
        Verdict::Keep(std::mem::take(&mut self.held))
    }

    fn drop_to(&mut self, left: usize) -> Verdict {
        let gone = self.held.saturating_sub(left);
        self.held -= gone;
        Verdict::Drop(gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // '#' is a frame of speech, '.' one without; '=' marks what is kept.
    fn check(speech: &str, expected: &str) {
        let mut gate = Gate::new(Room { onset: 2, before: 2, after: 3, pause: 2 });
        let mut kept = String::new();
        for frame in speech.chars() {
            match gate.push(frame == '#') {
                Verdict::Hold => {}
                Verdict::Keep(count) => kept.push_str(&"=".repeat(count)),
                Verdict::Drop(count) => kept.push_str(&".".repeat(count)),
            }
        }
        assert!(expected.starts_with(&kept), "{speech}: {kept} is not the start of {expected}");
        assert!(speech.len() - kept.len() <= 9, "{speech}: too much is held back");
        let is_kept_back = expected.chars().skip(kept.len()).any(|frame| frame == '=');
        assert!(!is_kept_back, "{speech}: speech may not be held back, {kept}");
    }

    #[test]
    fn speech_gets_room_on_both_sides() {
        check("......##............", "....=======.........");
        check("##.........", "=====......");
    }

    #[test]
    fn a_click_opens_nothing() {
        check("....#.....#.#........", ".....................");
    }

    #[test]
    fn a_short_pause_stays_in_and_a_long_one_goes() {
        check("....##.......##..........", "..================.......");
        check("....##........##.........", "..=======...=======......");
    }

    #[test]
    fn every_frame_is_decided_once() {
        let mut gate = Gate::new(Room { onset: 2, before: 2, after: 3, pause: 2 });
        let (mut given, mut decided) = (0, 0);
        for step in 0_u32..10_000 {
            given += 1;
            decided += match gate.push((step.wrapping_mul(2_654_435_761) >> 28) < 6) {
                Verdict::Hold => 0,
                Verdict::Keep(count) | Verdict::Drop(count) => count,
            };
            assert!(decided <= given && given - decided <= 8, "at frame {step}");
        }
    }
}
