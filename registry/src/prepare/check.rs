//! The order in which a publication is looked at: who may, what must hold, what is wrong,
//! what changes, what that breaks.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use mappings::check::complete;
use semver::VersionReq;
use transpilers::naming::Naming;
use upper::check::{Checked, Options};
use upper::finding::{Finding, Place, Severity};
use upper::graph::TermId;
use upper::resolve::{Corpus, GraphId};
use upper::source::{Input, SourceId};

use super::copies::{self, Copied};
use super::gather::{self, Closure};
use super::rights::Rights;
use super::{
    Prepared, Stop, dependents, entries, extensions, hide, moved, names, old, ranges, stand_in,
    staying, version,
};
use crate::convert;
use crate::entry::Entry;
use crate::error::Error;
use crate::hash::{Budget, Canonical, canonical};
use crate::index::{Graph, Index, Revision};
use crate::publication::{Author, Precondition, Publication, Published, Refused};
use crate::store::Registry;
use crate::writer::Writer;

/// What all steps look at.
pub(super) struct Work<'a> {
    pub(super) registry: &'a Registry,
    pub(super) index: &'a Index,
    pub(super) author: &'a Author<'a>,
    pub(super) publication: &'a Publication,
    pub(super) recording: bool,
    /// How many of the texts are the publication's.
    pub(super) own: usize,
    /// What the registry gave.
    pub(super) closure: Closure,
    pub(super) checked: Checked,
    /// The graphs of which the author is not told what changes: their last states were made
    /// from what the author may not read.
    pub(super) untold: BTreeSet<String>,
    /// Models of others that use a term which breaks.
    pub(super) affected: BTreeSet<String>,
    /// Unchanged models that would be made otherwise from what they need now.
    pub(super) outdated: BTreeSet<String>,
    /// Models with what they need no longer in the range that was recorded for it.
    pub(super) freed: BTreeSet<(String, String)>,
    /// Graphs that are others' own, and of which nothing is written.
    pub(super) copied: Copied,
    /// What telling graphs from one another may still cost.
    pub(super) budget: Budget,
}

/// A graph of the publication.
pub(super) struct Own<'a> {
    pub(super) id: GraphId,
    pub(super) iri: String,
    /// What the registry holds of it.
    pub(super) known: Option<&'a Graph>,
    pub(super) canonical: Canonical,
    /// Whether its author says other ranges for what it needs than it was published with.
    has_other_ranges: bool,
    /// Whether its author may write it, rather than say again what is there.
    pub(super) may_write: bool,
}

impl Own<'_> {
    /// Whether the registry holds the very same.
    pub(super) fn is_unchanged(&self) -> bool {
        self.recorded().is_some() && !self.has_other_ranges
    }

    /// The newest revision, where it says the same.
    pub(super) fn recorded(&self) -> Option<&Revision> {
        let newest = self.known.and_then(Graph::newest);
        newest.filter(|n| n.hash == self.canonical.hash)
    }
}

/// Runs all steps; once more without what may stay as it is, where nothing else is in the way.
pub(super) fn run(
    writer: &Writer<'_>,
    publication: &Publication,
    author: &Author<'_>,
) -> Result<Result<Prepared, Refused>, Error> {
    let index = writer.registry.index();
    let read = gather::read(&publication.inputs, &publication.options);
    // Who may not write hears so before any work is done for them. Which copies would be written
    // is known later.
    if publication.copies.is_empty() {
        let rights = Rights {
            index: &index,
            author,
            publication,
            corpus: &read,
            budget: &Budget::default(),
        };
        if let Err(refused) = rights.hold(&rights.own_graphs()) {
            return Ok(Err(refused));
        }
    }
    let mut work = gather(writer.registry, &index, publication, author, &read)?;
    drop(read);
    work.recording = writer.recording;
    let outcome = steps(&mut work);
    if let Err(Stop::Findings) = outcome
        && let Some(rest) = staying::without(&work)?
    {
        let read = gather::read(&rest.publication.inputs, &publication.options);
        let mut again = gather(writer.registry, &index, &rest.publication, author, &read)?;
        let outcome = steps(&mut again);
        if outcome.is_ok() {
            let mut prepared = told(again, outcome)?;
            if let Ok(prepared) = &mut prepared {
                prepared.published.extend(rest.staying);
            }
            return Ok(prepared);
        }
    }
    told(work, outcome)
}

