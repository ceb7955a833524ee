//! `denota.ids`: the numbers that targets need for ever.
//!
//! One line per number, `<target> <root> <path…> <number>`, separated by single spaces:
//!
//! ```text
//! iceberg http://e.org/m#Film http://e.org/m#crew key-attribute http://e.org/m#personId 7
//! ```
//!
//! The root is the class at the top of a table; the path leads from it to the element, by
//! the IRIs of properties and by roles: [`ELEMENT`] of a list, [`KEY`] and [`VALUE`] of a
//! map, [`DISCRIMINATOR`], [`KEY_ATTRIBUTE`] before a member of a referenced key, [`LEAF`]
//! before a member of a union. The class that declares a property is not part of it, so a
//! property that moves within a taxonomy keeps its number.
//!
//! - A number is never given twice under a root: lines of removed elements stay, and new
//!   numbers follow the highest ever given.
//! - A term named by another's `upper:replacedBy` takes over its number, once the old one is
//!   not used under that root any more; the line then names the new term.
//! - Lines are sorted, so that branches touch different places; where they do meet, keeping
//!   the lines of both sides is right (`denota.ids merge=union` in `.gitattributes`). Should
//!   both have given one number to different things, [`Ids::parse`] reports it.
//! - `urn:denota:reserved:` with the number stands for a path that is not told: the number
//!   stays given.
//!
//! Lines that begin with `#` are comments, and empty lines mean nothing.

mod join;
mod reserved;

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

/// The element of a list or set.
pub const ELEMENT: &str = "element";
/// The key of a map.
pub const KEY: &str = "key";
/// The value of a map.
pub const VALUE: &str = "value";
/// What tells the class of an instance.
pub const DISCRIMINATOR: &str = "discriminator";
/// Stands before a member of the key of the entity referred to.
pub const KEY_ATTRIBUTE: &str = "key-attribute";
/// Stands before a member of a union.
pub const LEAF: &str = "leaf";

/// The greatest number: above it, Iceberg has reserved ids of its own.
pub const MAX_NUMBER: i32 = 2_147_483_446;

const ROLES: &[&str] = &[ELEMENT, KEY, VALUE, DISCRIMINATOR, KEY_ATTRIBUTE, LEAF];
const HEADER: &str = "# Numbers that schemas keep for ever, written by denota. Merging: keep the lines of both sides.\n";
/// How many combinations of replaced terms along one path are tried.
const MAX_COMBINATIONS: usize = 64;

/// Path, its steps joined by spaces, to number.
type Numbers = BTreeMap<String, i32>;

/// The numbers given so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// By target, then by root.
    targets: BTreeMap<String, BTreeMap<String, Numbers>>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The terms that a term replaces, directly or not.
pub type Former<'a, 'f> = dyn Fn(&str) -> Vec<&'f str> + 'a;

