//! Pixels in memory, and the small lossy file that a picture becomes.
//!
//! ## What is deliberately absent
//!
//! No path and no file: a picture leaves this module as bytes, and only the spool writes bytes.

use std::error::Error as StdError;

/// The most lines a kept picture has; a larger one is scaled down.
pub const MAX_LINES: u32 = 1080;

/// Quality 0 to 100 of the lossy file: text of eleven pixels stays readable, and a full screen
/// of it comes to about 100 kB (docs/decisions/0003).
pub const QUALITY: f32 = 20.0;

/// A picture larger than this is refused when decoding: 100 million pixels.
const MAX_PIXELS: u64 = 100_000_000;

/// A rectangle in pixels; `x` to the right, `y` downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A picture: red, green, blue and an unused byte for each pixel, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

/// Why a picture could not be encoded or decoded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a picture that can be read: PNG, JPEG and WebP can.
    #[error("not a PNG, JPEG or WebP picture")]
    NotAPicture(#[source] Option<Box<dyn StdError + Send + Sync>>),
    /// It has no pixels, or more than a hundred million.
    #[error("a picture of {width} × {height} pixels cannot be handled")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The encoder refused it.
    #[error("the picture could not be encoded")]
    Encoder,
}

impl Error {
    /// Whether trying the same picture again cannot help: it never does.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        true
    }
}

impl Rect {
    /// The part that both share.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        let left = self.x.max(other.x);
        let top = self.y.max(other.y);
        let right = self.right().min(other.right());
        let bottom = self.bottom().min(other.bottom());
        let width = u32::try_from(right - i64::from(left)).ok().filter(|width| *width > 0)?;
        let height = u32::try_from(bottom - i64::from(top)).ok().filter(|height| *height > 0)?;
        Some(Self { x: left, y: top, width, height })
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        let reach = |far: i64, near: i32| u32::try_from(far - i64::from(near)).unwrap_or(u32::MAX);
        Self {
            x,
            y,
            width: reach(self.right().max(other.right()), x),
            height: reach(self.bottom().max(other.bottom()), y),
        }
    }

    /// The same rectangle as seen from `origin`'s upper left corner.
    #[must_use]
    pub const fn relative_to(self, origin: Self) -> Self {
        Self { x: self.x.saturating_sub(origin.x), y: self.y.saturating_sub(origin.y), ..self }
    }

    fn right(self) -> i64 {
        i64::from(self.x) + i64::from(self.width)
    }

    fn bottom(self) -> i64 {
        i64::from(self.y) + i64::from(self.height)
    }
}

impl Pixels {
    /// Pixels out of bytes, four for each.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] if there are none, too many, or not as many bytes as the size asks for.
    pub fn new(width: u32, height: u32, rgba: Vec<u8>) -> Result<Self, Error> {
        let pixels = u64::from(width) * u64::from(height);
        let fits = usize::try_from(pixels * 4).is_ok_and(|bytes| bytes == rgba.len());
        if pixels == 0 || pixels > MAX_PIXELS || !fits {
            return Err(Error::Size { width, height });
        }
        Ok(Self { width, height, rgba })
    }

    /// One black pixel: the least there can be.
    #[must_use]
    pub fn plain() -> Self {
        Self { width: 1, height: 1, rgba: vec![0; 4] }
    }

    /// Width in pixels, at least one.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least one.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// The whole of it.
    #[must_use]
    pub const fn bounds(&self) -> Rect {
        Rect { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// The rows, each `4 × width` bytes.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.rgba.chunks_exact(self.width as usize * 4)
    }

    /// Paints `area` black; what lies outside the picture is left out.
    pub fn blank(&mut self, area: Rect) {
        let Some(area) = area.overlap(self.bounds()) else { return };
        let (skip, take) = (as_index(area.y), area.height as usize);
        let (left, wide) = (as_index(area.x) * 4, area.width as usize * 4);
        for row in self.rgba.chunks_exact_mut(self.width as usize * 4).skip(skip).take(take) {
            row.iter_mut().skip(left).take(wide).for_each(|byte| *byte = 0);
        }
    }

    /// The part inside `area`.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] if nothing of it lies inside.
    pub fn crop(&self, area: Rect) -> Result<Self, Error> {
        let area = area
            .overlap(self.bounds())
            .ok_or(Error::Size { width: area.width, height: area.height })?;
        let (left, wide) = (as_index(area.x) * 4, area.width as usize * 4);
        let mut rgba = Vec::with_capacity(wide * area.height as usize);
        for row in self.rows().skip(as_index(area.y)).take(area.height as usize) {
            rgba.extend_from_slice(row.get(left..left + wide).unwrap_or_default());
        }
        Self::new(area.width, area.height, rgba)
    }

    /// The same picture with at most `lines` lines, each new pixel the mean of those it covers.
    #[must_use]
    pub fn shrunk(self, lines: u32) -> Self {
        if self.height <= lines || lines == 0 {
            return self;
        }
        let width = u64::from(self.width) * u64::from(lines) / u64::from(self.height);
        let width = u32::try_from(width).unwrap_or(self.width).max(1);
        shrink(&self, width, lines)
    }

    /// A binary PGM file of the luma, as text recognition reads it.
    #[must_use]
    pub fn pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.reserve(self.rgba.len() / 4);
        file.extend(self.rgba.as_chunks::<4>().0.iter().map(luma));
        file
    }

