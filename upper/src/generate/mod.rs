//! The files that are derived from the models which come with the product: what
//! `make generate` writes, and what a test derives again and compares.

mod vocabulary;

pub use vocabulary::vocabulary;

use crate::builtin;
use crate::check::{Options, check};
use crate::shapes::{derive, print};
use crate::source::{Input, Syntax};

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
    let mut files = vec![Generated { path: "upper/src/vocabulary.rs".to_owned(), text: vocabulary() }];
    files.extend(shapes());
    files
}

/// The shapes of Upper and the system domains.
fn shapes() -> Vec<Generated> {
    let inputs = builtin::MODELS.iter().map(|(_, path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    });
    let checked = check(inputs.collect(), &Options::default());
    let domains = checked.models.domains();
    domains
        .map(|(id, domain)| Generated {
            path: format!("ontologies/generated/{}.shapes.ttl", domain.info.name),
            text: print(&checked.models, &derive(&checked.models, id)),
        })
        .collect()
}
