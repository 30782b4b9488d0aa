//! The pixels, from xcap.
//!
//! xcap looks a window or monitor up anew for every handle, so handles are kept; each picture
//! is one call. It never runs in a Wayland session, where xcap would ask the portal and the
//! portal would ask the person.

use crate::picture::Pixels;
use crate::senses::Error;
use std::error::Error as StdError;

/// Takes pictures. Belongs to one thread: on Windows a monitor's handle cannot leave its own.
#[derive(Debug, Default)]
pub struct Camera {
    window: Option<(u32, xcap::Window)>,
    monitors: Vec<(u32, xcap::Monitor)>,
}

impl Camera {
    /// The whole window with the system's number `id`.
    ///
    /// # Errors
    ///
    /// [`Error::NoWindow`] if there is none any more, [`Error::Refused`].
    pub fn window(&mut self, id: u32) -> Result<Pixels, Error> {
        if self.window.as_ref().is_none_or(|(kept, _)| *kept != id) {
            let windows = xcap::Window::all().map_err(refused)?;
            self.window = windows
                .into_iter()
                .find(|window| window.id().is_ok_and(|found| found == id))
                .map(|window| (id, window));
        }
        let (_, window) = self.window.as_ref().ok_or(Error::NoWindow)?;
        match window.capture_image() {
            Ok(image) => pixels(image),
            Err(error) => {
                self.window = None;
                Err(refused(error))
            }
        }
    }

    /// The whole monitor with the system's number `id`, in its own pixels.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if there is none any more, [`Error::Refused`].
    pub fn monitor(&mut self, id: u32) -> Result<Pixels, Error> {
        if !self.monitors.iter().any(|(kept, _)| *kept == id) {
            self.monitors = xcap::Monitor::all()
                .map_err(refused)?
                .into_iter()
                .filter_map(|monitor| Some((monitor.id().ok()?, monitor)))
                .collect();
        }
        let monitor = self.monitors.iter().find(|(kept, _)| *kept == id);
        let (_, monitor) = monitor.ok_or(Error::Changed)?;
        match monitor.capture_image() {
            Ok(image) => pixels(image),
            Err(error) => {
                self.monitors.clear();
                Err(refused(error))
            }
        }
    }
}

fn pixels(image: xcap::image::RgbaImage) -> Result<Pixels, Error> {
    let (width, height) = (image.width(), image.height());
    Pixels::new(width, height, image.into_raw()).map_err(|error| Error::Refused(Box::new(error)))
}

fn refused(error: impl StdError + Send + Sync + 'static) -> Error {
    Error::Refused(Box::new(error))
}
