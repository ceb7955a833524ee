//! What a publisher may not read cannot be used: a second check, in which graphs that came
//! along with others and are hidden go by names that nobody can know.
//!
//! So whatever the publication says of such a graph, it says of one that is not there, and
//! what is found is found as if there were none, to the byte; while graphs that may use it,
//! and do, are what they are.

use mappings::check::complete;
use upper::builtin::RESERVED;
use upper::check::Checked;
use upper::source::{Aliases, Reader};

use super::check::Work;
use crate::error::Error;
use crate::hash;

/// Namespaces of all models, which no graph of the registry stands for.
const FOUNDATIONS: [&str; 2] = ["http://www.w3.org/", RESERVED];

/// The check, where something is hidden that the publication could speak of.
pub(super) fn check(work: &Work<'_>) -> Result<Option<Checked>, Error> {
    let own = work.own_iris();
    let seen = |iri: &str| work.author.view.sees(iri) || own.contains(iri);
    let chosen = &work.closure.chosen;
    if chosen.keys().all(|iri| seen(iri)) {
        return Ok(None);
    }
    let others = own.iter().map(|iri| (iri.as_str(), iri.clone()));
    let others = others.chain(FOUNDATIONS.map(|iri| (iri, iri.to_owned())));
    let mut names: Vec<(&str, String)> = chosen
        .iter()
        .map(|(iri, node)| {
            let name = if seen(iri) { iri.clone() } else { name(node) };
            (iri.as_str(), name)
        })
        .chain(others)
        .collect();
    // The namespace of one graph may lie below that of another.
    names.sort_unstable_by_key(|(iri, _)| std::cmp::Reverse(iri.len()));
    let mut aliases = work.publication.options.aliases.clone();
    for (iri, name) in names {
        aliases.add(iri, name);
    }
    read(work, aliases).map(Some)
}

/// A name that only who knows the content of a hidden revision could guess.
fn name(node: &str) -> String {
    let digest = hash::digest(std::iter::once(node));
    format!("urn:denota:hidden:{digest}#")
}

fn read(work: &Work<'_>, aliases: Aliases) -> Result<Checked, Error> {
    let options = &work.publication.options;
    let mut reader = Reader::new(options.aliases.clone());
    for input in &work.publication.inputs {
        reader.read(input.clone());
    }
    reader.rename(aliases);
    for input in work.registry.inputs(&work.closure.chosen)? {
        reader.read(input);
    }
    let checked = upper::check::check_read(reader, options);
    Ok(complete(checked, work.publication.naming))
}
