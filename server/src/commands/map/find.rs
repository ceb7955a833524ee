//! From what the user typed to correspondences.

use mappings::walk::{self, Found};
use upper::check::Checked;
use upper::graph::TermId;
use upper::spelling::nearest_name;

use crate::commands::terms;
use crate::failure::{Failure, Result};

/// The correspondences of a term or an element; that there is no such thing is a failure.
pub(super) fn find(checked: &Checked, what: &str) -> Result<Vec<Found>> {
    let corpus = &checked.corpus;
    let found: Vec<Found> = match term(checked, what) {
        Some(id) if checked.models.term(id).is_some() => walk::from_term(corpus, id),
        Some(id) => walk::from_element(corpus, id),
        None => walk::elements_named(corpus, what)
            .into_iter()
            .flat_map(|e| walk::from_element(corpus, e))
            .collect(),
    };
    if found.is_empty() {
        Err(unknown(checked, what))
    } else {
        Ok(found)
    }
}

fn term(checked: &Checked, what: &str) -> Option<TermId> {
    let iri = terms::meant(&checked.models, what);
    checked.corpus.terms.lookup_iri(&iri)
}

fn unknown(checked: &Checked, what: &str) -> Failure {
    let names = names(checked);
    let failure = Failure::new(format!("no mapping knows `{what}`"));
    match nearest_name(what, names.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("write a term as `domain:Name` or as an IRI, an element by its name, such as `namespace.table.column`"),
    }
}

/// All terms of the user's domains as `domain:Name`.
fn names(checked: &Checked) -> Vec<String> {
    let models = &checked.models;
    let mut names = Vec::new();
    for (_, domain) in models.domains() {
        let classes = domain.classes.iter().map(|c| &models.class(*c).info);
        let properties = domain.properties.iter().map(|p| &models.property(*p).info);
        let infos = classes.chain(properties);
        names.extend(infos.map(|info| terms::spelled(models, info)));
    }
    names
}