/// What has come of it, as far as the author may know.
fn told(
    work: Work<'_>,
    outcome: Result<(Vec<Entry>, Vec<Published>), Stop>,
) -> Result<Result<Prepared, Refused>, Error> {
    let author = work.author;
    let mut checked = work.checked;
    drop_advice_on_others(&mut checked, work.own);
    let hidden = hide::Hidden::of(author.view, &checked, work.own);
    hidden.hide(&mut checked);
    match outcome {
        Ok((entries, mut published)) => {
            hidden.hide_reports(&checked, &work.untold, &mut published);
            Ok(Ok(Prepared {
                checked,
                entries,
                published,
                affected: work.affected,
                outdated: work.outdated,
            }))
        }
        Err(Stop::Refused(mut refused)) => {
            hidden.hide_refusal(&checked, &work.untold, &mut refused);
            Ok(Err(*refused))
        }
        Err(Stop::Findings) => Ok(Err(Refused::Findings(Box::new(checked)))),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Warnings are for authors: what the publication only needs is others' to improve.
fn drop_advice_on_others(checked: &mut Checked, own: usize) {
    let own = own_sources(checked, own);
    checked
        .findings
        .retain(|f| f.severity == Severity::Error || own.contains(&f.place.source));
}

fn steps(work: &mut Work<'_>) -> Result<(Vec<Entry>, Vec<Published>), Stop> {
    work.copied = copies::standing(work)?;
    let graphs = work.own_graphs();
    work.rights().hold(&graphs)?;
    work.preconditions()?;
    work.agree()?;
    let graphs = work.canonical(&graphs)?;
    let mut changed: Vec<&Own<'_>> = graphs.iter().filter(|g| !g.is_unchanged()).collect();
    names::hold(work, &changed)?;
    let mut differences = old::differences(work, &changed)?;
    if !work.recording {
        moved::add(work, &graphs, &mut changed, &mut differences)?;
    }
    let since = old::since_releases(work, &changed)?;
    let versions = version::decide(work, &changed, &differences, &since)?;
    if !work.recording {
        work.freed = ranges::given_up(&graphs, &versions);
        ranges::hold(work, &graphs, &versions)?;
        extensions::prove(work, &changed)?;
        dependents::hold(work, &graphs, &changed, [&differences, &since], &versions)?;
    }
    Ok(entries::make(work, &graphs, differences, versions)?)
}

/// Adds to what was read of the publication what that needs, and checks all of it: in the first way
/// in which nothing is wrong, if there is any.
fn gather<'a>(
    registry: &'a Registry,
    index: &'a Index,
    publication: &'a Publication,
    author: &'a Author<'a>,
    read: &Corpus,
) -> Result<Work<'a>, Error> {
    let seen = index.seen(author.view);
    let (own, mut roots) = gather::outline(read, seen);
    let ranges = gather::ranges(index, publication, read);
    loop {
        let mut first = None;
        for closure in gather::closures(seen, &ranges, &roots, &own) {
            let mut inputs = publication.inputs.clone();
            inputs.extend(registry.inputs(&closure.chosen)?);
            let checked = check(inputs, &publication.options, publication.naming);
            let work = Work {
                registry,
                index,
                author,
                publication,
                recording: false,
                own: publication.inputs.len(),
                closure,
                checked,
                untold: BTreeSet::new(),
                affected: BTreeSet::new(),
                outdated: BTreeSet::new(),
                freed: BTreeSet::new(),
                copied: Copied::new(),
                budget: Budget::default(),
            };
            if work.is_right()? {
                first = Some(work);
                break;
            }
            first.get_or_insert(work);
        }
        let Some(work) = first else { continue };
        // Only what was stored without its dependencies needs a second round.
        let further = gather::missing(&work.checked.corpus, seen);
        let before = roots.len();
        roots.extend(further);
        if roots.len() == before {
            return Ok(work);
        }
    }
}

/// The sources of the first texts of a check: the publication's.
pub(super) fn own_sources(checked: &Checked, own: usize) -> HashSet<SourceId> {
    let sources = checked.corpus.sources.iter().take(own);
    sources.map(|(id, _)| id).collect()
}

