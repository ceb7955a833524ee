//! The Avro target: a schema file for every keyed class, extension and singleton.
//!
//! - `<domain>/<Class>.avsc` is self-contained: nested types stand where they are first
//!   used, and by name afterwards. The namespace is the domain.
//! - A sealed keyed class, at whatever level, has a file that is the union of the records
//!   of its concrete descendants, each of which has a file too. So has a qualified class
//!   of one; any other qualified class is a record of its own.
//! - A reference is the key of its target: the bare value where one attribute is the key,
//!   else a record `<domain>.key.<Class>`. In a union of references every branch is such
//!   a record, named after its leaf.
//! - Enums have no default symbol: a reader that takes an unknown value for another would
//!   be wrong in silence.
//! - An alias appears once its name is free: in a record that no longer has the replaced
//!   property, in a file that does not define the replaced class.

mod build;
mod default;
mod facets;
mod images;
mod losses;
mod name;
mod print;
mod record;
mod represent;
pub mod resolution;
mod scalar;
mod schema;
mod value;

use upper::model::{DomainModel, Valid};
use upper::vocabulary::avro;

use crate::output::{self, Artifact, Loss, Output};
use crate::target::{Settings, Target};
use schema::Schemas;

/// Avro schemas.
pub const TARGET: Target = Target {
    name: "avro",
    summary: "Avro schemas, one self-contained file per keyed class",
    version: "Avro 1.12",
    options: &[],
    images: images::IMAGES,
    system: avro::NS,
    transpile,
    names: name::names,
    shared: &[],
};

/// A name as the schemas spell it: the last part of a record's full name for a class, the
/// first for a domain.
#[must_use]
pub fn name(of: &str) -> String {
    name::avro_name(of)
}

fn transpile(model: &Valid<DomainModel>, _: &Settings) -> Output {
    let (schemas, mut losses) = build::build(model.models(), model.id());
    let folder = &model.domain().info.name;
    let mut printer = print::Printer::new(&schemas);
    let artifacts = schemas
        .documents
        .iter()
        .map(|document| Artifact {
            path: format!("{folder}/{}.avsc", document.name),
            text: printer.print(document),
        })
        .collect();
    losses.extend(too_deep(&schemas, &printer.too_deep));
    let space = name::namespace(model.models(), model.id());
    losses.extend(output::texts(model.models(), model.id(), &space));
    Output {
        artifacts,
        representation: represent::represent(model, &schemas),
        losses,
    }
}

fn too_deep<'s>(
    schemas: &'s Schemas<'_>,
    ids: &'s [schema::TypeId],
) -> impl Iterator<Item = Loss> + 's {
    ids.iter()
        .filter_map(|id| schemas.types.get(*id))
        .map(|named| Loss {
            term: named.term.to_owned(),
            element: named.full_name(),
            construct: "nesting",
            message: "nested too deep to be defined in place: a string, to hold the value as JSON"
                .to_owned(),
        })
}
