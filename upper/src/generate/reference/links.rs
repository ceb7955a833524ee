//! How pages name terms and link to them.

use crate::iri::STANDARD;
use crate::model::{DomainId, Models, TermInfo, TermRef};

/// The models, seen from the page of one of them.
pub(super) struct Links<'a> {
    pub(super) models: &'a Models,
    pub(super) page: DomainId,
}

/// Where the page of a domain is in the repository.
pub(super) fn path(models: &Models, id: DomainId) -> String {
    match models.domain(id).info.name.as_str() {
        "upper" => "docs/reference/upper.md".to_owned(),
        name => format!("docs/reference/systems/{name}.md"),
    }
}

/// What people call a term.
pub(super) fn label(info: &TermInfo) -> &str {
    info.labels.preferred().unwrap_or(&info.local)
}

/// The anchor that GitHub and others give to a heading.
pub(super) fn heading(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

impl Links<'_> {
    /// How many folders the page lies below the root of the repository.
    pub(super) fn depth(&self) -> usize {
        path(self.models, self.page).matches('/').count()
    }

    /// An IRI with a prefix.
    pub(super) fn name(&self, iri: &str) -> String {
        let own = self
            .models
            .domains()
            .map(|(_, d)| (d.info.name.as_str(), d.info.iri.as_str()));
        own.chain(STANDARD)
            .find_map(|(prefix, namespace)| {
                Some(format!("{prefix}:{}", iri.strip_prefix(namespace)?))
            })
            .unwrap_or_else(|| format!("<{iri}>"))
    }

    /// The anchor of a term. Case alone may tell a class from a property, which not every
    /// renderer heeds, so the anchor says what the term is.
    pub(super) fn anchor(&self, term: TermRef) -> String {
        let kind = match term {
            TermRef::Domain(_) => "domain",
            TermRef::Class(_) => "class",
            TermRef::Property(_) => "property",
            TermRef::Datatype(_) => "datatype",
            TermRef::EnumValue(_) => "value",
        };
        format!(
            "{kind}-{}",
            self.models
                .info(term)
                .iri
                .rsplit(['#', '/'])
                .next()
                .unwrap_or_default()
        )
    }

    /// A link to a term.
    pub(super) fn to(&self, term: TermRef) -> String {
        let info = self.models.info(term);
        format!(
            "[`{}`]({}#{})",
            self.name(&info.iri),
            self.file(info.domain),
            self.anchor(term)
        )
    }

    /// The page of a domain, relative to this one; empty for this one.
    fn file(&self, id: DomainId) -> String {
        if id == self.page {
            return String::new();
        }
        let to = path(self.models, id);
        let from = path(self.models, self.page);
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        match to.strip_prefix(folder) {
            Some(rest) => rest.trim_start_matches('/').to_owned(),
            None => to.replace("docs/reference/", "../"),
        }
    }
}