/// Whether there are errors in the first texts of a check: the publication's.
fn errs_in_own(checked: &Checked, own: usize) -> bool {
    let own = own_sources(checked, own);
    let mut errors = checked.findings.iter();
    errors.any(|f| f.severity == Severity::Error && own.contains(&f.place.source))
}

/// All checks of all graphs: those of `upper`, of names in targets, of mappings.
pub(super) fn check(inputs: Vec<Input>, options: &Options, naming: Naming) -> Checked {
    complete(upper::check::check(inputs, options), naming)
}

impl<'a> Work<'a> {
    /// The sources that the publication brought.
    pub(super) fn own_sources(&self) -> HashSet<SourceId> {
        own_sources(&self.checked, self.own)
    }

    /// The IRIs of the publication's graphs.
    pub(super) fn own_iris(&self) -> BTreeSet<String> {
        let ids = self.own_graphs();
        ids.iter().map(|id| self.iri(*id).to_owned()).collect()
    }

    /// The graphs of the publication that can be told apart.
    pub(super) fn own_graphs(&self) -> Vec<GraphId> {
        let own = self.rights().own_graphs().into_iter();
        own.filter(|id| !self.copied.contains_key(self.iri(*id)))
            .collect()
    }

    pub(super) fn iri(&self, id: GraphId) -> &str {
        let corpus = &self.checked.corpus;
        corpus.terms.text(corpus.graph(id).iri)
    }

    /// What a graph states of itself.
    pub(super) fn stated(&self, id: GraphId, property: TermId) -> Option<&str> {
        let corpus = &self.checked.corpus;
        let named = corpus.graph(id);
        let value = named.graph.object(named.iri, property)?;
        Some(corpus.terms.text(value))
    }