    /// A lossy WebP file of `quality` 0 to 100.
    ///
    /// # Errors
    ///
    /// [`Error::Encoder`] if libwebp refuses, as it does above 16,383 pixels a side.
    pub fn webp(&self, quality: f32) -> Result<Vec<u8>, Error> {
        let mut config = webp::WebPConfig::new().map_err(|()| Error::Encoder)?;
        config.quality = quality;
        config.method = 2;
        config.alpha_compression = 0;
        let rgb: Vec<u8> =
            self.rgba.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        let file = webp::Encoder::from_rgb(&rgb, self.width, self.height)
            .encode_advanced(&config)
            .map_err(|_| Error::Encoder)?;
        Ok(file.to_vec())
    }

    /// Pixels out of a PNG, JPEG or WebP file, whichever it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotAPicture`], [`Error::Size`].
    pub fn decode(file: &[u8]) -> Result<Self, Error> {
        if file.starts_with(b"RIFF") {
            return decode_webp(file);
        }
        let not = |error: image::ImageError| Error::NotAPicture(Some(Box::new(error)));
        let mut reader = image::ImageReader::new(std::io::Cursor::new(file))
            .with_guessed_format()
            .map_err(|error| Error::NotAPicture(Some(Box::new(error))))?;
        let mut limits = image::Limits::default();
        limits.max_alloc = Some(MAX_PIXELS * 8);
        reader.limits(limits);
        let picture = reader.decode().map_err(not)?.into_rgba8();
        Self::new(picture.width(), picture.height(), picture.into_raw())
    }
}

impl std::fmt::Debug for Pixels {
    /// The size only: a picture never reaches a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} × {})", self.width, self.height)
    }
}

/// Brightness of one pixel, 0 to 255.
pub(crate) const fn luma(&[r, g, b, _]: &[u8; 4]) -> u8 {
    ((r as u16 * 77 + g as u16 * 150 + b as u16 * 29) >> 8) as u8
}

fn decode_webp(file: &[u8]) -> Result<Pixels, Error> {
    let features = webp::BitstreamFeatures::new(file).ok_or(Error::NotAPicture(None))?;
    let (width, height) = (features.width(), features.height());
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::Size { width, height });
    }
    let image = webp::Decoder::new(file).decode().ok_or(Error::NotAPicture(None))?;
    let rgba = if image.is_alpha() {
        image.to_vec()
    } else {
        image.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect()
    };
    Pixels::new(width, height, rgba)
}

/// Area mean: every source pixel adds to exactly one target pixel, so that thin strokes of
/// text grow paler but never vanish as they do when pixels are picked.
fn shrink(from: &Pixels, width: u32, height: u32) -> Pixels {
    let columns: Vec<usize> = (0..u64::from(from.width))
        .map(|x| usize::try_from(x * u64::from(width) / u64::from(from.width)).unwrap_or(0))
        .collect();
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    let mut sums = vec![[0_u32; 4]; width as usize];
    let mut rows = from.rows().enumerate().peekable();
    for target in 0..u64::from(height) {
        while let Some((_, row)) =
            rows.next_if(|(y, _)| *y as u64 * u64::from(height) / u64::from(from.height) <= target)
        {
            for (&[r, g, b, _], &column) in row.as_chunks::<4>().0.iter().zip(&columns) {
                if let Some(sum) = sums.get_mut(column) {
                    sum[0] += u32::from(r);
                    sum[1] += u32::from(g);
                    sum[2] += u32::from(b);
                    sum[3] += 1;
                }
            }
        }
        for sum in &mut sums {
            let [r, g, b, count] = std::mem::take(sum);
            let mean = |part: u32| u8::try_from(part / count.max(1)).unwrap_or(u8::MAX);
            rgba.extend_from_slice(&[mean(r), mean(g), mean(b), u8::MAX]);
        }
    }
    Pixels { width, height, rgba }
}

