//! Choosing versions: one of everything that is needed, directly or not, such that whatever
//! is chosen has what it needs. One version serves all, since names of terms do not tell
//! versions apart.
//!
//! It is a search that prefers the first version that will do, and goes back where it comes
//! to a dead end. A range counts only while the version that states it is chosen. It goes
//! back to the last choice that has a part in the dead end, so that what has none costs
//! nothing.

mod search;
mod ties;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use semver::{Version, VersionReq};

use search::{Roots, Search};
pub use ties::{Tie, Ties, exactly};

/// Something that is needed, and what needs it.
#[derive(Clone, Debug)]
pub struct Need {
    /// The name of what is needed.
    pub name: String,
    /// The versions that will do; any where `None`.
    pub range: Option<VersionReq>,
    /// The first version that will do; any where `None`.
    pub least: Option<Version>,
    /// What needs it; nothing that is chosen here where `None`.
    pub by: Option<String>,
}

impl Need {
    /// The need, in any case, of one version alone.
    #[must_use]
    pub fn exactly(name: &str, version: &Version) -> Self {
        Self {
            name: name.to_owned(),
            range: Some(exactly(version)),
            least: None,
            by: None,
        }
    }

    /// Whether a version will do.
    #[must_use]
    pub fn admits(&self, version: &Version) -> bool {
        let in_range = self.range.as_ref().is_none_or(|r| r.matches(version));
        in_range && self.least.as_ref().is_none_or(|least| version >= least)
    }
}

/// Which versions of something are wanted, and by what.
pub type Wanted = Vec<(Option<String>, VersionReq)>;

/// The versions of something.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The one to take where it will do.
    pub preferred: Option<Version>,
    /// All, the newest first.
    pub versions: Vec<Version>,
}

/// Where versions come from.
pub trait Versions {
    /// Why they could not be found out.
    type Error;

    /// The versions of something; `None` where nothing is to be chosen, because there is no such
    /// thing or it is settled elsewhere.
    ///
    /// # Errors
    /// They could not be found out.
    fn versions(&mut self, name: &str) -> Result<Option<Offer>, Self::Error>;

    /// What a version needs, by [`Ties::need`].
    ///
    /// # Errors
    /// It could not be found out.
    fn needs(&mut self, of: (&str, &Version), ties: Ties) -> Result<Vec<Need>, Self::Error>;
}

/// Versions, by the names of what they are of.
pub type Chosen = BTreeMap<String, Version>;

/// What was chosen.
#[derive(Debug, Default)]
pub struct Resolution {
    /// The versions.
    pub chosen: Chosen,
    /// What has no version that will do, and which are wanted; empty unless there is no way
    /// out.
    pub conflicts: BTreeMap<String, Wanted>,
}

/// What is tried, the closest to what was published first.
const ATTEMPTS: [(Ties, Roots); 5] = [
    (Ties::AsPublished, Roots::First),
    (Ties::AsPublished, Roots::Any),
    (Ties::OrLater, Roots::First),
    (Ties::OrLater, Roots::Any),
    (Ties::RangesAlone, Roots::Any),
];

/// Chooses a version of everything that is needed, in the first way of [`ways`].
///
/// # Errors
/// Versions, or their needs, could not be found out.
pub fn resolve<V: Versions>(needs: &[Need], versions: &mut V) -> Result<Resolution, V::Error> {
    for (ties, roots) in ATTEMPTS {
        if let Some(chosen) = Search::new(needs, versions, ties, roots).run()? {
            let conflicts = BTreeMap::new();
            return Ok(Resolution { chosen, conflicts });
        }
    }
    first_choices(needs, versions)
}

/// Versions of everything that is needed, by name: one way where the first choices of `needs` have
/// been held against what they need; else all ways that differ, the closest to what was published
/// first.
///
/// # Errors
/// Versions, or their needs, could not be found out.
pub fn ways<V: Versions>(needs: &[Need], versions: &mut V) -> Result<Vec<Chosen>, V::Error> {
    let mut ways = Vec::new();
    for (at, (ties, roots)) in ATTEMPTS.into_iter().enumerate() {
        let chosen = Search::new(needs, versions, ties, roots).run()?;
        ways.extend(chosen.filter(|chosen| !ways.contains(chosen)));
        if at == 0 && !ways.is_empty() {
            break;
        }
    }
    Ok(ways)
}

/// Versions of everything that is needed, by name, that go together by some ties; `None` where none
/// are found.
///
/// # Errors
/// Versions, or their needs, could not be found out.
pub fn together<V: Versions>(
    needs: &[Need],
    versions: &mut V,
    ties: Ties,
) -> Result<Option<Chosen>, V::Error> {
    Search::new(needs, versions, ties, Roots::Any).run()
}

/// Where there is no way out: the first version of each that what was chosen before admits,
/// or the first of all, and what is in conflict then.
fn first_choices<V: Versions>(needs: &[Need], versions: &mut V) -> Result<Resolution, V::Error> {
    let mut chosen = BTreeMap::new();
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    let mut without: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: VecDeque<Need> = needs.iter().cloned().collect();
    // All ranges of those who come first count before anything is chosen.
    for need in needs {
        want(&mut wanted, need);
    }
    while let Some(Need { name, .. }) = open.pop_front() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let Some(offer) = versions.versions(&name)? else {
            continue;
        };
        let all: Vec<Version> = offer.preferred.into_iter().chain(offer.versions).collect();
        let fits = all.iter().find(|v| admits(&wanted, &name, v));
        if fits.is_none() {
            without.insert(name.clone());
        }
        let Some(version) = fits.or(all.first()).cloned() else {
            continue;
        };
        for need in versions.needs((&name, &version), Ties::RangesAlone)? {
            want(&mut wanted, &need);
            open.push_back(need);
        }
        chosen.insert(name, version);
    }
    let overruled = chosen.iter().filter(|(n, v)| !admits(&wanted, n, v));
    without.extend(overruled.map(|(name, _)| name.clone()));
    let conflicts = without.into_iter().map(|name| {
        let of = wanted.remove(&name).unwrap_or_default();
        (name, of)
    });
    Ok(Resolution {
        conflicts: conflicts.collect(),
        chosen,
    })
}

fn want(wanted: &mut BTreeMap<String, Wanted>, need: &Need) {
    let Some(range) = &need.range else {
        return;
    };
    let of = wanted.entry(need.name.clone()).or_default();
    let entry = (need.by.clone(), range.clone());
    if !of.contains(&entry) {
        of.push(entry);
    }
}

fn admits(wanted: &BTreeMap<String, Wanted>, name: &str, version: &Version) -> bool {
    let of = wanted.get(name).into_iter().flatten();
    of.into_iter().all(|(_, range)| range.matches(version))
}
