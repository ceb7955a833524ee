//! Which of two inverse properties has the values in containers that keep one of the two.
//!
//! Of an inverse pair one property is stored, as follows. A member of a primary key is
//! stored always. Otherwise a property is not exactly if another property of the same
//! domain, listed by a keyed class, is its inverse (whichever of the two says so), and
//! that other one wins by the first of these that tells them apart:
//!
//! 1. it is a member of a primary key;
//! 2. it is single and this one is not, as declared, without refinements;
//! 3. only this one says `upper:inverseOf`: it is the afterthought;
//! 4. it is required and this one is not;
//! 5. its IRI is the lesser.
//!
//! A property that says that it is the inverse of another domain's is not stored either:
//! the other team's table does not change, whatever refers to it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{DomainId, Models, Property, PropertyId};

/// The inverse pairs of a domain.
#[derive(Clone, Debug, Default)]
pub struct Inverses {
    of: FxHashMap<PropertyId, PropertyId>,
    stored_by: FxHashMap<PropertyId, PropertyId>,
    stored_for: FxHashMap<PropertyId, PropertyId>,
}

impl Inverses {
    /// The inverse pairs of which a domain states anything.
    #[must_use]
    pub fn of(models: &Models, domain: DomainId) -> Self {
        let mut inverses = Self::default();
        let properties = models.domain(domain).properties.iter();
        let stating = properties
            .filter_map(|p| Some((*p, models.property(*p).inverse_of.filter(|q| q != p)?)));
        let stating: Vec<(PropertyId, PropertyId)> = stating.collect();
        if stating.is_empty() {
            return inverses;
        }
        let (listed, keys) = listed(models);
        for (p, q) in stating {
            inverses.of.insert(p, q);
            if models.property(q).info.domain != domain {
                if !keys.contains(&p) && listed.contains(&q) {
                    inverses.store(p, q);
                }
                continue;
            }
            inverses.of.entry(q).or_insert(p);
            let (keeps, other) = if wins(models, &keys, p, q) {
                (p, q)
            } else {
                (q, p)
            };
            if listed.contains(&keeps) && !keys.contains(&other) {
                inverses.store(other, keeps);
            }
        }
        inverses
    }

    /// The inverse of a property, whichever of the two says so.
    #[must_use]
    pub fn inverse(&self, property: PropertyId) -> Option<PropertyId> {
        self.of.get(&property).copied()
    }

    /// Of a property that is not stored, the inverse that is stored in its stead.
    #[must_use]
    pub fn stored_by(&self, property: PropertyId) -> Option<PropertyId> {
        self.stored_by.get(&property).copied()
    }

    /// A property that is not stored, whose values this one has.
    #[must_use]
    pub fn stored_for(&self, property: PropertyId) -> Option<PropertyId> {
        self.stored_for.get(&property).copied()
    }

    fn store(&mut self, without: PropertyId, by: PropertyId) {
        self.stored_by.entry(without).or_insert(by);
        self.stored_for.entry(by).or_insert(without);
    }
}

/// The properties that keyed classes list, and those in primary keys.
fn listed(models: &Models) -> (FxHashSet<PropertyId>, FxHashSet<PropertyId>) {
    let (mut listed, mut keys) = (FxHashSet::default(), FxHashSet::default());
    for (_, class) in models.classes() {
        if class.key.is_some() {
            listed.extend(class.members.iter().map(|m| m.property));
        }
        keys.extend(class.primary_key.iter().flatten());
    }
    (listed, keys)
}

/// Whether `p` is stored rather than its inverse `q`.
fn wins(models: &Models, keys: &FxHashSet<PropertyId>, p: PropertyId, q: PropertyId) -> bool {
    let (a, b) = (models.property(p), models.property(q));
    let single = |x: &Property| x.max.is_some_and(|max| max <= 1);
    let states = |x: &Property, y| x.inverse_of == Some(y);
    let ranks = [
        (keys.contains(&p), keys.contains(&q)),
        (single(a), single(b)),
        (!states(a, q), !states(b, p)),
        (a.min > 0, b.min > 0),
    ];
    ranks
        .iter()
        .find(|(a, b)| a != b)
        .map_or(a.info.iri < b.info.iri, |(a, _)| *a)
}
