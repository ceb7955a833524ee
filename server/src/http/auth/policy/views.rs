//! What each caller sees, remembered. A decision holds as long as what it looked at stays
//! the same, so that after a publication only what is new is decided.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak};

use registry::{Registry, View, Visible};
use sha2::{Digest as _, Sha256};

use super::facts::Facts;
use super::looks::Looks;
use super::rules::{Action, Principal, Rules};
use crate::http::auth::identity::Identity;

/// How many callers are remembered; beyond it the one that was seen least recently goes.
const MOST: usize = 1024;

/// The facts of all graphs, as of one generation.
type Snapshot = (u64, Arc<Vec<Facts>>);

/// The callers that were seen, and the sets of graphs that they see.
#[derive(Default)]
pub(super) struct Views {
    callers: Mutex<HashMap<Identity, Arc<Known>>>,
    sets: Mutex<Sets>,
    snapshot: Mutex<Option<Snapshot>>,
    clock: AtomicU64,
}

/// What is remembered of a caller.
pub(super) struct Known {
    /// Whether they see whatever there is and will be.
    pub(super) everything: bool,
    /// Whether they administer the registry.
    pub(super) administers: bool,
    principal: Option<Principal>,
    used: AtomicU64,
    seen: Mutex<Seen>,
}

/// What a caller sees as of a generation, and why.
#[derive(Default)]
struct Seen {
    generation: u64,
    visible: Option<Arc<Visible>>,
    decided: HashMap<String, bool>,
}

impl Views {
    /// What is remembered of a caller; worked out where they are new.
    pub(super) fn known(&self, identity: &Identity, fresh: impl FnOnce() -> Known) -> Arc<Known> {
        let used = self.clock.fetch_add(1, Ordering::Relaxed);
        if let Some(known) = locked(&self.callers).get(identity) {
            known.used.store(used, Ordering::Relaxed);
            return Arc::clone(known);
        }
        let known = Arc::new(fresh());
        known.used.store(used, Ordering::Relaxed);
        let mut callers = locked(&self.callers);
        if callers.len() >= MOST {
            forget_one(&mut callers);
        }
        Arc::clone(callers.entry(identity.clone()).or_insert(known))
    }

    /// The graphs that a caller sees now.
    pub(super) fn view(
        &self,
        known: &Known,
        rules: &Rules,
        looks: Looks,
        registry: &Registry,
    ) -> View {
        if known.everything {
            return View::Everything;
        }
        let (generation, graphs) = self.facts(registry);
        let mut seen = locked(&known.seen);
        if let Some(visible) = seen.at(generation) {
            return View::Only(visible);
        }
        let mut decide = |facts: &Facts| match &known.principal {
            Some(who) => rules.permits(who, Action::Read, facts),
            None => false,
        };
        let graphs = seen.decide(&graphs, looks, &mut decide);
        let visible = locked(&self.sets).intern(graphs);
        seen.generation = generation;
        seen.visible = Some(Arc::clone(&visible));
        View::Only(visible)
    }

    /// The facts of all graphs, copied out so that deciding does not hold up publications.
    fn facts(&self, registry: &Registry) -> Snapshot {
        let index = registry.index();
        let generation = index.generation();
        let mut snapshot = locked(&self.snapshot);
        if let Some((at, facts)) = snapshot.as_ref().filter(|(at, _)| *at == generation) {
            return (*at, Arc::clone(facts));
        }
        let graphs = index.seen(&View::Everything).graphs().map(Facts::from);
        let facts = Arc::new(graphs.collect::<Vec<_>>());
        *snapshot = Some((generation, Arc::clone(&facts)));
        (generation, facts)
    }
}

impl Known {
    /// What is known of a caller who was never seen.
    pub(super) fn new(principal: Option<Principal>, everything: bool, administers: bool) -> Self {
        Self {
            everything,
            administers,
            principal,
            used: AtomicU64::new(0),
            seen: Mutex::new(Seen::default()),
        }
    }

    /// Who this is, as Cedar knows them.
    pub(super) fn principal(&self) -> Option<&Principal> {
        self.principal.as_ref()
    }

    /// The view, where it takes no time to say.
    pub(super) fn ready(&self, registry: &Registry) -> Option<View> {
        if self.everything {
            return Some(View::Everything);
        }
        let generation = registry.index().generation();
        match self.seen.try_lock() {
            Ok(seen) => seen.at(generation).map(View::Only),
            Err(TryLockError::WouldBlock | TryLockError::Poisoned(_)) => None,
        }
    }
}

