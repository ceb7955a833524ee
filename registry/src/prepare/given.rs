//! What each graph is given of what it needs: the newest that it and all of them go with, as far as
//! they have been held against one another. Where there are none it stays with exactly what it was
//! published with.

use std::collections::{BTreeMap, BTreeSet};

use semver::{Version, VersionReq};

use super::check::{NewVersions, Own, Work};
use super::gather::{needed, needs_of, nodes};
use super::held::Held;
use super::ranges;
use crate::index::{Graph, Index};
use crate::resolve::{self, Chosen, Need, Resolution, Tie, Ties};

/// Versions that come with a publication, by the IRIs of their graphs.
pub(super) type Coming = BTreeMap<String, Arrival>;

/// A version that comes with a publication.
pub(super) struct Arrival {
    pub(super) version: Version,
    needs: Vec<Needed>,
}

/// What a version that comes needs.
struct Needed {
    iri: String,
    range: Option<VersionReq>,
    /// The version that it is published with.
    with: Option<Version>,
}

impl Arrival {
    /// What it needs, of which graph it is.
    pub(super) fn needs(&self, iri: &str, ties: Ties) -> Vec<Need> {
        let need = |needed: &Needed| ties.need(iri, &needed.iri, needed.tie());
        self.needs.iter().map(need).collect()
    }

    /// What it was published with, which it named itself.
    fn pinned(&self) -> Vec<Need> {
        let pin = |needed: &Needed| needed.tie().pinned(&needed.iri);
        self.needs.iter().map(pin).collect()
    }
}

impl Needed {
    fn tie(&self) -> Tie<'_> {
        Tie {
            range: self.range.as_ref(),
            with: self.with.as_ref(),
            is_newest: true,
        }
    }
}

impl Index {
    /// What the newest revision of a graph is given now: the nodes, by the IRIs of their graphs.
    pub(crate) fn given(&self, graph: &Graph) -> BTreeMap<String, String> {
        let Some(newest) = graph.newest() else {
            return BTreeMap::new();
        };
        match follow(self, (&graph.iri, &newest.version), &Coming::new()) {
            Some(chosen) => nodes(self, chosen),
            None => needed(self, &newest.node),
        }
    }
}

fn versions(index: &Index, nodes: &BTreeMap<String, String>) -> Chosen {
    let version = |(iri, node): (&String, &String)| {
        let (_, revision) = index.revision(node)?;
        Some((iri.clone(), revision.version.clone()))
    };
    nodes.iter().filter_map(version).collect()
}

/// What the version of a graph goes with.
fn follow(index: &Index, (iri, version): (&str, &Version), coming: &Coming) -> Option<Chosen> {
    let need = Need::exactly(iri, version);
    let fixed = BTreeSet::new();
    let mut held = Held {
        coming: Some(coming),
        ..Held::now(index, &fixed)
    };
    let Ok(chosen) = resolve::together(&[need], &mut held, Ties::AsPublished);
    chosen
}

/// What comes with a publication.
pub(super) fn coming(work: &Work<'_>, graphs: &[Own<'_>], versions: &NewVersions) -> Coming {
    let of = |own: &Own<'_>| {
        let version = versions.get(&own.iri)?.clone();
        let needs = work.checked.corpus.graph(own.id).dependencies.iter();
        let needs = needs.map(|(id, _)| {
            let iri = work.iri(*id);
            let with = versions.get(iri).or_else(|| chosen(work, iri));
            Needed {
                range: ranges::stated(work, own, iri).cloned(),
                with: with.cloned(),
                iri: iri.to_owned(),
            }
        });
        let needs = needs.collect();
        Some((own.iri.clone(), Arrival { version, needs }))
    };
    graphs.iter().filter_map(of).collect()
}

/// The version that a publication has of something that does not change with it.
fn chosen<'a>(work: &'a Work<'_>, iri: &str) -> Option<&'a Version> {
    let revision = match work.closure.chosen.get(iri) {
        Some(node) => work.index.revision(node)?.1,
        None => work.index.graphs.get(iri)?.newest()?,
    };
    Some(&revision.version)
}

/// What a publication was checked with, itself among that.
pub(super) fn together(work: &Work<'_>, coming: &Coming) -> Chosen {
    let mut together = work.own_iris();
    together.extend(work.closure.chosen.keys().cloned());
    let version = |iri: String| {
        let new = coming.get(&iri).map(|arrival| &arrival.version);
        let version = new.or_else(|| chosen(work, &iri))?.clone();
        Some((iri, version))
    };
    together.into_iter().filter_map(version).collect()
}

