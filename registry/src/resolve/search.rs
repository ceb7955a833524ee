//! The search: decisions in the order in which it turned out that they are to be taken, and
//! the way back from dead ends.

use std::collections::{BTreeSet, HashMap};

use semver::Version;

use super::{Chosen, Need, Offer, Ties, Versions};

/// How often a choice turns out not to fit, or is taken back, before the search gives up.
const PATIENCE: usize = 10_000;

/// Which versions will do of what is wanted in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Roots {
    /// The first choice that is wanted.
    First,
    /// All that are.
    Any,
}

/// A search that is under way.
pub(super) struct Search<'v, V> {
    versions: &'v mut V,
    ties: Ties,
    roots: Roots,
    /// How many roots there are; they come first.
    root_count: usize,
    /// What is to be decided, in the order in which that turned out.
    needed: Vec<String>,
    /// Where in that order something is.
    places: HashMap<String, usize>,
    wanted: HashMap<String, Vec<Want>>,
    /// What is decided: one each, from the beginning.
    decisions: Vec<Decision>,
    patience: usize,
}

/// That something is wanted.
struct Want {
    /// The decision that wants it; `None` where it is wanted in any case.
    by: Option<usize>,
    need: Need,
}

/// A choice among the versions of something.
struct Decision {
    /// What was not tried yet, the one to prefer last; `None` where nothing is to be chosen.
    left: Option<Vec<Version>>,
    chosen: Option<Version>,
    /// What the chosen version needs.
    needs: Vec<String>,
    /// How many were needed before that.
    before: usize,
    /// The earlier decisions that turned versions down.
    blame: BTreeSet<usize>,
    turned_down: TurnedDown,
}

/// How versions were turned down that nothing but their own needs was against.
enum TurnedDown {
    /// None was.
    Not,
    /// By one decision, of which they need other versions.
    By(usize, Vec<Need>),
    /// In several ways.
    Otherwise,
}

impl<'v, V: Versions> Search<'v, V> {
    pub(super) fn new(needs: &[Need], versions: &'v mut V, ties: Ties, roots: Roots) -> Self {
        let mut search = Self {
            versions,
            ties,
            roots,
            root_count: 0,
            needed: Vec::new(),
            places: HashMap::new(),
            wanted: HashMap::new(),
            decisions: Vec::new(),
            patience: PATIENCE,
        };
        let mut needs: Vec<&Need> = needs.iter().collect();
        needs.sort_by(|a, b| a.name.cmp(&b.name));
        for need in needs {
            search.want(need, None);
        }
        search.root_count = search.needed.len();
        search
    }

    /// The versions that go together; `None` where none were found.
    pub(super) fn run(mut self) -> Result<Option<Chosen>, V::Error> {
        while let Some(name) = self.needed.get(self.decisions.len()) {
            let offer = self.versions.versions(name)?;
            let left = offer.map(|offer| self.in_order(name, offer));
            self.decisions.push(Decision {
                left,
                chosen: None,
                needs: Vec::new(),
                before: self.needed.len(),
                blame: BTreeSet::new(),
                turned_down: TurnedDown::Not,
            });
            let mut stands = self.decide(true)?;
            while !stands {
                if self.patience == 0 || !self.go_back() {
                    return Ok(None);
                }
                stands = self.decide(false)?;
            }
        }
        let decided = self.needed.into_iter().zip(self.decisions);
        Ok(Some(
            decided.filter_map(|(n, d)| Some((n, d.chosen?))).collect(),
        ))
    }

    /// What is to be tried of something that is to be decided next, the one to prefer last.
    fn in_order(&self, name: &str, offer: Offer) -> Vec<Version> {
        let Offer {
            preferred,
            versions: mut left,
        } = offer;
        let is_root = self.decisions.len() < self.root_count;
        // What is closest to what was published is the oldest that will do.
        if is_root || self.ties != Ties::OrLater {
            left.reverse();
        }
        if let Some(preferred) = preferred {
            left.retain(|version| *version != preferred);
            left.push(preferred);
        }
        if is_root && self.roots == Roots::First {
            left.retain(|version| self.is_wanted(name, version));
            let first = left.pop();
            left = first.into_iter().collect();
        }
        left
    }

