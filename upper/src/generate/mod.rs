//! The files that are derived from the models which come with the product: what
//! `make generate` writes, and what a test derives again and compares.

mod reference;
mod vocabulary;

pub use vocabulary::vocabulary;

use std::sync::Arc;

use crate::builtin;
use crate::check::{Options, check};
use crate::model::Models;
use crate::shapes::{derive, print};
use crate::source::{Input, Syntax};
use crate::write::MADE;

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
    let mut files = vec![Generated {
        path: "upper/src/vocabulary.rs".to_owned(),
        text: vocabulary(),
    }];
    let models = built_in();
    files.extend(shapes(&models));
    files.extend(reference::pages(&models));
    files
}

/// Upper and the system domains.
fn built_in() -> Arc<Models> {
    let inputs = builtin::MODELS.iter().map(|(_, path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    });
    check(inputs.collect(), &Options::default()).models
}

/// The shapes of Upper and the system domains.
fn shapes(models: &Models) -> Vec<Generated> {
    let domains = models.domains();
    domains
        .map(|(id, domain)| Generated {
            path: format!("ontologies/generated/{}.shapes.ttl", domain.info.name),
            text: format!("{MADE}{}", print(models, &derive(models, id))),
        })
        .collect()
}