/// Graphs that are given something that they have not been checked with, and what.
pub(super) type Followers = Vec<(String, Chosen)>;

/// Those of some users of what changes, and of those that are held back, that are given something
/// else once a publication is in.
pub(super) fn followers(
    work: &Work<'_>,
    coming: &Coming,
    users: &BTreeSet<String>,
    held_back: &BTreeSet<String>,
) -> Followers {
    let index = work.index;
    let followers = users.union(held_back).filter_map(|iri| {
        let newest = index.graphs.get(iri)?.newest()?;
        let of = (iri.as_str(), &newest.version);
        let then = follow(index, of, coming)?;
        let before = follow(index, of, &Coming::new());
        let before = before.unwrap_or_else(|| versions(index, &needed(index, &newest.node)));
        let is_other = then != before;
        // Who uses nothing that changes, nor needs who does, has been looked at, where nothing else
        // comes along.
        let uses = || then.keys().any(|of| users.contains(of));
        let counts = uses() || !goes_with_the_newest(work, coming, &before, &then);
        (is_other && counts).then_some((iri.clone(), then))
    });
    followers.collect()
}

/// What is held against users of what changes that stay with what they were published with: that,
/// with what comes instead.
pub(super) fn staying(work: &Work<'_>, coming: &Coming, users: &BTreeSet<String>) -> Followers {
    let mut staying = Followers::new();
    for iri in users {
        let graph = work.index.graphs.get(iri);
        let Some(newest) = graph.and_then(Graph::newest) else {
            continue;
        };
        if follow(work.index, (iri, &newest.version), coming).is_none() {
            let with = versions(work.index, &needed(work.index, &newest.node));
            let then = go_along(work.index, coming, &with);
            staying.extend(then.into_iter().map(|then| (iri.clone(), then)));
        }
    }
    staying
}

/// Some versions, with those that come instead: all that go together with the rest, or each by itself.
fn go_along(index: &Index, coming: &Coming, with: &Chosen) -> Vec<Chosen> {
    let instead: Vec<&str> = coming.keys().map(String::as_str).collect();
    let instead = instead.into_iter().filter(|iri| with.contains_key(*iri));
    let instead: Vec<&str> = instead.collect();
    match put_in(index, coming, with, &instead) {
        Some(then) => vec![then],
        None => {
            let alone = instead.iter().map(std::slice::from_ref);
            alone
                .filter_map(|one| put_in(index, coming, with, one))
                .collect()
        }
    }
}

/// Some versions with those that come instead of some of them, as far as neither leaves the other out.
fn put_in(index: &Index, coming: &Coming, with: &Chosen, instead: &[&str]) -> Option<Chosen> {
    let mut then = with.clone();
    for iri in instead {
        then.insert((*iri).to_owned(), coming.get(*iri)?.version.clone());
    }
    loop {
        let is_new = |iri: &str| with.get(iri) != then.get(iri);
        let leaves_out = |by: &str, iri: &str| {
            let of = then.get(by).zip(then.get(iri));
            of.is_some_and(|(of, version)| leaves_out(index, coming, (by, of), (iri, version)))
        };
        let clashes = |iri: &&String| {
            let others = || then.keys().map(String::as_str);
            is_new(iri) && others().any(|other| leaves_out(other, iri) || leaves_out(iri, other))
        };
        let clashing: Vec<String> = then.keys().filter(clashes).cloned().collect();
        if clashing.is_empty() {
            break;
        }
        for iri in clashing {
            let old = with.get(&iri)?.clone();
            then.insert(iri, old);
        }
    }
    if then == *with {
        return None;
    }
    let pins = then
        .iter()
        .map(|(iri, version)| Need::exactly(iri, version));
    let pins: Vec<Need> = pins.collect();
    let fixed = BTreeSet::new();
    let mut held = Held {
        coming: Some(coming),
        ..Held::now(index, &fixed)
    };
    let Ok(chosen) = resolve::together(&pins, &mut held, Ties::OrLater);
    chosen
}