    /// Takes the next version for the last decision; whether there is one that will do.
    fn decide(&mut self, first: bool) -> Result<bool, V::Error> {
        let at = self.decisions.len().saturating_sub(1);
        let Some(name) = self.needed.get(at).cloned() else {
            return Ok(false);
        };
        loop {
            let Some(left) = self.decisions.get_mut(at).map(|d| &mut d.left) else {
                return Ok(false);
            };
            let Some(left) = left else {
                if !first {
                    self.blame_who_needs(at, &name);
                }
                return Ok(first);
            };
            let Some(version) = left.pop() else {
                self.blame_who_needs(at, &name);
                return Ok(false);
            };
            let against = self.against(&name, &version);
            if against.is_empty() {
                let mut needs = self.versions.needs((&name, &version), self.ties)?;
                needs.sort_by(|a, b| a.name.cmp(&b.name));
                let against = self.in_the_way(at, &needs);
                if against.is_empty() {
                    self.choose(at, version, &needs);
                    return Ok(true);
                }
                self.patience = self.patience.saturating_sub(1);
                self.note(at, &against);
                self.turn_down(at, against.into_iter().map(|(place, _)| Some(place)));
            } else {
                self.turn_down(at, against.into_iter());
            }
            if self.patience == 0 {
                return Ok(false);
            }
        }
    }

    /// The ranges that leave a version out, by the decisions that brought them.
    fn against(&self, name: &str, version: &Version) -> Vec<Option<usize>> {
        let wants = self.wanted.get(name).into_iter().flatten();
        let leaves_out = |w: &&Want| !w.need.admits(version);
        wants.filter(leaves_out).map(|w| w.by).collect()
    }

    /// Whether a version will do for what is wanted in any case.
    fn is_wanted(&self, name: &str, version: &Version) -> bool {
        let wants = self.wanted.get(name).into_iter().flatten();
        let mut wants = wants.filter(|want| want.by.is_none());
        wants.all(|want| want.need.admits(version))
    }

    /// The decisions whose versions are not those that are needed, each with what is needed.
    fn in_the_way(&self, at: usize, needs: &[Need]) -> Vec<(usize, Need)> {
        let other = |need: &Need| {
            let place = *self.places.get(&need.name)?;
            let chosen = self.decisions.get(place)?.chosen.as_ref()?;
            let wrong = place != at && !need.admits(chosen);
            wrong.then(|| (place, need.clone()))
        };
        needs.iter().filter_map(other).collect()
    }

    fn turn_down(&mut self, at: usize, against: impl Iterator<Item = Option<usize>>) {
        if let Some(decision) = self.decisions.get_mut(at) {
            decision.blame.extend(against.flatten());
        }
    }

    /// Notes why a version was turned down by its own needs.
    fn note(&mut self, at: usize, against: &[(usize, Need)]) {
        let Some(decision) = self.decisions.get_mut(at) else {
            return;
        };
        match (&mut decision.turned_down, against) {
            (TurnedDown::By(by, needs), [(place, need)]) if by == place => needs.push(need.clone()),
            (turned_down @ TurnedDown::Not, [(place, need)]) => {
                *turned_down = TurnedDown::By(*place, vec![need.clone()]);
            }
            (turned_down, _) => *turned_down = TurnedDown::Otherwise,
        }
    }

    /// What is needed of an earlier decision for a later one, which is at its end, to have any
    /// version. That must be needed whatever the earlier one is, and nothing that comes after the
    /// earlier one, nor that one's own needs, may have left versions out.
    fn asked_of(&self, at: usize, end: &TurnedDown, name: &str) -> Option<Vec<Need>> {
        let TurnedDown::By(by, needs) = end else {
            return None;
        };
        let wants = self.wanted.get(name).into_iter().flatten();
        let is_before = |want: &Want| want.by.is_none_or(|by| by < at);
        let (before, after): (Vec<&Want>, Vec<&Want>) = wants.partition(|want| is_before(want));
        (*by == at && !before.is_empty() && after.is_empty()).then(|| needs.clone())
    }

    /// Another version of what needs this may not need it, which is a way out too.
    fn blame_who_needs(&mut self, at: usize, name: &str) {
        let wants = self.wanted.get(name).into_iter().flatten();
        let by: Option<Vec<usize>> = wants.map(|w| w.by).collect();
        if let Some(decision) = self.decisions.get_mut(at) {
            decision.blame.extend(by.unwrap_or_default());
        }
    }

    fn choose(&mut self, at: usize, version: Version, needs: &[Need]) {
        if let Some(decision) = self.decisions.get_mut(at) {
            decision.chosen = Some(version);
            decision.before = self.needed.len();
            decision.needs = needs.iter().map(|n| n.name.clone()).collect();
        }
        for need in needs {
            self.want(need, Some(at));
        }
    }

