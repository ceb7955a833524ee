//! The names that the target gives, for the rule that finds clashes.

use upper::model::{DomainId, Models, TermRef};

use super::plan::Planner;
use super::table::{Column, Origin};
use crate::ids::Ids;
use crate::naming::{Naming, ScopedName};

/// The names of tables, columns and fields of structs. The style of naming is for targets
/// with one scope for all; here the namespace is the domain.
#[must_use]
pub fn names(models: &Models, domain: DomainId, _naming: Naming) -> Vec<ScopedName> {
    let mut names = Vec::new();
    let ids = Ids::default();
    let planner = Planner::new(models, domain, &ids);
    for table in models
        .domain(domain)
        .classes
        .iter()
        .filter_map(|class| planner.outline(*class))
    {
        let scope = format!("namespace {}", table.namespace);
        names.push(ScopedName {
            scope,
            name: table.name.clone(),
            term: TermRef::Class(table.root),
        });
        table.visit(&mut |path, column| {
            if let (Some(term), Some((name, above))) = (term_of(models, column), path.split_last())
            {
                let mut scope = format!("table {}", table.name);
                for name in above {
                    scope.push('.');
                    scope.push_str(name);
                }
                names.push(ScopedName {
                    scope,
                    name: (*name).to_owned(),
                    term,
                });
            }
        });
    }
    names
}

/// The term that a field is named after; none for elements, keys, values, discriminators.
fn term_of(models: &Models, column: &Column) -> Option<TermRef> {
    match &column.origin {
        Origin::Property { .. }
        | Origin::Reference { .. }
        | Origin::Key { .. }
        | Origin::Leaf(_) => models.term_by_iri(&column.term),
        Origin::Discriminator(_)
        | Origin::Element
        | Origin::KeyElement { .. }
        | Origin::MapKey
        | Origin::MapValue => None,
    }
}
