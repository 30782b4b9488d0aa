//! # Documents
//!
//! What leaves Daybook on paper, as PDF. So far that is a [`report`].
//!
//! A document is made of plain data alone. Deliberately absent:
//!
//! - the network and the clock; the day on which a document was made is part of it;
//! - what anybody wrote as markup: a client called `#panic()` is printed as just that;
//! - reckoning: what is printed was added up and rounded in `domain`.
//!
//! How it looks stands in `templates/`, what it is printed with in `fonts/`.

mod fonts;
pub mod locale;
mod press;
pub mod report;

pub use press::Error;
