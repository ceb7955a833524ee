//! What is said of a table as a whole, in its properties and losses.

use std::collections::BTreeSet;

use upper::model::{ClassId, Models, PropertyId, TermRef};

use super::notes::is_documented;
use super::table::{Column, Table, TableKind};
use crate::output::Loss;

/// The names of the columns of a property.
pub(super) fn columns_of<'a>(
    models: &Models,
    table: &'a Table,
    property: PropertyId,
) -> impl Iterator<Item = &'a Column> {
    let iri = models.property(property).info.iri.clone();
    table
        .columns
        .iter()
        .filter(move |c| c.path.first() == Some(&iri))
}

/// Fills in the properties and losses of a table whose columns are there.
pub(super) fn describe(models: &Models, table: &mut Table, key: &[usize]) {
    let class = models.class(table.root);
    let mut said: Vec<(String, String)> = vec![("denota.term".to_owned(), class.info.iri.clone())];
    said.extend(table.doc.clone().map(|doc| ("comment".to_owned(), doc)));
    match table.kind {
        TableKind::Keyed => {}
        TableKind::Extension { of } => {
            let extended = &models.class(of).info;
            said.push(("denota.extends".to_owned(), extended.iri.clone()));
            let message = format!(
                "that its rows are of instances of `{}` is not checked",
                extended.name
            );
            lose(table, &class.info.iri, "extension", &message);
        }
        TableKind::Singleton => {
            said.push(("denota.singleton".to_owned(), "true".to_owned()));
            lose(
                table,
                &class.info.iri,
                "singleton",
                "that there is one row is seen to by `load`, not by the table",
            );
        }
    }
    if !key.is_empty() {
        let names: Vec<&str> = key
            .iter()
            .filter_map(|at| table.columns.get(*at))
            .map(|c| c.name.as_str())
            .collect();
        said.push(("denota.primary-key".to_owned(), names.join(",")));
        lose(
            table,
            &class.info.iri,
            "primary key",
            "identifier fields name the key; that it is unique is seen to by `load`'s upserts",
        );
    }
    if table.leaves.len() > 1 {
        for leaf in &table.leaves {
            said.push((
                format!("denota.class.{}", leaf.name),
                models.class(leaf.class).info.iri.clone(),
            ));
        }
        lose(
            table,
            &class.info.iri,
            "sealed class",
            "that a row fills only the columns of its class is checked by `load`, not by the table",
        );
    }
    for inverse in &table.inverses {
        let (info, by) = (
            &models.property(inverse.property).info,
            &models.property(inverse.stored_by).info,
        );
        said.push((format!("denota.inverse.{}", info.name), by.iri.clone()));
    }
    unique_keys(models, table, &mut said);
    table.properties.extend(said);
    below(models, table);
}

/// The texts of the classes below the root, for which a table has no place.
fn below(models: &Models, table: &mut Table) {
    for iri in table.below.clone() {
        let Some(TermRef::Class(id)) = models.term_by_iri(&iri) else {
            continue;
        };
        let info = &models.class(id).info;
        if is_documented(info) {
            let message = format!(
                "the comment is that of `{}`: the documentation of the classes below it is left out",
                models.class(table.root).info.name
            );
            lose(table, &iri, "texts", &message);
        }
    }
}

/// The unique keys of the root, its ancestors and descendants, each once.
fn unique_keys(models: &Models, table: &mut Table, said: &mut Vec<(String, String)>) {
    let mut classes: BTreeSet<ClassId> = models.ancestors(table.root).collect();
    for leaf in &table.leaves {
        classes.extend(models.ancestors(leaf.class));
    }
    for id in classes {
        let class = models.class(id);
        for key in &class.unique_keys {
            let columns = key
                .iter()
                .flat_map(|p| columns_of(models, table, *p))
                .map(|c| c.name.as_str());
            let columns = columns.collect::<Vec<_>>().join(",");
            said.push((
                format!("denota.unique-key.{columns}"),
                class.info.iri.clone(),
            ));
            lose(
                table,
                &class.info.iri,
                "unique key",
                &format!("that `{columns}` identify one row is not checked"),
            );
        }
    }
}

/// Adds a loss of the table itself.
pub(super) fn lose(table: &mut Table, term: &str, construct: &'static str, message: &str) {
    table.losses.push(Loss {
        term: term.to_owned(),
        element: table.name.clone(),
        construct,
        message: message.to_owned(),
    });
}
