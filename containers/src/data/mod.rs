//! Data files: which a table has, reading one in order, writing new ones.

mod absent;
pub(crate) mod conform;
mod late;
mod partition;
mod read;
pub(crate) mod text;
pub(crate) mod weigh;
mod write;

pub(crate) use absent::is_filled_in;
pub(crate) use read::{LiveFile, files, read, scan};
pub(crate) use write::DataWriter;
