//! Data files: which a table has, reading one in order, writing new ones.

pub(crate) mod conform;
mod read;
pub(crate) mod text;
mod write;

pub(crate) use read::{LiveFile, files, read};
pub(crate) use write::DataWriter;
