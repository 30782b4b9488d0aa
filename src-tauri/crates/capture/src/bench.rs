//! What looking at the screen costs, for `daybook bench capture`.
//!
//! CPU time is that of the whole process; the display server's own share is not in it.

use crate::picture::{MAX_LINES, Pixels, QUALITY};
use crate::senses::{Aim, Error, Senses};
use crate::tiles::Grid;
use std::time::{Duration, Instant};

/// The mean cost of doing something once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Time that passed.
    pub wall: Duration,
    /// Time that this process computed; zero where the system does not tell.
    pub cpu: Duration,
}

/// What one look at the screen costs, piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Width and height of the picture before it is scaled.
    pub size: (u32, u32),
    /// Checks, pixels, and checks again.
    pub picture: Cost,
    /// Laying it out in tiles, to see whether anything changed.
    pub grid: Cost,
    /// Scaling it to what is kept.
    pub shrink: Cost,
    /// The lossy file.
    pub encode: Cost,
    /// Size of that file in bytes.
    pub bytes: usize,
}

impl Look {
    /// The share of one core, 0 to 1, that looking takes: with `looks` looks and `kept`
    /// pictures in each `period`.
    #[must_use]
    pub fn share(&self, looks: u32, kept: u32, period: Duration) -> f64 {
        let look = (self.picture.cpu + self.grid.cpu) * looks;
        let keep = (self.shrink.cpu + self.encode.cpu) * kept;
        (look + keep).as_secs_f64() / period.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Looks at the front window `rounds` times.
///
/// # Errors
///
/// As [`Senses::picture`].
pub fn front_window(senses: &mut dyn Senses, rounds: u32) -> Result<Look, Error> {
    let mut take = || -> Result<Pixels, Error> {
        let shot = senses.picture(Aim::FrontWindow, &|_| false)?;
        shot.frames.into_iter().next().map(|frame| frame.pixels).ok_or(Error::NoWindow)
    };
    let mut last = take();
    let picture = mean(rounds, || last = take());
    Ok(Look { picture, ..pixels(&last?, rounds) })
}

/// The pieces that need no display, on a made-up page of 1920 × 1080 with text all over it.
#[must_use]
pub fn dense_page(rounds: u32) -> Look {
    pixels(&page(1920, 1080), rounds)
}

fn pixels(pixels: &Pixels, rounds: u32) -> Look {
    let grid = mean(rounds, || drop(std::hint::black_box(Grid::of(pixels))));
    let mut kept = pixels.clone();
    let copy = mean(rounds, || kept = pixels.clone());
    let shrink = mean(rounds, || kept = pixels.clone().shrunk(MAX_LINES));
    let mut bytes = 0;
    let encode = mean(rounds, || bytes = kept.webp(QUALITY).map_or(0, |file| file.len()));
    let shrink = Cost {
        wall: shrink.wall.saturating_sub(copy.wall),
        cpu: shrink.cpu.saturating_sub(copy.cpu),
    };
    let size = (pixels.width(), pixels.height());
    Look { size, picture: Cost::default(), grid, shrink, encode, bytes }
}

fn mean(rounds: u32, mut work: impl FnMut()) -> Cost {
    let rounds = rounds.max(1);
    let (wall, cpu) = (Instant::now(), cpu_time());
    (0..rounds).for_each(|_| work());
    Cost { wall: wall.elapsed() / rounds, cpu: cpu_time().saturating_sub(cpu) / rounds }
}

#[cfg(unix)]
fn cpu_time() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(spent).unwrap_or_default()
}

#[cfg(not(unix))]
fn cpu_time() -> Duration {
    Duration::ZERO
}

/// Lines of several lengths with letters in cells of 8 × 16, each built of up to five bars: a
/// page as full as code is.
fn page(width: u32, height: u32) -> Pixels {
    let mix = |seed: u32| seed.wrapping_mul(2_654_435_761) >> 16;
    let is_ink = |x: u32, y: u32| {
        let (column, line) = (x / 8, y / 16);
        let letter = mix(column + line * 311);
        let is_blank = line % 6 == 5 || column > mix(line) % (width / 8) || letter % 6 == 0;
        let bar = match (x % 8, y % 16) {
            (1, 3..13) => 0,
            (6, 3..13) => 1,
            (1..7, 3) => 2,
            (1..7, 8) => 3,
            (1..7, 12) => 4,
            _ => return false,
        };
        !is_blank && (letter >> 4 >> bar) & 1 == 1
    };
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let light = if is_ink(x, y) { 0 } else { u8::MAX };
            pixels.extend_from_slice(&[light, light, light, u8::MAX]);
        }
    }
    Pixels::new(width, height, pixels).unwrap_or_else(|_| Pixels::plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_core_is_what_looks_and_pictures_add_up_to() {
        let cost = |ms| Cost { wall: Duration::ZERO, cpu: Duration::from_millis(ms) };
        let look = Look {
            picture: cost(20),
            grid: cost(10),
            shrink: cost(0),
            encode: cost(60),
            ..Look::default()
        };
        let share = look.share(3, 1, Duration::from_secs(30));
        assert!((share - 0.005).abs() < 1e-9, "3 × 30 ms and 60 ms in 30 s: {share}");
    }

    #[test]
    fn a_dense_page_costs_something() {
        let look = dense_page(1);
        assert_eq!(look.size, (1920, 1080));
        assert!(look.bytes > 20_000, "{} bytes", look.bytes);
        assert!(look.encode.cpu > Duration::ZERO && look.grid.cpu > Duration::ZERO, "{look:?}");
    }
}