    /// What the author may write of what was checked.
    pub(super) fn rights(&self) -> Rights<'_> {
        Rights {
            index: self.index,
            author: self.author,
            publication: self.publication,
            corpus: &self.checked.corpus,
            budget: &self.budget,
        }
    }

    /// What is said to hold of graphs holds. Of a graph that is not part of the publication
    /// this tells something too, so it takes the same right.
    fn preconditions(&self) -> Result<(), Stop> {
        let own = self.own_iris();
        for (iri, precondition) in &self.publication.preconditions {
            let owner = self.index.graphs.get(iri).and_then(Graph::owner);
            let owner = owner
                .or(self.publication.owner.as_deref())
                .or(self.publication.team.as_deref());
            if !own.contains(iri) && !self.author.may_write(iri, owner) {
                let iri = iri.clone();
                return Err(Refused::Forbidden { iri }.into());
            }
            precondition_holds(self.index, iri, precondition)?;
        }
        Ok(())
    }

    /// Whether nothing is wrong, also as the publisher may see it: what is hidden from them must not
    /// have a part in the choice of versions by what is in it.
    fn is_right(&self) -> Result<bool, Error> {
        if self.checked.has_errors() {
            return Ok(false);
        }
        let seen = stand_in::check(self)?;
        Ok(!seen.is_some_and(|seen| errs_in_own(&seen, self.own)))
    }

    /// Everything is valid, also as the publisher may see it, and versions agree.
    fn agree(&mut self) -> Result<(), Stop> {
        let conflicts = std::mem::take(&mut self.closure.conflicts);
        let findings: Vec<Finding> = conflicts
            .iter()
            .map(|(iri, wanted)| self.conflict(iri, wanted))
            .collect();
        let as_seen = stand_in::check(self)?;
        self.checked.extend(findings.clone());
        if let Some(mut seen) = as_seen {
            let own_errors = errs_in_own(&seen, self.own);
            seen.extend(findings);
            if own_errors || (self.checked.has_errors() && seen.has_errors()) {
                self.checked = seen;
                return Err(Stop::Findings);
            }
        }
        self.refuse_errors()
    }

    /// That no version of a graph is in all ranges. Of one that the publisher may not read
    /// not even the ranges are told.
    pub(super) fn conflict(&self, iri: &str, wanted: &[(Option<String>, VersionReq)]) -> Finding {
        let finding =
            |message| Finding::error(super::codes::NO_COMMON_VERSION, Place::nowhere(), message);
        if !self.author.view.sees(iri) && !self.own_iris().contains(iri) {
            let message = format!("no version of {} will do for all", hide::SOMEBODY);
            return finding(message).help("ask the administrators of the registry");
        }
        let name = |by: &Option<String>| match by {
            None => "the publication".to_owned(),
            Some(by) if self.author.view.sees(by) => format!("`{by}`"),
            Some(_) => hide::SOMEBODY.to_owned(),
        };
        let graph = self.index.graphs.get(iri);
        if wanted.is_empty() || graph.is_some_and(|graph| graph.newest().is_none()) {
            let message = format!("`{iri}` is retired, and an older version of something needs it");
            return finding(message)
                .term(iri)
                .help("widen the range that leads to the older version");
        }
        let wanted: Vec<String> = wanted
            .iter()
            .map(|(by, range)| format!("{} needs `{range}`", name(by)))
            .collect();
        let message = format!("no version of `{iri}` will do: {}", wanted.join(", "));
        finding(message)
            .term(iri)
            .help("widen the range, or publish a version that all of them admit")
    }

    /// Refuses the publication where anything is wrong by now.
    pub(super) fn refuse_errors(&self) -> Result<(), Stop> {
        if self.checked.has_errors() {
            return Err(Stop::Findings);
        }
        Ok(())
    }

    /// The graphs with what the registry holds of them. One that cannot be told from others in
    /// reasonable time is refused.
    fn canonical(&mut self, graphs: &[GraphId]) -> Result<Vec<Own<'a>>, Stop> {
        let mut known = Vec::with_capacity(graphs.len());
        for id in graphs {
            match self.own_graph(*id) {
                Ok(own) => known.push(own),
                Err(Error::Canonicalization(label)) => {
                    let finding = self.alike(*id, &label);
                    self.checked.extend(vec![finding]);
                    return Err(Stop::Findings);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(known)
    }

    /// A graph with what the registry holds of it.
    pub(super) fn own_graph(&self, id: GraphId) -> Result<Own<'a>, Error> {
        let corpus = &self.checked.corpus;
        let iri = self.iri(id).to_owned();
        let known = self.index.graphs.get(&iri);
        let may_write = self.rights().may_write(id);
        Ok(Own {
            id,
            known,
            // Who only says again what others have published changes nothing of it.
            has_other_ranges: self.ranges_differ(known) && may_write,
            may_write,
            iri,
            canonical: canonical(&corpus.terms, &corpus.graph(id).graph, &self.budget)?,
        })
    }

    fn alike(&self, id: GraphId, label: &str) -> Finding {
        let corpus = &self.checked.corpus;
        let named = corpus.graph(id);
        let node = convert::blank(&corpus.terms, &named.graph, label);
        let place = corpus.place_of(id, node.unwrap_or(named.iri));
        let message = "this blank node and others look alike, and are linked to one another in too many ways to be told apart";
        Finding::error(super::codes::ALIKE_NODES, place, message)
            .term(self.iri(id))
            .help("give them IRIs, or say something else of each")
    }

    /// Whether the publication states another range for something that a graph needs than was
    /// recorded. What it does not speak of stays as it is.
    fn ranges_differ(&self, known: Option<&Graph>) -> bool {
        let any = |range: &&VersionReq| **range != VersionReq::STAR;
        let needs = known.and_then(Graph::newest);
        let mut needs = needs.into_iter().flat_map(|r| &r.dependencies);
        needs.any(|needed| {
            let stated = self.publication.ranges.get(&needed.iri);
            stated
                .is_some_and(|stated| Some(stated).filter(any) != needed.range.as_ref().filter(any))
        })
    }
}

/// Whether a precondition holds of a graph.
pub(crate) fn precondition_holds(
    index: &Index,
    iri: &str,
    precondition: &Precondition,
) -> Result<(), Refused> {
    let graph = index.graphs.get(iri);
    if precondition.holds(graph) {
        return Ok(());
    }
    let newest = graph.and_then(Graph::newest);
    Err(Refused::Precondition {
        iri: iri.to_owned(),
        current: newest.map(|n| n.hash.clone()),
    })
}

/// The versions that graphs get, by IRI.
pub(super) type NewVersions = BTreeMap<String, semver::Version>;