/// Whether a version of one graph does not go with a version of another.
fn leaves_out(
    index: &Index,
    coming: &Coming,
    (by, of): (&str, &Version),
    (iri, version): (&str, &Version),
) -> bool {
    let new = coming.get(by).filter(|arrival| arrival.version == *of);
    let needs = match new {
        Some(arrival) => arrival.needs(by, Ties::OrLater),
        None => {
            let graph = index.graphs.get(by);
            let revision = graph.and_then(|graph| graph.version(of));
            revision.map_or_else(Vec::new, |revision| {
                needs_of(index, by, revision, (false, Ties::OrLater))
            })
        }
    };
    needs
        .iter()
        .any(|need| need.name == iri && !need.admits(version))
}

/// Whether all that is given besides or instead is what was newest, and is newest.
fn goes_with_the_newest(work: &Work<'_>, coming: &Coming, before: &Chosen, then: &Chosen) -> bool {
    let newest = |iri: &str| Some(&work.index.graphs.get(iri)?.newest()?.version);
    then.iter().all(|(iri, version)| {
        let was = before.get(iri);
        let new = coming.get(iri).map(|arrival| &arrival.version);
        let is_newest = Some(version) == new.or_else(|| newest(iri));
        was == Some(version) || (is_newest && (was.is_none() || was == newest(iri)))
    })
}

/// What graphs of a publication are given, or stay with, that is not what they were checked with.
///
/// # Errors
/// The first that stays with nothing, as no versions go together with it.
pub(super) fn astray(work: &Work<'_>, coming: &Coming) -> Result<Followers, Resolution> {
    let together = together(work, coming);
    let mut strays = Followers::new();
    for (iri, arrival) in coming {
        let fixed = BTreeSet::from([iri.clone()]);
        let mut held = Held {
            coming: Some(coming),
            ..Held::now(work.index, &fixed)
        };
        // As it will be found out later what this was published with.
        let Ok(resolution) = resolve::resolve(&arrival.pinned(), &mut held);
        if !resolution.conflicts.is_empty() {
            return Err(resolution);
        }
        let mut with = resolution.chosen;
        with.insert(iri.clone(), arrival.version.clone());
        let then = follow(work.index, (iri, &arrival.version), coming);
        for given in then.into_iter().chain([with]) {
            let is_same = given.iter().all(|(iri, v)| together.get(iri) == Some(v));
            let is_known = strays
                .last()
                .is_some_and(|(of, g)| of == iri && *g == given);
            if !is_same && !is_known {
                strays.push((iri.clone(), given));
            }
        }
    }
    Ok(strays)
}

/// The graphs that may be given something else though they use nothing that changes: those that need
/// anything of a publication, and something that is held back by a range. All others are given what
/// is newest, before and after.
pub(super) fn held_back(work: &Work<'_>, coming: &Coming) -> BTreeSet<String> {
    let lags = lags(work.index, coming);
    if lags.is_empty() && !work.index.any_behind() {
        return BTreeSet::new();
    }
    let dependents = work.index.ever_dependent(coming.keys().map(String::as_str));
    let mut abreast = BTreeSet::new();
    let held = dependents.into_iter().filter(|iri| {
        let is_there = !coming.contains_key(*iri) && work.index.graphs.contains_key(*iri);
        is_there && needs_any(work.index, coming, (iri, &lags), &mut abreast)
    });
    held.map(str::to_owned).collect()
}

/// The graphs with a range that leaves out what is newest of something once a publication is in.
fn lags<'c>(index: &'c Index, coming: &'c Coming) -> BTreeSet<&'c str> {
    let mut lags = BTreeSet::new();
    for (iri, arrival) in coming {
        lags.extend(index.left_behind(iri, &arrival.version));
        let newest = |iri: &str| match coming.get(iri) {
            Some(arrival) => Some(&arrival.version),
            None => Some(&index.graphs.get(iri)?.newest()?.version),
        };
        let leaves_out = |needed: &Needed| {
            let range = needed.range.as_ref().zip(newest(&needed.iri));
            range.is_some_and(|(range, version)| !range.matches(version))
        };
        if arrival.needs.iter().any(leaves_out) {
            lags.insert(iri);
        }
    }
    lags
}

