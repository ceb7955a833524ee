//! The short names that models take: each belongs to one model, for ever, since what was published
//! under it is found under it.

use upper::finding::Finding;
use upper::resolve::GraphId;
use upper::rules::common_name;
use upper::vocabulary::upper as up;

use super::Stop;
use super::check::{Own, Work};
use crate::index::Graph;
use crate::publication::Refused;

/// No model takes a short name that another has or had, nor one that some target takes for that.
/// One that its publisher may not give, or that belongs to what they may not read, is refused
/// in one way.
pub(super) fn hold(work: &mut Work<'_>, changed: &[&Own<'_>]) -> Result<(), Stop> {
    let mut findings = Vec::new();
    for own in changed {
        let Some(name) = work.stated(own.id, up::DOMAIN) else {
            continue;
        };
        // Names too near to one another may be older than this rule.
        let has = |g: &Graph| g.newest().is_some() && g.domain() == Some(name);
        if own.known.is_some_and(has) {
            continue;
        }
        let mut named = work.index.named_like(name);
        let other = named.find(|(graph, _)| graph.iri != own.iri);
        let is_hidden = other.is_some_and(|(graph, _)| !work.author.view.sees(&graph.iri));
        // Capitals are no way round a name that is kept from somebody.
        let common = common_name(name);
        let may = |name| work.rights().may_name(own.id, name);
        if is_hidden || !may(name) || !may(&common) {
            let (iri, name) = (own.iri.clone(), name.to_owned());
            return Err(Refused::Name { iri, name }.into());
        }
        findings.extend(other.map(|other| taken(work, own.id, name, other)));
    }
    work.checked.extend(findings);
    work.refuse_errors()
}

fn taken(work: &Work<'_>, id: GraphId, name: &str, (other, near): (&Graph, &str)) -> Finding {
    let message = if near == name {
        format!("the short name `{name}` belongs to `{}`", other.iri)
    } else {
        format!(
            "the short name `{name}` is too near to `{near}`, that of `{}`: not every target tells them apart",
            other.iri
        )
    };
    let corpus = &work.checked.corpus;
    let header = corpus.graph(id).iri;
    let place = corpus.place_of_value(id, header, up::DOMAIN);
    Finding::error(super::codes::NAME_TAKEN, place, message)
        .term(work.iri(id))
        .help("choose another `upper:domain`: a short name stays with the model that was published under it first")
}
