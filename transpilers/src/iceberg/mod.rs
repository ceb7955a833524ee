//! Iceberg: one table per keyed taxonomy, extension and singleton.

pub mod table;
