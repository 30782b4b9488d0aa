//! Whether two pictures of the same window differ in anything worth keeping.
//!
//! A picture is laid out as 32 × 18 tiles, each with the mean and a hash of its luma. Text that
//! scrolls by one line changes every tile it runs through, which a histogram of the whole does
//! not see. What blinks in place (a text cursor, a clock, the thing under the pointer) stays
//! inside a tile or two, and is told from the rest by that.
//!
//! ```text
//! scrolled:  ..###..###...      blinked:  .............
//!            ..######.....                .......#.....
//!            ..####.###...                .............
//! ```

use crate::picture::{Pixels, Rect, luma};

/// Tiles from left to right.
pub const COLUMNS: u32 = 32;
/// Tiles from top to bottom.
pub const ROWS: u32 = 18;

/// A group of changed tiles that fits into this many tiles each way is taken for something
/// that blinks: a caret on a corner of the grid touches two by two.
const BLINK: u32 = 2;

/// As many blinking things as a window may have at once (a caret, a clock, a hover). More of
/// them are no blinking but sparse text that moved.
const BLINKERS: usize = 3;

/// The tiles of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    width: u32,
    height: u32,
    tiles: Vec<Tile>,
}

/// How one picture differs from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Tiles that changed, without what only blinked: 0 to 576.
    pub tiles: u32,
    /// The smallest rectangle around them, in pixels of the later picture.
    pub region: Option<Rect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tile {
    hash: u64,
    mean: u8,
}

impl Change {
    /// Everything is new: there is no earlier picture, or it had another size.
    #[must_use]
    pub const fn whole(pixels: &Pixels) -> Self {
        Self { tiles: COLUMNS * ROWS, region: Some(pixels.bounds()) }
    }

    /// Whether the later picture says nothing that the earlier one did not.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.tiles == 0
    }
}

impl Grid {
    /// Lays `pixels` out in tiles.
    #[must_use]
    pub fn of(pixels: &Pixels) -> Self {
        let (width, height) = (pixels.width(), pixels.height());
        let mut tiles = vec![Tile::default(); (COLUMNS * ROWS) as usize];
        let columns: Vec<u32> = edges(width, COLUMNS);
        let mut rows = pixels.rows();
        for (lines, tiles) in
            widths(&edges(height, ROWS)).zip(tiles.chunks_exact_mut(COLUMNS as usize))
        {
            let mut sums = [0_u64; COLUMNS as usize];
            for row in rows.by_ref().take(lines as usize) {
                let mut row = row.as_chunks::<4>().0.iter();
                for ((wide, tile), sum) in widths(&columns).zip(&mut *tiles).zip(&mut sums) {
                    for pixel in row.by_ref().take(wide as usize) {
                        let light = u64::from(luma(pixel));
                        *sum += light;
                        tile.hash = (tile.hash ^ light).wrapping_mul(PRIME);
                    }
                }
            }
            for ((tile, sum), wide) in tiles.iter_mut().zip(sums).zip(widths(&columns)) {
                let mean = sum / (u64::from(wide) * u64::from(lines)).max(1);
                tile.mean = u8::try_from(mean).unwrap_or(u8::MAX);
            }
        }
        Self { width, height, tiles }
    }

    /// What is new in `later`, seen from this earlier picture. `pointer` is where the pointer
    /// was in `later`: what changed right under it is only hovered over.
    #[must_use]
    pub fn change(&self, later: &Self, pointer: Option<(u32, u32)>) -> Change {
        let all = Rect { x: 0, y: 0, width: later.width, height: later.height };
        if (self.width, self.height) != (later.width, later.height) {
            return Change { tiles: COLUMNS * ROWS, region: Some(all) };
        }
        let hovered = pointer
            .map(|(x, y)| (tile_at(x, later.width, COLUMNS), tile_at(y, later.height, ROWS)));
        let changed: Vec<(u32, u32)> = places()
            .zip(self.tiles.iter().zip(&later.tiles))
            .filter(|(place, (before, after))| before.hash != after.hash && hovered != Some(*place))
            .map(|(place, _)| place)
            .collect();
        let (blinking, mut moved): (Vec<_>, Vec<_>) = groups(&changed)
            .into_iter()
            .partition(|group| span(group, |at| at.0) <= BLINK && span(group, |at| at.1) <= BLINK);
        if blinking.len() > BLINKERS {
            moved.extend(blinking);
        }
        let moved = moved.concat();
        let region = moved
            .iter()
            .map(|&(column, row)| self.tile(column, row))
            .reduce(Rect::around)
            .and_then(|region| region.overlap(all));
        Change { tiles: u32::try_from(moved.len()).unwrap_or(COLUMNS * ROWS), region }
    }

    /// Whether the whole picture has one brightness: a screen that is off, or protected
    /// content. There is nothing to read in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let mut means = self.tiles.iter().map(|tile| tile.mean);
        let first = means.next();
        means.all(|mean| Some(mean) == first)
    }

    fn tile(&self, column: u32, row: u32) -> Rect {
        let (left, right) =
            (edge(column, self.width, COLUMNS), edge(column + 1, self.width, COLUMNS));
        let (top, bottom) = (edge(row, self.height, ROWS), edge(row + 1, self.height, ROWS));
        Rect {
            x: i32::try_from(left).unwrap_or(i32::MAX),
            y: i32::try_from(top).unwrap_or(i32::MAX),
            width: right - left,
            height: bottom - top,
        }
    }
}

/// Odd and large, so that every bit of a pixel reaches the high bits of the hash (FNV-1a).
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Where tile number `index` of `count` begins in `length` pixels.
fn edge(index: u32, length: u32, count: u32) -> u32 {
    u32::try_from(u64::from(index) * u64::from(length) / u64::from(count)).unwrap_or(length)
}

fn edges(length: u32, count: u32) -> Vec<u32> {
    (0..=count).map(|index| edge(index, length, count)).collect()
}

fn widths(edges: &[u32]) -> impl Iterator<Item = u32> {
    edges.iter().zip(edges.iter().skip(1)).map(|(from, to)| to - from)
}

fn tile_at(pixel: u32, length: u32, count: u32) -> u32 {
    (0..count).rev().find(|index| edge(*index, length, count) <= pixel).unwrap_or(0)
}

/// Column and row of every tile, in the order in which they are kept.
fn places() -> impl Iterator<Item = (u32, u32)> {
    (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)))
}

/// Tiles that touch, also at a corner, belong together.
fn groups(tiles: &[(u32, u32)]) -> Vec<Vec<(u32, u32)>> {
    let mut groups: Vec<Vec<(u32, u32)>> = Vec::new();
    for &tile in tiles {
        let touches = |group: &Vec<(u32, u32)>| {
            group.iter().any(|at| at.0.abs_diff(tile.0) <= 1 && at.1.abs_diff(tile.1) <= 1)
        };
        let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(touches);
        groups = apart;
        let mut group = joined.concat();
        group.push(tile);
        groups.push(group);
    }
    groups
}

/// How many tiles a group covers along one axis.
fn span(group: &[(u32, u32)], axis: impl Fn(&(u32, u32)) -> u32) -> u32 {
    let ends = (group.iter().map(&axis).min(), group.iter().map(&axis).max());
    if let (Some(first), Some(last)) = ends { last - first + 1 } else { 0 }
}