impl Seen {
    fn at(&self, generation: u64) -> Option<Arc<Visible>> {
        self.visible
            .clone()
            .filter(|_| self.generation == generation)
    }

    /// The graphs that may be seen; what nobody asks about any more is forgotten.
    fn decide<'a>(
        &mut self,
        graphs: &'a [Facts],
        looks: Looks,
        decide: &mut dyn FnMut(&Facts) -> bool,
    ) -> Vec<&'a str> {
        let before = std::mem::take(&mut self.decided);
        let mut visible = Vec::new();
        let mut key = String::new();
        for facts in graphs {
            looks.write(facts, &mut key);
            let known = self.decided.get(&key).copied();
            let sees = known.unwrap_or_else(|| {
                let sees = before.get(&key).copied().unwrap_or_else(|| decide(facts));
                self.decided.insert(key.clone(), sees);
                sees
            });
            if sees {
                visible.push(facts.iri.as_str());
            }
        }
        visible
    }
}

/// Sets of graphs by content, each with a number of its own: callers who see the same share
/// one set, and no two sets that ever were have the same number.
#[derive(Default)]
struct Sets {
    known: HashMap<[u8; 32], (u64, Weak<Visible>)>,
    numbers: u64,
}

impl Sets {
    fn intern(&mut self, graphs: Vec<&str>) -> Arc<Visible> {
        let mut hash = Sha256::new();
        for iri in &graphs {
            hash.update(iri.len().to_le_bytes());
            hash.update(iri.as_bytes());
        }
        let hash: [u8; 32] = hash.finalize().into();
        let known = self.known.get(&hash);
        if let Some(visible) = known.and_then(|(_, set)| set.upgrade()) {
            return visible;
        }
        let key = known.map(|(key, _)| *key).unwrap_or_else(|| {
            self.numbers += 1;
            self.numbers
        });
        let graphs: HashSet<String> = graphs.into_iter().map(str::to_owned).collect();
        let visible = Arc::new(Visible { key, graphs });
        if self.known.len() >= 4 * MOST {
            self.known.retain(|_, (_, set)| set.strong_count() > 0);
        }
        self.known.insert(hash, (key, Arc::downgrade(&visible)));
        visible
    }
}

fn forget_one(callers: &mut HashMap<Identity, Arc<Known>>) {
    let oldest = callers
        .iter()
        .min_by_key(|(_, k)| k.used.load(Ordering::Relaxed));
    if let Some(oldest) = oldest.map(|(identity, _)| identity.clone()) {
        callers.remove(&oldest);
    }
}

/// What a panic interrupted is only ever a cache.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    fn facts(owners: &[(&str, &str)]) -> Vec<Facts> {
        let of = |(iri, owner): &(&str, &str)| Facts::of_new(iri, Some(owner));
        owners.iter().map(of).collect()
    }

    fn looks(policy: &str) -> Looks {
        Looks::of(&policy.parse().expect("a policy"))
    }

    #[test]
    fn one_decision_serves_all_graphs_that_agree_in_what_is_looked_at() {
        let by_owner =
            looks("permit(principal, action, resource) when { principal in resource.owner };");
        let graphs = facts(&[("a", "x"), ("b", "x"), ("c", "y"), ("d", "x")]);
        let mut seen = Seen::default();
        let mut asked = Vec::new();
        let mut decide = |f: &Facts| {
            asked.push(f.iri.clone());
            f.owner.as_deref() == Some("x")
        };
        assert_eq!(seen.decide(&graphs, by_owner, &mut decide), ["a", "b", "d"]);
        // `a` went to `y`: that is decided already, and so is `e`.
        let graphs = facts(&[("a", "y"), ("b", "x"), ("e", "x"), ("f", "z")]);
        assert_eq!(seen.decide(&graphs, by_owner, &mut decide), ["b", "e"]);
        assert_eq!(asked, ["a", "c", "f"]);
    }

    #[test]
    fn equal_sets_are_one_and_different_ones_have_different_numbers() {
        let mut sets = Sets::default();
        let one = sets.intern(vec!["a", "b"]);
        let two = sets.intern(vec!["ab"]);
        assert!(Arc::ptr_eq(&one, &sets.intern(vec!["a", "b"])));
        assert_ne!(one.key, two.key);
        let key = one.key;
        drop(one);
        assert_eq!(sets.intern(vec!["a", "b"]).key, key);
        assert_ne!(sets.intern(vec![]).key, two.key);
    }
}