/// An edge inside a picture, which is never negative there.
fn as_index(edge: i32) -> usize {
    usize::try_from(edge).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose every pixel tells where it is.
    fn scene(width: u32, height: u32) -> Pixels {
        let low = |place: u32| place.to_le_bytes()[0];
        let pixel = |x: u32, y: u32| [low(x), low(y), 7, 255];
        let rgba = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        Pixels::new(width, height, rgba).unwrap()
    }

    fn at(pixels: &Pixels, x: usize, y: usize) -> [u8; 3] {
        let row = pixels.rows().nth(y).unwrap();
        [row[x * 4], row[x * 4 + 1], row[x * 4 + 2]]
    }

    fn rect(x: i32, y: i32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn rectangles_overlap_where_both_are() {
        let all = rect(-10, -10, 100, 50);
        assert_eq!(all.overlap(rect(0, 0, 10, 10)), Some(rect(0, 0, 10, 10)));
        assert_eq!(all.overlap(rect(80, 30, 50, 50)), Some(rect(80, 30, 10, 10)));
        assert_eq!(all.overlap(rect(90, 0, 10, 10)), None, "touching is not sharing");
        assert_eq!(all.around(rect(85, 35, 10, 10)), rect(-10, -10, 105, 55));
        assert_eq!(rect(5, 6, 7, 8).relative_to(all), rect(15, 16, 7, 8));
        let far = rect(i32::MAX, i32::MIN, u32::MAX, u32::MAX);
        assert_eq!(far.overlap(far), Some(far), "the largest ones neither wrap nor panic");
    }

    #[test]
    fn what_is_blanked_is_black_and_nothing_else_is() {
        let mut pixels = scene(40, 30);
        let before = pixels.clone();
        for area in [rect(-5, 20, 10, 100), rect(38, -3, 9, 5), rect(100, 100, 5, 5)] {
            pixels.blank(area);
        }
        for y in 0..30 {
            for x in 0..40 {
                let hidden = (x < 5 && y >= 20) || (x >= 38 && y < 2);
                let expected = if hidden { [0, 0, 0] } else { at(&before, x, y) };
                assert_eq!(at(&pixels, x, y), expected, "{x}, {y}");
            }
        }
    }

    #[test]
    fn a_crop_is_the_part_inside() {
        let part = scene(40, 30).crop(rect(30, -5, 100, 10)).unwrap();
        assert_eq!(part.bounds(), rect(0, 0, 10, 5));
        assert_eq!(at(&part, 0, 0), [30, 0, 7]);
        assert!(scene(4, 3).crop(rect(4, 0, 5, 5)).is_err(), "nothing of it lies inside");
    }

    #[test]
    fn shrinking_keeps_proportion_and_the_mean_of_what_it_covers() {
        let lines = [255, 0, 0, 0_u8];
        let rgba = (0..2160)
            .flat_map(|y| std::iter::repeat_n(lines[y % 4], 384))
            .flat_map(|light| [light, light, light, 255])
            .collect();
        let small = Pixels::new(384, 2160, rgba).unwrap().shrunk(MAX_LINES);
        assert_eq!(small.bounds(), rect(0, 0, 192, 1080));
        assert_eq!(at(&small, 10, 0), [127, 127, 127], "a thin line grows paler, but stays");
        assert_eq!(at(&small, 10, 1), [0, 0, 0]);
        let odd = scene(3441, 1440).shrunk(MAX_LINES);
        assert_eq!((odd.width(), odd.height()), (2580, 1080));
        assert_eq!(scene(40, 30).shrunk(1080).bounds(), rect(0, 0, 40, 30), "never enlarged");
    }

    #[test]
    fn a_file_shows_what_was_put_in() {
        let pixels = scene(200, 100);
        let file = pixels.webp(90.0).unwrap();
        let back = Pixels::decode(&file).unwrap();
        assert_eq!(back.bounds(), pixels.bounds());
        let (there, here) = (at(&back, 100, 50), at(&pixels, 100, 50));
        assert!(there.iter().zip(here).all(|(a, b)| a.abs_diff(b) < 30), "{there:?} {here:?}");
        let mut png = std::io::Cursor::new(Vec::new());
        let rgba: Vec<u8> = pixels.rows().flatten().copied().collect();
        image::write_buffer_with_format(
            &mut png,
            &rgba,
            200,
            100,
            image::ExtendedColorType::Rgba8,
            image::ImageFormat::Png,
        )
        .unwrap();
        assert_eq!(Pixels::decode(png.get_ref()).unwrap(), pixels, "PNG loses nothing");
        assert!(pixels.pgm().starts_with(b"P5\n200 100\n255\n"));
        assert_eq!(pixels.pgm().len(), 15 + 200 * 100);
    }

    #[test]
    fn what_is_not_a_picture_is_refused() {
        for file in [&b""[..], b"RIFF", b"RIFF\0\0\0\0WEBPVP8 ", b"hello", b"\x89PNG\r\n\x1a\n"] {
            assert!(matches!(Pixels::decode(file), Err(Error::NotAPicture(_))), "{file:?}");
        }
        let webp = scene(200, 100).webp(QUALITY).unwrap();
        assert!(Pixels::decode(&webp[..webp.len() / 2]).is_err(), "cut off in the middle");
        assert!(Pixels::new(0, 10, vec![]).is_err() && Pixels::new(2, 2, vec![0; 15]).is_err());
    }

    #[test]
    fn a_picture_in_a_log_is_only_its_size() {
        assert_eq!(format!("{:?}", scene(40, 30)), "Pixels(40 × 30)");
    }
}
