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

/// As many blinking things as a window may have at once (a caret and a clock; the pointer is
/// known). More of them are no blinking but sparse text that moved.
const BLINKERS: usize = 2;

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
    /// was in `later`: something small that changed right under it is only hovered over.
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
            .filter(|(_, (before, after))| before.hash != after.hash)
            .map(|(place, _)| place)
            .collect();
        let (mut blinking, mut moved): (Vec<_>, Vec<_>) = groups(&changed)
            .into_iter()
            .partition(|group| span(group, |at| at.0) <= BLINK && span(group, |at| at.1) <= BLINK);
        blinking.retain(|group| !hovered.is_some_and(|at| group.contains(&at)));
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

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 1280;
    const HEIGHT: usize = 720;
    /// A line of text is 16 pixels high, a letter 8 wide.
    const LINE: usize = 16;

    /// White paper with letters: every character has its own strokes.
    fn paper(text: &[&str]) -> Pixels {
        let mut rgba = vec![255_u8; WIDTH * HEIGHT * 4];
        for (row, line) in text.iter().enumerate() {
            for (column, letter) in line.bytes().enumerate() {
                for dot in (0..8 * 12).filter(|dot| strokes(letter) >> (dot % 61) & 1 == 1) {
                    ink(&mut rgba, column * 8 + dot % 8, row * LINE + 2 + dot / 8);
                }
            }
        }
        Pixels::new(1280, 720, rgba).unwrap()
    }

    fn strokes(letter: u8) -> u64 {
        if letter == b' ' { 0 } else { u64::from(letter).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3 }
    }

    fn ink(rgba: &mut [u8], x: usize, y: usize) {
        let at = (y * WIDTH + x) * 4;
        if let Some(pixel) = rgba.get_mut(at..at + 3).filter(|_| x < WIDTH) {
            pixel.fill(0);
        }
    }

    /// The same paper with a black bar, as a caret or a hovered button is.
    fn with_bar(pixels: &Pixels, x: usize, y: usize, width: usize, height: usize) -> Pixels {
        let mut rgba: Vec<u8> = pixels.rows().flatten().copied().collect();
        for dot in 0..width * height {
            ink(&mut rgba, x + dot % width, y + dot / width);
        }
        Pixels::new(pixels.width(), pixels.height(), rgba).unwrap()
    }

    const LOG: [&str; 45] = {
        let mut log = [""; 45];
        let lines = [
            "09:14:02 opened the invoice of the harbour office",
            "09:14:09 read 312 rows",
            "",
            "09:15:40 warning: the rate of March is missing, taking that of February",
            "$ cargo test -p domain",
            "test result: ok. 118 passed; 0 failed; finished in 0.42s",
            "09:17:31 closed",
        ];
        let mut at = 0;
        while at < log.len() {
            log[at] = lines[at % lines.len()];
            at += 1;
        }
        log
    };

    fn change(before: &Pixels, after: &Pixels, pointer: Option<(u32, u32)>) -> Change {
        Grid::of(before).change(&Grid::of(after), pointer)
    }

    #[test]
    fn text_that_scrolls_by_one_line_counts_as_changed() {
        let change = change(&paper(&LOG), &paper(&LOG[1..]), None);
        assert!(change.tiles > 150, "the whole text moved: {change:?}");
        let region = change.region.unwrap();
        assert!(region.height > 650 && region.width > 500, "{region:?}");
        assert!(region.width < 900, "the empty right half did not: {region:?}");
    }

    #[test]
    fn few_short_lines_that_scroll_count_as_changed() {
        let lines = ["ok", "", "", "", "no", "", "", "", "", "ok", "", "", "", "", "", "a"];
        let change = change(&paper(&lines), &paper(&lines[1..]), None);
        assert!(!change.is_none(), "short as they are, they are not carets: {change:?}");
    }

    #[test]
    fn a_blinking_caret_is_no_change_wherever_it_stands() {
        let text = paper(&LOG);
        for (x, y) in [(600, 300), (0, 0), (1279, 719), (637, 358), (39, 39), (40, 40)] {
            let change = change(&text, &with_bar(&text, x, y, 8, LINE), None);
            assert!(change.is_none(), "at {x}, {y}: {change:?}");
        }
    }

    #[test]
    fn a_caret_a_clock_and_a_hover_blink_at_once() {
        let text = paper(&LOG);
        let caret = with_bar(&text, 600, 300, 2, LINE);
        let clock = with_bar(&caret, 1200, 4, 40, 12);
        assert!(change(&text, &clock, None).is_none());
        let hover = with_bar(&clock, 900, 500, 30, 20);
        assert!(change(&text, &hover, Some((910, 510))).is_none(), "right under the pointer");
    }

    #[test]
    fn a_new_line_of_text_counts_and_is_where_it_says() {
        let mut more = LOG[..20].to_vec();
        let before = paper(&more);
        more.push("a new line that was not there before, of some length");
        let change = change(&before, &paper(&more), None);
        let region = change.region.unwrap();
        assert!(change.tiles >= 10, "{change:?}");
        assert_eq!((region.x, region.y), (0, 320), "20 lines of 16 pixels down");
        assert!(region.height <= 80, "{region:?}");
    }

    #[test]
    fn equal_pictures_do_not_differ_and_other_sizes_do() {
        let text = paper(&LOG);
        assert_eq!(change(&text, &text.clone(), None), Change::default());
        let smaller = text.crop(Rect { x: 0, y: 0, width: 1279, height: 720 }).unwrap();
        assert_eq!(change(&text, &smaller, None), Change::whole(&smaller));
    }

    #[test]
    fn a_picture_of_one_brightness_is_blank() {
        let mut off = paper(&[]);
        assert!(Grid::of(&off).is_blank());
        assert!(!Grid::of(&paper(&LOG)).is_blank());
        off.blank(off.bounds());
        assert!(Grid::of(&off).is_blank(), "black as well as white");
    }

    #[test]
    fn pictures_smaller_than_the_grid_are_laid_out_too() {
        let tiny = Pixels::new(3, 2, [[10_u8; 4]; 6].concat()).unwrap();
        let other = Pixels::new(3, 2, [[200_u8; 4]; 6].concat()).unwrap();
        assert!(change(&tiny, &tiny.clone(), None).is_none());
        assert!(change(&tiny, &other, Some((2, 1))).tiles > 0);
    }
}
