//! What a transpiler returns.

use serde::Serialize;
use upper::model::{DomainId, Models, TermInfo};

use crate::representation::Representation;

/// All that one target makes of one domain.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The schema files.
    pub artifacts: Vec<Artifact>,
    /// The same as data: a named graph that conforms to the target's system domain.
    pub representation: Representation,
    /// What the target could not say.
    pub losses: Vec<Loss>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its path below `DIR/<target>/`, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Something that the model says and the artifact does not enforce or cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The IRI of the term.
    pub term: String,
    /// The element of the artifact that stands for it, by name (`Type.field`, `table.column`).
    pub element: String,
    /// The construct or facet that is lost, such as `pattern` or `unique key`.
    pub construct: &'static str,
    /// What is lost, and what the artifact has instead.
    pub message: String,
}

/// The losses of the texts of a domain's terms, where elements hold one text: once for each
/// term, however many elements stand for it.
pub(crate) fn texts(models: &Models, domain: DomainId, element: &str) -> Vec<Loss> {
    let says_more = |info: &&TermInfo| {
        let [labels, descriptions] = [&info.labels, &info.descriptions].map(|t| t.0.len());
        labels > 1 || descriptions > 1 || !info.comments.is_empty()
    };
    let message = "at most one text is kept: labels and descriptions in further languages, and comments, are left out";
    let terms = terms(models, domain).into_iter().filter(says_more);
    terms
        .map(|info| loss(info, element, "texts", message))
        .collect()
}

/// What every term of a domain has.
pub(crate) fn terms(models: &Models, domain: DomainId) -> Vec<&TermInfo> {
    let domain = models.domain(domain);
    let classes = domain.classes.iter().map(|id| &models.class(*id).info);
    let properties = domain.properties.iter();
    let datatypes = domain.datatypes.iter();
    let values = domain.values.iter();
    classes
        .chain(properties.map(|id| &models.property(*id).info))
        .chain(datatypes.map(|id| &models.datatype(*id).info))
        .chain(values.map(|id| &models.enum_value(*id).info))
        .collect()
}

/// The loss of something that is said of a term.
pub(crate) fn loss(info: &TermInfo, element: &str, construct: &'static str, message: &str) -> Loss {
    Loss {
        term: info.iri.clone(),
        element: element.to_owned(),
        construct,
        message: message.to_owned(),
    }
}

/// The loss ledger as JSON: an array, empty when nothing was lost.
#[must_use]
pub fn ledger(losses: &[Loss]) -> String {
    let mut text = serde_json::to_string_pretty(losses).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}