/// Whether a graph or anything that it needs is held back; what nothing is found of is `abreast`.
fn needs_any<'a>(
    index: &'a Index,
    coming: &'a Coming,
    (iri, lags): (&'a str, &BTreeSet<&str>),
    abreast: &mut BTreeSet<&'a str>,
) -> bool {
    let mut known = BTreeSet::from([iri]);
    let mut open = vec![iri];
    while let Some(iri) = open.pop() {
        if lags.contains(iri) || index.is_behind(iri) {
            return true;
        }
        let graph = index.graphs.get(iri);
        let now = graph.and_then(Graph::newest).map(|r| &r.dependencies);
        let now = now.into_iter().flatten().map(|needed| needed.iri.as_str());
        let then = coming.get(iri).map(|arrival| &arrival.needs);
        let then = then.into_iter().flatten().map(|needed| needed.iri.as_str());
        for needed in now.chain(then) {
            if !abreast.contains(needed) && known.insert(needed) {
                open.push(needed);
            }
        }
    }
    abreast.append(&mut known);
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use std::fmt::Write;

    use semver::{Comparator, Op, VersionReq};
    use upper::source::{Input, Syntax};
    use upper::vocabulary::upper::NS as UPPER;

    use super::*;
    use crate::publication::{Author, Publication, Published, Refused};
    use crate::store::{Publisher, Registry};
    use crate::view::View;

    const MODELS: usize = 5;
    const TERMS: usize = 3;

    /// Numbers that look random (Marsaglia, xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 11).unwrap() % end
        }
    }

    fn iri(model: usize) -> String {
        format!("http://example.com/m{model}#")
    }

    /// A model of some datatypes, and of values of datatypes of those before it that it imports, or
    /// that it may come to by way of these.
    fn model(numbers: &mut Numbers, at: usize, by_way: bool) -> String {
        let mut imports = Vec::new();
        let mut values = String::new();
        let mut names = vec![":own".to_owned()];
        for other in 0..at {
            let imported = numbers.below(2) == 0;
            if imported {
                let place = numbers.below(imports.len() + 1);
                imports.insert(place, format!("owl:imports <{}>", iri(other)));
            }
            if imported || (by_way && numbers.below(4) == 0) {
                let term = numbers.below(TERMS);
                names.push(format!(":v{other}"));
                let datatype = format!("<{}T{term}>", iri(other));
                writeln!(
                    values,
                    ":v{other} a upper:Attribute ; upper:datatype {datatype} ."
                )
                .unwrap();
            }
        }
        for term in 0..TERMS {
            if numbers.below(3) > 0 {
                let length = 1 + numbers.below(2);
                writeln!(values, ":T{term} a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength {length} .").unwrap();
            }
        }
        imports.insert(0, format!(": a upper:DomainModel ; upper:domain \"m{at}\""));
        format!(
            "@prefix : <{}> .
@prefix upper: <{UPPER}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
{} .
:Thing a upper:DirectClass ; upper:property {} .
:own a upper:Attribute ; upper:datatype xsd:string .
{values}",
            iri(at),
            imports.join(" ; "),
            names.join(" , ")
        )
    }

    fn range(numbers: &mut Numbers, version: &Version) -> VersionReq {
        let op = match numbers.below(4) {
            0 => Op::Tilde,
            1 => Op::Exact,
            2 => Op::GreaterEq,
            _ => Op::Caret,
        };
        VersionReq {
            comparators: vec![Comparator {
                op,
                major: version.major,
                minor: Some(version.minor),
                patch: Some(version.patch),
                pre: version.pre.clone(),
            }],
        }
    }

    fn publish(
        registry: &Registry,
        publication: Publication,
        dry: bool,
    ) -> Result<Vec<Published>, String> {
        let publisher = Publisher {
            name: "tests".to_owned(),
            at: "2026-01-02T03:04:05Z".to_owned(),
        };
        let author = Author {
            publisher: &publisher,
            view: &View::Everything,
            may_write: &|_| true,
        };
        let mut writer = registry.writer();
        let prepared = writer.prepare(publication, &author).unwrap();
        let prepared = prepared.map_err(|refused| {
            let Refused::Findings(checked) = refused else {
                return "refused without a finding".to_owned();
            };
            let findings = checked.findings.iter();
            findings.map(|f| format!("{}\n", f.message)).collect()
        })?;
        if dry {
            return Ok(prepared.published().to_vec());
        }
        Ok(writer.commit(prepared, Vec::new(), &publisher).unwrap())
    }

    fn publication(texts: Vec<String>) -> Publication {
        let input = |(n, text): (usize, String)| Input {
            path: format!("{n}.ttl"),
            bytes: text.into_bytes(),
            syntax: Syntax::Turtle,
        };
        Publication {
            inputs: texts.into_iter().enumerate().map(input).collect(),
            ..Publication::default()
        }
    }

    /// How often something happened.
    #[derive(Default)]
    struct Counts {
        accepted: usize,
        refused: usize,
        behind: usize,
    }

    /// A registry to which a few models are published, together and alone, with ranges and without.
    fn world(seed: u64, counts: &mut Counts) {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(&folder.path().join("registry")).unwrap();
        let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let by_way = seed.is_multiple_of(2);
        let mut there: BTreeMap<usize, String> = BTreeMap::new();
        for step in 0..16 {
            let mut texts = BTreeMap::new();
            for _ in 0..=numbers.below(3) {
                let at = numbers.below(MODELS);
                let again = there.get(&at).filter(|_| numbers.below(3) == 0).cloned();
                let text = again.unwrap_or_else(|| model(&mut numbers, at, by_way));
                texts.insert(at, text);
            }
            let mut next = publication(texts.values().cloned().collect());
            for of in 0..MODELS {
                let index = registry.index();
                let graph = index.graphs.get(&iri(of));
                let revisions = graph.map_or(&[][..], |graph| &graph.revisions);
                if !revisions.is_empty() && numbers.below(3) == 0 {
                    let any = revisions.get(numbers.below(revisions.len()));
                    let range = range(&mut numbers, &any.unwrap().version);
                    next.ranges.insert(iri(of), range);
                }
            }
            if publish(&registry, next, false).is_err() {
                counts.refused += 1;
                continue;
            }
            counts.accepted += 1;
            there.append(&mut texts);
            for of in 0..MODELS {
                hold(&registry, of, (seed, step), counts);
                // Whoever says the same again may.
                if let Some(text) = there.get(&of) {
                    let again = Publication {
                        ranges: ranges(&registry, of),
                        ..publication(vec![text.clone()])
                    };
                    let why = publish(&registry, again, true).err();
                    assert_eq!(why, None, "{seed} {step}: m{of} is refused as it is");
                }
                // What comes by way of others may come by other ways in other company.
                if !by_way && there.contains_key(&of) {
                    let outcome = publish(&registry, publication(vec![user(of)]), true);
                    let why = outcome.err();
                    assert_eq!(why, None, "{seed} {step}: nobody can use m{of}");
                }
            }
        }
    }

    /// The ranges that a graph has.
    fn ranges(registry: &Registry, of: usize) -> BTreeMap<String, VersionReq> {
        let index = registry.index();
        let newest = index.graphs.get(&iri(of)).unwrap().newest().unwrap();
        let needs = newest.dependencies.iter();
        let ranges = needs.filter_map(|needed| Some((needed.iri.clone(), needed.range.clone()?)));
        ranges.collect()
    }

    /// A graph is valid with what it is given.
    fn hold(registry: &Registry, of: usize, at: (u64, usize), counts: &mut Counts) {
        let given = {
            let index = registry.index();
            let Some(graph) = index.graphs.get(&iri(of)) else {
                return;
            };
            let given = index.given(graph);
            let newest = given.iter().all(|(iri, node)| {
                let newest = index.graphs.get(iri).and_then(Graph::newest);
                newest.is_some_and(|newest| newest.node == *node)
            });
            counts.behind += usize::from(!newest);
            given
        };
        let checked = registry.checked_again(&given).unwrap().unwrap();
        let errors = checked.findings.iter();
        let errors: Vec<&str> = errors.map(|f| f.message.as_str()).collect();
        assert!(!checked.has_errors(), "{at:?}: m{of} {given:?} {errors:?}");
    }

    /// Somebody's model that needs another.
    fn user(of: usize) -> String {
        format!(
            "@prefix : <http://example.com/user#> .
@prefix upper: <{UPPER}> .
: a upper:DomainModel ; upper:domain \"user\" ; <http://www.w3.org/2002/07/owl#imports> <{}> .
:Thing a upper:DirectClass ; upper:property :label .
:label a upper:Attribute ; upper:datatype <http://www.w3.org/2001/XMLSchema#string> .
",
            iri(of)
        )
    }

    #[test]
    fn whatever_is_published_all_stay_valid_with_what_they_are_given() {
        let mut counts = Counts::default();
        let seeds = std::env::var("DENOTA_SEEDS").ok();
        let seeds = seeds.and_then(|seeds| seeds.parse().ok()).unwrap_or(8);
        for seed in 1..=seeds {
            world(seed, &mut counts);
        }
        let Counts {
            accepted,
            refused,
            behind,
        } = counts;
        assert!(accepted > refused / 8, "hardly anything was accepted");
        assert!(refused > 0 && behind > 0, "nothing was ever in the way");
    }
}
