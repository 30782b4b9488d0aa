//! When the recorder takes a picture, and whether it is worth keeping.

use crate::settings::Settings;
use capture::picture::{MAX_LINES, QUALITY};
use capture::senses::{Aim, Error, Handle, Senses};
use capture::tiles::Grid;
use domain::activity::{State, Window};
use domain::exclusion::Exclusions;
use domain::shutter::Shutter;
use domain::time::Millis;
use std::time::Duration;

/// Takes pictures, drops near duplicates, and knows why there are none.
pub(super) struct Camera {
    shutter: Shutter,
    aim: Aim,
    off: Option<String>,
    last: Option<(Option<Handle>, Vec<Grid>)>,
    failure: Option<String>,
    /// How many pictures in a row the system refused.
    refused: u32,
    /// The shutter before the last picture, in case that cannot be kept.
    before: Option<Shutter>,
}

/// What the recorder knows when it asks.
pub(super) struct Moment<'a> {
    pub(super) now: domain::time::Moment,
    pub(super) state: State,
    pub(super) window: Option<&'a Window>,
    pub(super) handle: Option<Handle>,
    pub(super) idle_ms: Millis,
}

impl Camera {
    /// Pictures are taken only if `readable`: something will read them.
    pub(super) fn new(settings: &Settings, readable: Result<(), String>) -> Self {
        let off = if settings.pictures.enabled {
            readable.err()
        } else {
            Some("pictures are switched off in the settings".into())
        };
        Self {
            shutter: Shutter::new(settings.pictures.cadence()),
            aim: settings.pictures.aim(),
            off,
            last: None,
            failure: None,
            refused: 0,
            before: None,
        }
    }

    /// How many pictures in a row the system refused.
    pub(super) const fn refused(&self) -> u32 {
        self.refused
    }

    /// The last picture could not be kept: it is tried again after the gap.
    pub(super) fn unkept(&mut self, now: domain::time::Moment) {
        self.last = None;
        if let Some(before) = self.before.take() {
            self.shutter = before;
        }
        self.shutter.failed(now);
    }

    /// Why there are no pictures, if there are none.
    pub(super) fn standing(&self) -> Option<String> {
        self.off.clone().or_else(|| self.failure.clone())
    }

    /// How long nothing will be due if nothing changes.
    pub(super) fn patience(&self, now: domain::time::Moment) -> Duration {
        Duration::from_millis(u64::try_from(self.shutter.patience(now)).unwrap_or(1_000))
    }

    /// The next picture counts as new, whatever it shows.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    /// The pictures to be kept now, encoded: usually none.
    pub(super) fn look(
        &mut self,
        senses: &mut dyn Senses,
        exclusions: &Exclusions,
        at: &Moment<'_>,
    ) -> Vec<Vec<u8>> {
        if self.off.is_some() {
            return Vec::new();
        }
        let handle = at.handle.map(|handle| handle.0);
        let asked = self.shutter.next(at.now, at.state, at.window, handle, at.idle_ms);
        let Some(why) = asked else { return Vec::new() };
        let excluded = |window: &Window| !exclusions.verdict(window).allows_picture();
        let shot = match senses.picture(self.aim, &excluded) {
            Ok(shot) => shot,
            Err(error) => {
                self.shutter.failed(at.now);
                self.refused = match error {
                    Error::Refused(_) => self.refused.saturating_add(1),
                    // A window that closed, or a display that is gone, says nothing about it.
                    Error::NoWindow | Error::Changed | Error::Lost(_) => self.refused,
                    Error::Excluded | Error::Own | Error::Unsupported(_) => 0,
                };
                self.failure = match error {
                    // Nothing is wrong: there was nothing that may be seen.
                    Error::Excluded | Error::Own | Error::Changed | Error::NoWindow => None,
                    Error::Unsupported(_) | Error::Lost(_) | Error::Refused(_) => {
                        Some(error.to_string())
                    }
                };
                return Vec::new();
            }
        };
        self.failure = None;
        self.refused = 0;
        let grids: Vec<Grid> = shot.frames.iter().map(|frame| Grid::of(&frame.pixels)).collect();
        let changed = match &self.last {
            Some((of, last)) if *of == Some(shot.handle) && last.len() == grids.len() => last
                .iter()
                .zip(&grids)
                .zip(&shot.frames)
                .map(|((last, grid), frame)| last.change(grid, frame.pointer).tiles)
                .max()
                .unwrap_or(0),
            _ => u32::MAX,
        };
        let blank = grids.iter().all(Grid::is_blank);
        let keeps = !blank && self.shutter.keeps(why, changed);
        self.before = keeps.then(|| self.shutter.clone());
        self.shutter.taken(at.now, why, keeps);
        if !keeps {
            return Vec::new();
        }
        self.last = Some((Some(shot.handle), grids));
        let encoded = |frame: capture::senses::Frame| {
            frame.pixels.shrunk(MAX_LINES).webp(QUALITY).inspect_err(|error| {
                tracing::warn!("A picture could not be encoded: {error}");
            })
        };
        shot.frames.into_iter().filter_map(|frame| encoded(frame).ok()).collect()
    }
}
