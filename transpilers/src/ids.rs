//! `denota.ids`: the numbers that targets need for ever.

/// Stub
#[derive(Clone, Debug, Default)]
pub struct Ids {}
