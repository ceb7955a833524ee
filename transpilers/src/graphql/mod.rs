//! GraphQL: a federated subgraph per domain, or a plain schema that stands alone.
//!
//! How constructs become definitions, beyond the table in the guide:
//!
//! - **Qualified class.** Its members are members of the class that it qualifies, whose
//!   `__typename` they keep, so that it has no type of its own. It is a field of `Query`
//!   that lists them (where the class has a key), a directive `@udaQualified` with the
//!   conditions on the type, and the same directive on every field that refers to it.
//! - **Sealed class.** An interface; a union where it has no fields. Intermediate sealed
//!   classes are interfaces that implement those above them.
//! - **Extension.** Fields on the entity's own type, under the name that its owner's
//!   subgraph gives it. They are nullable, since the entity need not have a row of the
//!   extension. Of a sealed class it is an `@interfaceObject`, repeated for the sealed
//!   classes below it, because their interfaces must have the fields too; where the
//!   subgraph also needs a leaf of that class, which `@interfaceObject` forbids, the
//!   interface and its leaves are repeated instead.
//! - **Types of other domains.** Entities are stubs with the key alone. Whatever has no
//!   key is repeated whole, which is why all object types without a key are `@shareable`.
//! - **Keys through references** select the nested key, `a { b }`. Federation forbids that
//!   where the reference is to an interface; there the key's attributes stand beside the
//!   reference as fields of their own, `a_b`.
//! - **Refinements** narrow a field where GraphQL's covariance allows it. Otherwise the
//!   field keeps the type that its interface has, `@udaConstraint` states the rest, and the
//!   ledger says so.
//! - **Traits** that contradict one another, or the key of a class that has them, are not all
//!   implemented by it. [`agreement`] has the rule: it is the same for every document.

mod agreement;
pub mod api;
mod builder;
mod classes;
mod conditions;
mod describe;
mod directives;
mod fields;
mod foreign;
mod header;
mod images;
mod interfaces;
mod keys;
mod losses;
mod names;
mod print;
mod query;
mod scope;
mod shared;
mod types;

use upper::model::{DomainModel, Valid};
use upper::vocabulary;

pub use names::names;

use crate::naming::Naming;
use crate::output::{Artifact, Output};
use crate::target::{OptionSpec, Settings, Target};
use builder::Builder;

/// The target.
pub const TARGET: Target = Target {
    name: "graphql",
    summary: "GraphQL: a subgraph of a federation, or a plain schema",
    version: "GraphQL October 2021, Federation v2.3",
    options: &[FEDERATION],
    images: images::IMAGES,
    system: vocabulary::graphql::NS,
    transpile,
    names,
    shared: names::SHARED,
};

const FEDERATION: OptionSpec = OptionSpec {
    key: "federation",
    values: &["v2.3", "none"],
    summary: "a subgraph of Apollo Federation, or `none` for a plain schema that declares its own directives",
};

fn transpile(model: &Valid<DomainModel>, settings: &Settings) -> Output {
    let federation = settings.option(&FEDERATION) != "none";
    let own = [model.id()];
    let built = Builder::new(model.models(), &own, settings.naming, federation).build();
    let path = format!("{}.graphqls", model.domain().info.name);
    Output {
        representation: describe::describe(&built, model.models(), model.domain(), &path),
        artifacts: vec![Artifact {
            path,
            text: print::print(&built.document),
        }],
        losses: built.losses,
    }
}

/// One document for several models of one run, for whoever serves them together: the classes
/// of each are whole, so that none is a stub. Their types come in the order of the models.
#[must_use]
pub fn together(
    models: &[Valid<DomainModel>],
    naming: Naming,
    federation: bool,
) -> apollo_compiler::ast::Document {
    let Some(first) = models.first() else {
        return apollo_compiler::ast::Document::new();
    };
    let domains: Vec<_> = models.iter().map(|model| model.id()).collect();
    let built = Builder::new(first.models(), &domains, naming, federation).build();
    built.document
}

#[cfg(test)]
mod tests {
    use upper::check::{Options, check};
    use upper::source::{Input, Syntax};

    use super::builder::Builder;
    use crate::naming::Naming;

    /// Upper and the system domains are models too, with constructs that no others may use.
    #[test]
    fn upper_and_the_system_domains_have_schemas() {
        let names = ["graph", "graphql", "avro", "iceberg", "mapping"];
        let imports =
            names.map(|name| format!("owl:imports <https://w3id.org/denota/{name}#> ;\n"));
        let text = format!(
            "@prefix upper: <https://w3id.org/denota/upper#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
             <http://e.org/d#> a upper:DomainModel ; {} upper:domain \"d\" .\n",
            imports.concat()
        );
        let input = Input {
            path: "d.ttl".to_owned(),
            bytes: text.into_bytes(),
            syntax: Syntax::Turtle,
        };
        let checked = check(vec![input], &Options::default());
        for name in names.into_iter().chain(["upper"]) {
            let domain = checked.models.domain_by_name(name);
            assert!(domain.is_some(), "{name}");
            let Some(domain) = domain else { continue };
            let own = [domain];
            let built = Builder::new(&checked.models, &own, Naming::Prefixed, false).build();
            let text = built.document.to_string();
            let valid = apollo_compiler::Schema::parse_and_validate(&text, "schema.graphqls");
            assert!(
                valid.is_ok(),
                "{name}: {}",
                valid.map_or_else(|e| e.to_string(), |_| String::new())
            );
        }
    }
}