    fn want(&mut self, need: &Need, by: Option<usize>) {
        self.wanted
            .entry(need.name.clone())
            .or_default()
            .push(Want {
                by,
                need: need.clone(),
            });
        if !self.places.contains_key(&need.name) {
            self.places.insert(need.name.clone(), self.needed.len());
            self.needed.push(need.name.clone());
        }
    }

    /// Takes back the choice of the last decision.
    fn take_back(&mut self) {
        let Some(decision) = self.decisions.last_mut() else {
            return;
        };
        if decision.chosen.take().is_none() {
            return;
        }
        decision.turned_down = TurnedDown::Otherwise;
        for name in std::mem::take(&mut decision.needs) {
            if let Some(wants) = self.wanted.get_mut(&name) {
                wants.pop();
            }
        }
        for name in self.needed.drain(decision.before..) {
            self.places.remove(&name);
        }
    }

    /// Takes back all decisions to the last one that has a part in the dead end; `false` where
    /// none has.
    fn go_back(&mut self) -> bool {
        self.patience = self.patience.saturating_sub(1);
        let Some(end) = self.decisions.pop() else {
            return false;
        };
        let mut blame = end.blame;
        let Some(to) = blame.pop_last() else {
            return false;
        };
        let asked = self.needed.get(self.decisions.len());
        let asked = asked.and_then(|name| self.asked_of(to, &end.turned_down, name));
        while self.decisions.len() > to + 1 {
            self.take_back();
            self.decisions.pop();
        }
        self.take_back();
        match self.decisions.last_mut() {
            Some(decision) => {
                decision.blame.append(&mut blame);
                if let Some((left, asked)) = decision.left.as_mut().zip(asked) {
                    left.retain(|version| asked.iter().any(|need| need.admits(version)));
                }
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use std::convert::Infallible;

    use semver::VersionReq;

    use super::super::{Resolution, resolve};
    use super::*;

    /// Versions and their needs: `("a", "2.0.0", &[("b", "^2")])`, the newest last.
    struct World(Vec<Known>);

    type Known = (&'static str, String, Vec<(String, String)>);

    type Given<'a> = (&'static str, &'a str, &'a [(&'a str, &'a str)]);

    impl World {
        fn of(all: &[Given<'_>]) -> Self {
            let owned = |(n, r): &(&str, &str)| ((*n).to_owned(), (*r).to_owned());
            let all = all.iter().map(|(name, version, needs)| {
                let needs = needs.iter().map(owned).collect();
                (*name, (*version).to_owned(), needs)
            });
            Self(all.collect())
        }

        fn resolve(&mut self, roots: &[(&str, &str)]) -> Resolution {
            let needs: Vec<Need> = roots.iter().map(|(n, r)| need(n, r, None)).collect();
            let Ok(resolution) = resolve(&needs, self);
            resolution
        }

        fn chosen(&mut self, roots: &[(&str, &str)]) -> String {
            let resolution = self.resolve(roots);
            assert!(resolution.conflicts.is_empty(), "{resolution:?}");
            let chosen = resolution.chosen.iter();
            let chosen: Vec<String> = chosen.map(|(n, v)| format!("{n} {}", v.major)).collect();
            chosen.join(", ")
        }
    }

    fn need(name: &str, range: &str, by: Option<&str>) -> Need {
        Need {
            name: name.to_owned(),
            range: (!range.is_empty()).then(|| VersionReq::parse(range).unwrap()),
            least: None,
            by: by.map(str::to_owned),
        }
    }

    impl Versions for World {
        type Error = Infallible;

        fn versions(&mut self, name: &str) -> Result<Option<Offer>, Infallible> {
            let of = self.0.iter().rev().filter(|(n, _, _)| *n == name);
            let versions: Vec<Version> = of.map(|(_, v, _)| Version::parse(v).unwrap()).collect();
            let preferred = None;
            let offer = Offer {
                preferred,
                versions,
            };
            Ok((!offer.versions.is_empty()).then_some(offer))
        }

        fn needs(
            &mut self,
            (name, version): (&str, &Version),
            _: Ties,
        ) -> Result<Vec<Need>, Infallible> {
            let is = |(n, v, _): &&(&str, String, Vec<_>)| *n == name && *v == version.to_string();
            let (_, _, needs) = self.0.iter().find(is).unwrap();
            Ok(needs.iter().map(|(n, r)| need(n, r, Some(name))).collect())
        }
    }

    #[test]
    fn a_range_of_a_version_that_is_not_chosen_does_not_count() {
        let mut world = World::of(&[
            ("bb", "1.0.0", &[]),
            ("zz", "1.0.0", &[("bb", "^1")]),
            ("cc", "1.0.0", &[("zz", "^1")]),
            ("bb", "2.0.0", &[]),
            ("zz", "2.0.0", &[("bb", "^2")]),
        ]);
        for roots in [[("zz", ""), ("cc", "")], [("cc", ""), ("zz", "")]] {
            assert_eq!(world.chosen(&roots), "bb 1, cc 1, zz 1");
        }
        assert_eq!(world.chosen(&[("zz", "")]), "bb 2, zz 2");
        // What only a dropped version needs is not chosen.
        let mut world = World::of(&[
            ("a", "1.0.0", &[]),
            ("a", "2.0.0", &[("c", "")]),
            ("b", "1.0.0", &[("a", "^1")]),
            ("c", "1.0.0", &[]),
        ]);
        assert_eq!(world.chosen(&[("a", ""), ("b", "")]), "a 1, b 1");
    }

    #[test]
    fn a_choice_is_taken_back_where_what_follows_from_it_does_not_fit() {
        let mut world = World::of(&[
            ("a", "1.0.0", &[("b", "^1")]),
            ("a", "2.0.0", &[("b", "^2")]),
            ("b", "1.0.0", &[]),
            ("b", "2.0.0", &[("c", "^2")]),
            ("c", "1.0.0", &[]),
            ("c", "2.0.0", &[]),
        ]);
        assert_eq!(world.chosen(&[("a", ""), ("c", "^1")]), "a 1, b 1, c 1");
        assert_eq!(world.chosen(&[("a", "")]), "a 2, b 2, c 2");
    }

    #[test]
    fn where_nothing_fits_all_who_want_something_are_named() {
        let mut world = World::of(&[
            ("a", "1.0.0", &[("c", "^1")]),
            ("b", "1.0.0", &[("c", "^2")]),
            ("c", "1.0.0", &[]),
            ("c", "2.0.0", &[]),
        ]);
        let resolution = world.resolve(&[("a", ""), ("b", ""), ("nothing", "^9")]);
        let (name, wanted) = resolution.conflicts.first_key_value().unwrap();
        let wanted: Vec<String> = wanted
            .iter()
            .map(|(by, range)| format!("{} {range}", by.as_deref().unwrap()))
            .collect();
        assert_eq!((name.as_str(), wanted.len()), ("c", 2));
        assert_eq!(wanted, ["a ^1", "b ^2"]);
        assert_eq!(resolution.conflicts.len(), 1);
    }

    /// Where each version of one needs old ones of another, the new ones of that are not all tried.
    #[test]
    fn what_all_versions_of_something_need_is_gone_back_to_at_once() {
        let mut all = Vec::new();
        for n in 1..=150 {
            all.push(("core", format!("1.{n}.0"), Vec::new()));
            all.push(("core", format!("2.{n}.0"), Vec::new()));
            let needs = vec![("core".to_owned(), "^1".to_owned())];
            all.push(("std", format!("1.{n}.0"), needs));
        }
        all.sort_by_key(|(name, version, _)| (*name, Version::parse(version).unwrap()));
        let mut world = World(all);
        let resolution = world.resolve(&[("core", ""), ("std", "")]);
        let chosen: Vec<String> = resolution.chosen.values().map(Version::to_string).collect();
        assert_eq!(chosen, ["1.150.0", "1.150.0"]);
    }

    #[test]
    fn what_has_no_part_in_a_dead_end_costs_nothing() {
        // Between the choice of `a` and the dead end lie forty others with two versions each.
        let names: Vec<String> = (0..40).map(|n| format!("m{n:02}")).collect();
        let mut all = vec![
            (
                "a",
                "1.0.0".to_owned(),
                vec![("z".to_owned(), "^1".to_owned())],
            ),
            ("a", "2.0.0".to_owned(), Vec::new()),
            (
                "y",
                "1.0.0".to_owned(),
                vec![("a".to_owned(), "^1".to_owned())],
            ),
            ("z", "1.0.0".to_owned(), Vec::new()),
        ];
        for name in &names {
            let name: &'static str = name.clone().leak();
            all.extend(["1.0.0", "2.0.0"].map(|v| (name, v.to_owned(), Vec::new())));
        }
        let mut world = World(all);
        let mut roots = vec![("a", "")];
        roots.extend(names.iter().map(|n| (n.as_str(), "")));
        roots.push(("y", ""));
        let chosen = world.chosen(&roots);
        assert!(chosen.starts_with("a 1, m00 2,"), "{chosen}");
        assert!(chosen.ends_with("y 1, z 1"), "{chosen}");
    }
}
