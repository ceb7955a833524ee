//! The files that are derived from the models which come with the product: what
//! `make generate` writes, and what a test derives again and compares.

mod vocabulary;

pub use vocabulary::vocabulary;

/// A derived file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Its path in the repository.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// All derived files.
#[must_use]
pub fn files() -> Vec<Generated> {
    vec![Generated { path: "upper/src/vocabulary.rs".to_owned(), text: vocabulary() }]
}
