//! Iceberg: one table per keyed taxonomy, extension and singleton, of format version 2.
//!
//! [`tables`] makes the plan, [`table::Table`]; the artifact, the representation,
//! provisioning and loading all read that. What a table cannot enforce is in its
//! properties, under keys by the names that lead to a column, since field ids change when a
//! catalog creates the table (`<column>` below; `epithet.value` for the values of a map):
//!
//! | property | value |
//! | --- | --- |
//! | `comment` | the documentation of the class |
//! | `denota.term`, `denota.term.<column>` | the IRI of the term that it stands for |
//! | `denota.class.<name>` | the IRI of the class that the discriminator calls so |
//! | `denota.primary-key` | the columns of the key, in its order |
//! | `denota.unique-key.<columns>` | the IRI of the class that declares it |
//! | `denota.foreign-key.<columns>` | `<namespace>.<table>(<columns>)` |
//! | `denota.inverse.<property>` | the IRI of the inverse that has the column instead |
//! | `denota.values.<column>` | the names of an enumeration, or of a discriminator's classes |
//! | `denota.default.<column>` | the default value |
//! | `denota.required.<property>` | the leaves of a taxonomy of which it is required |
//! | `denota.refinement.<leaf>.<property>` | how a leaf narrows a property |
//! | `denota.qualified.<class>` | the filter of a qualified class, in SQL |
//! | `denota.extends`, `denota.singleton` | what sort of table it is |
//!
//! Provisioning adds what a live table must remember: `denota.columns` (which field id stands
//! for which path of terms), `denota.limits` (what the values of each field may be), and
//! `denota.retired` on a table whose class the model has no longer.
//!
//! Tables are sorted by their key, so that an upsert reads few files; they are partitioned
//! only where the key has a date or an instant (`number.rs` says why).

mod columns;
mod describe;
mod facts;
mod images;
pub mod json;
mod json_text;
mod keys;
pub mod leaf;
pub mod limits;
mod names;
mod nested;
mod notes;
mod number;
mod plan;
mod qualified;
pub mod represent;
pub mod table;
mod types;

use upper::model::{DomainId, DomainModel, Models, Valid};
use upper::vocabulary;

pub use names::names;
pub use number::record;
pub use plan::tables;
pub use types::primitive;

use crate::output::{self, Artifact, Loss, Output};
use crate::representation::Representation;
use crate::target::{Settings, Target};

/// The target `iceberg`.
pub const TARGET: Target = Target {
    name: "iceberg",
    summary: "Apache Iceberg tables: schema, identifier fields, partitioning, order and properties",
    version: "format version 2",
    options: &[],
    images: images::IMAGES,
    system: vocabulary::iceberg::NS,
    transpile,
    names,
    shared: &[],
};

fn transpile(model: &Valid<DomainModel>, settings: &Settings) -> Output {
    let (models, domain) = (model.models(), model.domain());
    let planner = plan::Planner::new(models, model.id(), &settings.ids);
    let graph = Representation::new(&domain.info.iri, TARGET.name, TARGET.system);
    let mut describe = represent::Describe::begin(models, model.id(), graph, None);
    let mut output = Output::default();
    for class in &domain.classes {
        let Some(mut table) = planner.table(*class) else {
            continue;
        };
        output.artifacts.push(Artifact {
            path: format!(
                "{}/{}.json",
                domain.info.name,
                models.class(*class).info.name
            ),
            text: json::artifact(&table),
        });
        describe.table(&table);
        output.losses.append(&mut table.losses);
    }
    output
        .losses
        .extend(qualified::unplaced(models, model.id()));
    let space = &domain.info.name;
    output
        .losses
        .extend(output::texts(models, model.id(), space));
    output
        .losses
        .extend(deprecations(models, model.id(), space));
    output.representation = describe.finish();
    output
}

fn deprecations(models: &Models, domain: DomainId, element: &str) -> Vec<Loss> {
    let message = "that it is deprecated, and for what, is said in no table";
    let deprecated = output::terms(models, domain).into_iter();
    let deprecated = deprecated.filter(|info| info.deprecated.is_some());
    deprecated
        .map(|info| output::loss(info, element, "deprecation", message))
        .collect()
}
