//! Which live table is whose: the one that says that its rows are of the class, or of one
//! that the class replaces, whatever its name. So what is renamed takes its rows along, and
//! what would leave rows behind is seen.

use std::collections::HashSet;

use iceberg::TableIdent;
use transpilers::iceberg::table::{DISCRIMINATOR, Table};

use super::evolve::{Live, ident};
use super::plan::{Refusal, namespaces};
use crate::catalog::{Connection, ContainerKind, display, in_sql};
use crate::error::Result;

/// The property of a table whose class the model has no longer.
pub(crate) const RETIRED: &str = "denota.retired";

/// A table that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rename {
    pub(crate) from: TableIdent,
    pub(crate) to: TableIdent,
}

/// A table whose class the model has no longer.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) ident: TableIdent,
    /// Why it is not one of the planned tables, where it may be thought so.
    pub(crate) note: Option<String>,
}

/// The live tables of planned ones.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// For each planned table, in their order, the live one; `None` is to be made.
    pub(crate) live: Vec<Option<Live>>,
    /// In an order in which each name is free.
    pub(crate) renames: Vec<Rename>,
    /// Tables of classes that the model has no longer, which do not yet say so.
    pub(crate) left: Vec<Left>,
    pub(crate) refusals: Vec<Refusal>,
}

/// Looks for the live tables of planned ones, which are all that these domains have.
pub(crate) async fn find(
    connection: &Connection,
    domains: &[&str],
    planned: &[Table],
) -> Result<Found> {
    let mut here = namespaces(planned);
    here.extend(
        domains
            .iter()
            .filter(|d| planned.iter().all(|t| t.namespace != **d)),
    );
    let mut all = Vec::new();
    for namespace in &here {
        all.extend(tables(connection, namespace).await?);
    }
    let mut chosen = choose(planned, &all);
    let embedded = matches!(connection.container.kind, ContainerKind::Embedded { .. });
    // A domain may have another name by now. Of catalogs that are shared with others, only
    // the namespaces at hand are read.
    if embedded && chosen.contains(&None) {
        for namespace in connection.namespaces().await? {
            if !here.contains(&namespace.as_str()) {
                all.extend(tables(connection, &namespace).await?);
            }
        }
        chosen = choose(planned, &all);
    }
    Ok(settle(planned, &here, &all, &chosen))
}

async fn tables(connection: &Connection, namespace: &str) -> Result<Vec<Live>> {
    let mut tables = Vec::new();
    for ident in connection.tables(namespace).await? {
        tables.extend(Live::read(connection, &ident).await?);
    }
    Ok(tables)
}

/// The live table of each planned one, by its place.
fn choose(planned: &[Table], all: &[Live]) -> Vec<Option<usize>> {
    let roots: HashSet<&str> = planned.iter().map(|t| t.root_iri.as_str()).collect();
    planned.iter().map(|t| choice(t, all, &roots)).collect()
}

fn choice(planned: &Table, all: &[Live], roots: &HashSet<&str>) -> Option<usize> {
    let name = ident(planned);
    let named = |live: &Live| *live.ident() == name;
    let old = planned.formerly.iter().map(String::as_str);
    // A class that has a table of its own keeps it, replaced or not.
    let old = old.filter(|term| !roots.contains(term));
    let mut terms = std::iter::once(planned.root_iri.as_str()).chain(old);
    let of = |term: &str| {
        let is = |live: &Live| live.term() == Some(term);
        let here = all.iter().position(|live| is(live) && named(live));
        here.or_else(|| all.iter().position(is))
    };
    let nobodys = |live: &Live| named(live) && live.term().is_none();
    terms.find_map(of).or_else(|| all.iter().position(nobodys))
}

fn settle(planned: &[Table], here: &[&str], all: &[Live], chosen: &[Option<usize>]) -> Found {
    let mut found = Found::default();
    let mut moving = Vec::new();
    for (table, live) in planned.iter().zip(chosen) {
        let live = live.and_then(|at| all.get(at));
        let renamed = live.filter(|live| *live.ident() != ident(table));
        moving.extend(renamed.map(|live| Rename {
            from: live.ident().clone(),
            to: ident(table),
        }));
    }
    let stays = |live: &&Live| moving.iter().all(|r| r.from != *live.ident());
    for (table, live) in planned.iter().zip(chosen) {
        let chosen = live.and_then(|at| all.get(at));
        let name = ident(table);
        let there = || all.iter().filter(stays).find(|live| *live.ident() == name);
        found.live.push(chosen.or_else(there).cloned());
    }
    let rest = all.iter().enumerate();
    let rest = rest.filter(|(at, _)| !chosen.contains(&Some(*at)));
    for (_, live) in rest {
        leave(planned, here, live, &mut found);
    }
    in_order(moving, all, &mut found);
    found
}

