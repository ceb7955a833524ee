//! The files that are made from models: those of one target for one domain, as `transpile`
//! writes and the registry keeps them.

use transpilers::Target;
use transpilers::output::{Artifact, Output, ledger};
use upper::model::{DomainModel, Valid};
use upper::source::Syntax;
use upper::write::MADE;

use crate::pipeline;

/// Hands out what a target made of a model, each path below the target's folder with its text:
/// the artifacts, and beside them the ledger of losses, the representation and the mapping.
/// Together they are larger than the model, so none is made before the one before it is let go.
pub(crate) fn each<E>(
    model: &Valid<DomainModel>,
    target: &Target,
    output: Output,
    mut put: impl FnMut(String, String) -> Result<(), E>,
) -> Result<(), E> {
    let Output {
        artifacts,
        mut representation,
        losses,
    } = output;
    let domain = &model.domain().info.name;
    let mut put = |path: String, text| {
        let text = mark(&path, text);
        put(path, text)
    };
    for Artifact { path, text } in artifacts {
        put(path, text)?;
    }
    put(format!("{domain}.losses.json"), ledger(&losses))?;
    drop(losses);
    put(
        format!("{domain}.container.ttl"),
        representation.take_turtle(),
    )?;
    let mapping = pipeline::map(model, target, &representation);
    put(format!("{domain}.mapping.ttl"), mapping)
}

/// Whether a document says that it is made.
pub(crate) fn is_made(syntax: Syntax, bytes: &[u8]) -> bool {
    syntax == Syntax::Turtle && bytes.starts_with(MADE.trim_end().as_bytes())
}

fn mark(path: &str, mut text: String) -> String {
    if path.ends_with(".ttl") {
        text.insert_str(0, MADE);
    }
    text
}
