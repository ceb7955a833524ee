//! Loading rows: read, validated, sorted by key, merged once with the table.

pub(crate) mod journal;
