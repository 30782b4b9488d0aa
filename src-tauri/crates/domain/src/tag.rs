//! Tags: words of the owner's that cut across clients.

use crate::id::TagId;
use serde::{Deserialize, Serialize};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name, as the owner typed it.
    pub name: String,
}
