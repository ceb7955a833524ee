//! The version of what is published: claimed and enough for what changes, or computed.

use semver::{BuildMetadata, Prerelease, Version};
use upper::change::Level;
use upper::finding::Finding;
use upper::vocabulary::owl;

use super::check::{NewVersions, Own, Work};
use super::old::{Difference, Differences};
use super::{Stop, codes, copies};
use crate::index::{Graph, Kind};
use crate::publication::Refused;

/// The greatest number that all readers of JSON have.
const GREATEST: u64 = (1 << 53) - 1;

/// The versions of all changed graphs, by IRI.
pub(super) fn decide(
    work: &mut Work<'_>,
    changed: &[&Own<'_>],
    differences: &Differences,
    since: &Differences,
) -> Result<NewVersions, Stop> {
    let mut versions = NewVersions::new();
    let mut findings = Vec::new();
    for own in changed {
        if let Some(version) = copies::version(work, own) {
            versions.insert(own.iri.clone(), version.clone());
            continue;
        }
        let claimed = work.stated(own.id, owl::VERSION_INFO).map(str::to_owned);
        let parsed = claimed.as_deref().map(Version::parse);
        let least = least(own, differences, since);
        let version = match parsed {
            None => least,
            Some(Ok(claimed)) if is_enough(&claimed, &least, own.known) && has_next(&claimed) => {
                claimed
            }
            Some(_) if work.recording => least,
            Some(Ok(claimed)) if !has_next(&claimed) => {
                let what = format!("the version `{claimed}` leaves no room for the next");
                findings.push(no_version(work, own, what));
                continue;
            }
            Some(Err(error)) => {
                let claimed = claimed.unwrap_or_default();
                let what = format!("`{claimed}` is not a semantic version: {error}");
                findings.push(no_version(work, own, what));
                continue;
            }
            Some(Ok(claimed)) => {
                // What is told is what makes the version as high as that.
                let by_last = self::least(own, differences, &Differences::new()) == least;
                let decided = if by_last { differences } else { since };
                return Err(too_low(own, claimed, least, decided).into());
            }
        };
        versions.insert(own.iri.clone(), version);
    }
    work.checked.extend(findings);
    work.refuse_errors()?;
    Ok(versions)
}

/// The version that a changed graph will have: the one that it claims, or the least that will do
/// after its last state. Its last release may ask for more; a pre-release or none it is either way.
pub(super) fn expected(work: &Work<'_>, own: &Own<'_>, differences: &Differences) -> Version {
    let claimed = work.stated(own.id, owl::VERSION_INFO);
    let claimed = claimed.and_then(|text| Version::parse(text).ok());
    claimed.unwrap_or_else(|| least(own, differences, &Differences::new()))
}

/// Whether a version can be followed by a greater one that all readers of JSON have.
fn has_next(version: &Version) -> bool {
    let numbers = [version.major, version.minor, version.patch];
    numbers.iter().all(|n| *n < GREATEST)
}

fn no_version(work: &Work<'_>, own: &Own<'_>, what: String) -> Finding {
    let corpus = &work.checked.corpus;
    let header = corpus.graph(own.id).iri;
    let place = corpus.place_of_value(own.id, header, owl::VERSION_INFO);
    Finding::error(codes::NO_VERSION, place, what)
        .term(&own.iri)
        .help("write three numbers, such as `1.2.0`, or leave the version out: it is then computed from the change")
}

fn too_low(own: &Own<'_>, claimed: Version, least: Version, differences: &Differences) -> Refused {
    Refused::Version {
        iri: own.iri.clone(),
        claimed: Box::new(claimed),
        least,
        report: match differences.get(&own.iri) {
            Some(Difference::Report(report)) => Some(report.clone()),
            Some(Difference::New | Difference::Unknown) | None => None,
        },
    }
}

/// The least version that a change must have. A pre-release leads to its own release, unless
/// what was released breaks by more than that says.
fn least(own: &Own<'_>, differences: &Differences, since: &Differences) -> Version {
    let Some((graph, last)) = own.known.and_then(|graph| Some((graph, newest(graph)?))) else {
        return Version::new(1, 0, 0);
    };
    let least = next(last, level(graph, differences.get(&own.iri)));
    let since = graph.release().zip(since.get(&own.iri));
    let since = since.map(|(release, since)| next(&release.version, level(graph, Some(since))));
    since.map_or(least.clone(), |since| since.max(least))
}

fn level(graph: &Graph, difference: Option<&Difference>) -> Level {
    match difference {
        Some(Difference::Report(report)) => report.level(),
        // What cannot be compared may have broken anything.
        Some(Difference::Unknown) if graph.kind == Kind::Model => Level::Major,
        Some(Difference::Unknown | Difference::New) | None => Level::Minor,
    }
}

/// The greatest version that a graph ever had.
fn newest(graph: &Graph) -> Option<&Version> {
    graph.revisions.iter().map(|r| &r.version).max()
}

/// The next version after a change. Before 1.0.0 each part stands for the one above it, as
/// ranges read it; a pre-release leads to its own release, whatever still changes.
pub(crate) fn next(last: &Version, level: Level) -> Version {
    if !last.pre.is_empty() {
        return Version {
            pre: Prerelease::EMPTY,
            build: BuildMetadata::EMPTY,
            ..last.clone()
        };
    }
    match (level, last.major) {
        (Level::Major, 0) => Version::new(0, last.minor.saturating_add(1), 0),
        (Level::Minor | Level::Patch, 0) => {
            Version::new(0, last.minor, last.patch.saturating_add(1))
        }
        (Level::Major, _) => Version::new(last.major.saturating_add(1), 0, 0),
        (Level::Minor, _) => Version::new(last.major, last.minor.saturating_add(1), 0),
        (Level::Patch, _) => Version::new(last.major, last.minor, last.patch.saturating_add(1)),
    }
}

/// Whether a claimed version comes after all others and says enough. A pre-release of a
/// version says as much as that version.
fn is_enough(claimed: &Version, least: &Version, known: Option<&Graph>) -> bool {
    let Some(last) = known.and_then(newest) else {
        return true;
    };
    let core = |v: &Version| (v.major, v.minor, v.patch);
    claimed.cmp_precedence(last).is_gt() && core(claimed) >= core(least)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use super::*;

    #[test]
    fn each_level_raises_its_part() {
        for (last, level, expected) in [
            ("1.2.3", Level::Patch, "1.2.4"),
            ("1.2.3", Level::Minor, "1.3.0"),
            ("1.2.3", Level::Major, "2.0.0"),
            ("0.2.3", Level::Patch, "0.2.4"),
            ("0.2.3", Level::Minor, "0.2.4"),
            ("0.2.3", Level::Major, "0.3.0"),
            ("2.0.0-rc.1", Level::Major, "2.0.0"),
            ("2.0.0-rc.1", Level::Patch, "2.0.0"),
        ] {
            let last = Version::parse(last).unwrap();
            assert_eq!(next(&last, level).to_string(), expected, "{last} {level:?}");
        }
    }
}