/// A table that no planned one is.
fn leave(planned: &[Table], here: &[&str], live: &Live, found: &mut Found) {
    let Some(term) = live.term() else { return };
    let named = |t: &Table| ident(t) == *live.ident() || t.root_iri == term;
    let namespace = live.ident().namespace().join(".");
    if !here.contains(&namespace.as_str()) || planned.iter().any(named) {
        return;
    }
    let moved = planned.iter().find(|t| takes_rows(t, term, live));
    match moved.filter(|_| live.rows) {
        Some(table) => found.refusals.push(rows_elsewhere(table, live)),
        None if live.property(RETIRED).is_none() => found.left.push(Left {
            note: not_renamed(planned, live, term, &found.live),
            ident: live.ident().clone(),
        }),
        None => {}
    }
}

/// Why a table is not renamed, where a planned one is of what replaces its class, or is new
/// and much like it.
fn not_renamed(
    planned: &[Table],
    live: &Live,
    term: &str,
    chosen: &[Option<Live>],
) -> Option<String> {
    let from = display(live.ident());
    if let Some(table) = planned
        .iter()
        .find(|t| t.formerly.iter().any(|f| f == term))
    {
        return Some(format!(
            "table `{}` exists already, so `{from}` is not renamed to it: its rows stay in `{from}`",
            display(&ident(table))
        ));
    }
    let mut new = planned.iter().zip(chosen).filter(|(_, c)| c.is_none());
    let (table, _) = new.find(|(t, _)| live.rows && alike(t, live) && may_be_renamed(t, live))?;
    Some(format!(
        "where `{}` is the same class under a new term, keep the old term in the model, without its key, with `<{term}> upper:replacedBy <{}>`: the table is then renamed, with its rows",
        display(&ident(table)),
        table.root_iri
    ))
}

/// Whether a live table can become a planned one: one of a single class never holds a taxonomy.
fn may_be_renamed(planned: &Table, live: &Live) -> bool {
    let is_kind = |name: &str| name == DISCRIMINATOR;
    let schema = live.metadata().current_schema();
    let has = schema.as_struct().fields().iter().any(|f| is_kind(&f.name));
    has == planned.columns.iter().any(|c| is_kind(&c.name))
}

/// Whether most columns of a live table are columns of a planned one beside it.
fn alike(planned: &Table, live: &Live) -> bool {
    let fields = live.metadata().current_schema().as_struct().fields();
    let is_planned = |name: &str| planned.columns.iter().any(|c| c.name == name);
    let shared = fields.iter().filter(|f| is_planned(&f.name)).count();
    live.ident().namespace() == ident(planned).namespace() && shared * 2 > fields.len()
}

/// What to know of a new table whose class replaces one that still has a table.
pub(super) fn beside(new: &Table, planned: &[Table], live: &[Option<Live>]) -> Option<String> {
    let mut there = planned.iter().zip(live).filter(|(_, l)| l.is_some());
    let (old, _) = there.find(|(t, _)| new.formerly.contains(&t.root_iri))?;
    Some(format!(
        "rows stay in `{}`, whose class it replaces: to rename that table instead, provision once the old class has no key",
        display(&ident(old))
    ))
}

/// Whether rows that are in a live table would be looked for in a planned one.
fn takes_rows(planned: &Table, term: &str, live: &Live) -> bool {
    let class =
        |(key, of): (&String, &String)| key.starts_with("denota.class.") && *of == planned.root_iri;
    planned.below.iter().any(|below| below == term)
        || live.metadata().properties().iter().any(class)
}

fn rows_elsewhere(planned: &Table, live: &Live) -> Refusal {
    let (from, to) = (display(live.ident()), display(&ident(planned)));
    Refusal {
        reason: format!(
            "the class would be moved to the table `{to}`, and its rows, which are here, would not"
        ),
        help: format!(
            "leave the class as it is, and give `{to}` a class with a term of its own in its stead, without `upper:replacedBy`; `denota query --sql 'SELECT * FROM {}'` has the rows to load into that",
            in_sql(live.ident())
        ),
        on: from,
    }
}

/// Orders what is renamed so that no name is taken when its turn comes.
fn in_order(mut waiting: Vec<Rename>, all: &[Live], found: &mut Found) {
    let mut taken: HashSet<&TableIdent> = all.iter().map(Live::ident).collect();
    let mut ordered: Vec<Rename> = Vec::new();
    while let Some(next) = waiting.iter().position(|r| !taken.contains(&r.to)) {
        let rename = waiting.remove(next);
        taken.remove(&rename.from);
        ordered.push(rename);
    }
    found.renames = ordered;
    found.refusals.extend(waiting.iter().map(name_taken));
}

fn name_taken(rename: &Rename) -> Refusal {
    let to = display(&rename.to);
    Refusal {
        on: display(&rename.from),
        reason: format!("the table would be renamed to `{to}`, and there is a table of that name"),
        help: "give the class another `upper:name`; where two change names, let one of them have a third name first"
            .to_owned(),
    }
}