impl Ids {
    /// Whether no number was ever given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Reads a ledger. What is wrong is left out and reported.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut ids = Self::default();
        let mut problems = Vec::new();
        let mut holders: BTreeMap<(&str, &str, i32), &str> = BTreeMap::new();
        let mut kept = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let read = split(line).and_then(|(target, root, path, number)| {
                if reserved::is_reserved(path) {
                    kept.push((target, root, number));
                    return Ok(());
                }
                let holder = *holders.entry((target, root, number)).or_insert(path);
                ids.enter(target, root, path, number, holder)
            });
            if let Err((message, help)) = read {
                problems.push(Problem {
                    line: index + 1,
                    message,
                    help: help.to_owned(),
                });
            }
        }
        for (target, root, number) in kept {
            // Another line may say what it was given to.
            if !holders.contains_key(&(target, root, number)) {
                let numbers = ids.numbers_mut(target, root);
                numbers.insert(reserved::reserved(number), number);
            }
        }
        (ids, problems)
    }

    fn enter(
        &mut self,
        target: &str,
        root: &str,
        path: &str,
        number: i32,
        holder: &str,
    ) -> Result<(), Fault> {
        if holder != path {
            return Err((
                format!("number {number} of `{root}` is already given to `{holder}`"),
                "delete whichever of the two lines no live table uses yet, then run `denota transpile --update-ids`",
            ));
        }
        let numbers = self.numbers_mut(target, root);
        match numbers.get(path) {
            Some(known) if *known != number => Err((
                format!("`{path}` of `{root}` already has number {known}"),
                "keep the line whose number the live table uses, and delete the other",
            )),
            Some(_) => Ok(()),
            None => {
                numbers.insert(path.to_owned(), number);
                Ok(())
            }
        }
    }

    /// The ledger as text, sorted.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = HEADER.to_owned();
        for (target, roots) in &self.targets {
            for (root, numbers) in roots {
                for (path, number) in numbers {
                    text.push_str(&format!("{target} {root} {path} {number}\n"));
                }
            }
        }
        text
    }

    /// The number of a path under a root.
    #[must_use]
    pub fn number(&self, target: &str, root: &str, path: &[&str]) -> Option<i32> {
        self.targets
            .get(target)?
            .get(root)?
            .get(&path.join(" "))
            .copied()
    }

    /// Whether a root has numbers.
    #[must_use]
    pub fn knows(&self, target: &str, root: &str) -> bool {
        self.targets
            .get(target)
            .is_some_and(|roots| roots.contains_key(root))
    }

    /// Numbers for all paths of a root, in their order: those known, those taken over from
    /// replaced terms, and new ones after the highest ever given. `known_as` is the root
    /// under which the ledger knows them: the root itself, or a class that it replaces.
    #[must_use]
    pub fn assign<P: AsRef<[String]>>(
        &self,
        target: &str,
        known_as: &str,
        paths: &[P],
        former: &Former<'_, '_>,
    ) -> Vec<i32> {
        let known = self
            .targets
            .get(target)
            .and_then(|roots| roots.get(known_as));
        let Some(known) = known else {
            return (1..).take(paths.len()).collect();
        };
        let joined: Vec<String> = paths.iter().map(|p| p.as_ref().join(" ")).collect();
        let used: FxHashSet<&str> = joined.iter().map(String::as_str).collect();
        let mut taken = FxHashSet::default();
        let mut next = known
            .values()
            .max()
            .map_or(1, |highest| highest.saturating_add(1));
        let mut assigned = Vec::with_capacity(paths.len());
        for (path, key) in paths.iter().zip(&joined) {
            let number = known.get(key.as_str()).copied().or_else(|| {
                let olds = formerly(path.as_ref(), former);
                let free = olds.into_iter().find(|old| {
                    known.contains_key(old) && !used.contains(old.as_str()) && !taken.contains(old)
                });
                let number = free.as_ref().and_then(|old| known.get(old)).copied();
                taken.extend(free);
                number
            });
            assigned.push(number.unwrap_or_else(|| {
                let number = next;
                next = next.saturating_add(1);
                number
            }));
        }
        assigned
    }

    /// A root with a number past the greatest, which [`Ids::assign`] gives once there is no other.
    #[must_use]
    pub fn past_greatest(&self) -> Option<&str> {
        let mut roots = self.targets.values().flatten();
        let is_past = |numbers: &Numbers| numbers.values().any(|n| *n > MAX_NUMBER);
        roots
            .find(|(_, numbers)| is_past(numbers))
            .map(|(root, _)| root.as_str())
    }

    /// Enters numbers as given by [`Ids::assign`]; a number that another path had is this
    /// path's now, and all lines of `known_as` become the root's.
    pub fn record<'a>(
        &mut self,
        target: &str,
        root: &str,
        known_as: &str,
        entries: impl IntoIterator<Item = (&'a [String], i32)>,
    ) {
        if known_as != root {
            let former = self
                .targets
                .get_mut(target)
                .and_then(|roots| roots.remove(known_as));
            self.numbers_mut(target, root)
                .extend(former.unwrap_or_default());
        }
        let numbers = self.numbers_mut(target, root);
        let mut holders: BTreeMap<i32, String> =
            numbers.iter().map(|(p, n)| (*n, p.clone())).collect();
        for (path, number) in entries {
            let path = path.join(" ");
            if let Some(holder) = holders.insert(number, path.clone()).filter(|h| *h != path) {
                numbers.remove(&holder);
            }
            numbers.insert(path, number);
        }
    }

    fn numbers_mut(&mut self, target: &str, root: &str) -> &mut Numbers {
        self.targets
            .entry(target.to_owned())
            .or_default()
            .entry(root.to_owned())
            .or_default()
    }
}

/// A message and a help line.
type Fault = (String, &'static str);

fn split(line: &str) -> Result<(&str, &str, &str, i32), Fault> {
    const HELP: &str =
        "a line reads `<target> <root> <path…> <number>`; restore it from the file's history";
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|m| line.starts_with(m))
    {
        return Err((
            "a merge left its markers".to_owned(),
            "keep the lines of both sides, and delete the markers",
        ));
    }
    let fault = |message: &str| (message.to_owned(), HELP);
    let (rest, number) = line
        .rsplit_once(' ')
        .ok_or_else(|| fault("the line has no number"))?;
    let mut parts = rest.splitn(3, ' ');
    let (Some(target), Some(root), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(fault("the line has no path"));
    };
    let number = number
        .parse()
        .ok()
        .filter(|n| (1..=MAX_NUMBER).contains(n) && !number.starts_with(['+', '0']))
        .ok_or_else(|| {
            fault(&format!(
                "`{number}` is not a number from 1 to {MAX_NUMBER}"
            ))
        })?;
    if target.is_empty() || target.contains(':') {
        return Err(fault(&format!("`{target}` is not the name of a target")));
    }
    let is_iri = |part: &str| part.contains(':');
    match std::iter::once(root)
        .filter(|r| !is_iri(r))
        .chain(path.split(' ').filter(|p| !is_iri(p) && !ROLES.contains(p)))
        .next()
    {
        Some(wrong) => Err(fault(&format!("`{wrong}` is neither an IRI nor a role"))),
        None => Ok((target, root, path, number)),
    }
}

/// The paths that a path had while the terms that its terms replace were in use, nearest first.
pub(crate) fn formerly(path: &[String], former: &Former<'_, '_>) -> Vec<String> {
    let mut paths = vec![String::new()];
    for step in path {
        let olds = if step.contains(':') {
            former(step)
        } else {
            Vec::new()
        };
        let steps: Vec<&str> = std::iter::once(step.as_str()).chain(olds).collect();
        let combined = paths.iter().flat_map(|p| {
            steps.iter().map(move |s| {
                if p.is_empty() {
                    (*s).to_owned()
                } else {
                    format!("{p} {s}")
                }
            })
        });
        paths = combined.take(MAX_COMBINATIONS).collect();
    }
    paths.into_iter().skip(1).collect()
}
