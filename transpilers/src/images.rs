//! What constructs and datatypes become in each target, for the documentation.
//!
//! Every target answers for every construct by an exhaustive match, so that a new one does
//! not compile until all have an answer. Datatypes are answered by the code that transpiles
//! them.

use std::fmt::Write as _;

use upper::vocabulary::{Kind, Primitive};

use crate::TARGETS;

/// The answers of a target.
#[derive(Clone, Copy, Debug)]
pub struct Images {
    /// What a construct becomes, in a phrase of Markdown.
    pub construct: fn(Construct) -> &'static str,
    /// The type that a built-in datatype becomes, as the target writes it.
    pub datatype: fn(Primitive) -> String,
}

/// What a model can say, as far as it makes a difference to targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    /// A domain model.
    Domain,
    /// A direct class with a key.
    KeyedClass,
    /// A direct class without a key.
    NestedClass,
    /// A sealed class with a key.
    KeyedSealedClass,
    /// A sealed class without a key.
    NestedSealedClass,
    /// A trait.
    Trait,
    /// A qualified class.
    QualifiedClass,
    /// A singleton.
    Singleton,
    /// A union.
    Union,
    /// An enumeration and its values.
    Enumeration,
    /// A list class.
    List,
    /// A property with many values.
    Set,
    /// An extension.
    Extension,
    /// A refinement.
    Refinement,
    /// A relationship to a keyed class.
    Reference,
    /// An inverse pair of relationships.
    Inverse,
    /// A connected node.
    ConnectedNode,
    /// Any property.
    AnyProperty,
    /// A primary key.
    PrimaryKey,
    /// A unique key.
    UniqueKey,
    /// A default value.
    Default,
    /// A custom datatype and its facets.
    CustomDatatype,
    /// A deprecation.
    Deprecation,
    /// Labels, descriptions and comments.
    Texts,
}

impl Construct {
    /// All, in the order of the table.
    pub const ALL: &[Self] = &[
        Self::Domain,
        Self::KeyedClass,
        Self::NestedClass,
        Self::KeyedSealedClass,
        Self::NestedSealedClass,
        Self::Trait,
        Self::QualifiedClass,
        Self::Singleton,
        Self::Union,
        Self::Enumeration,
        Self::List,
        Self::Set,
        Self::Extension,
        Self::Refinement,
        Self::Reference,
        Self::Inverse,
        Self::ConnectedNode,
        Self::AnyProperty,
        Self::PrimaryKey,
        Self::UniqueKey,
        Self::Default,
        Self::CustomDatatype,
        Self::Deprecation,
        Self::Texts,
    ];

    /// The constructs that a kind of term stands for; exhaustive, so that a new kind in
    /// Upper asks for its row.
    #[must_use]
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::DomainModel => &[Self::Domain, Self::Texts, Self::Deprecation],
            Kind::DirectClass => &[
                Self::KeyedClass,
                Self::NestedClass,
                Self::PrimaryKey,
                Self::UniqueKey,
            ],
            Kind::SealedClass => &[Self::KeyedSealedClass, Self::NestedSealedClass],
            Kind::Trait => &[Self::Trait],
            Kind::Singleton => &[Self::Singleton],
            Kind::Extension => &[Self::Extension],
            Kind::QualifiedClass | Kind::Condition => &[Self::QualifiedClass],
            Kind::Union => &[Self::Union],
            Kind::List => &[Self::List],
            Kind::Enumeration | Kind::EnumValue => &[Self::Enumeration],
            Kind::Attribute => &[Self::Set, Self::Default],
            Kind::Relationship => &[Self::Reference, Self::Set, Self::Inverse],
            Kind::ConnectedNode => &[Self::ConnectedNode],
            Kind::AnyProperty => &[Self::AnyProperty],
            Kind::Refinement => &[Self::Refinement],
            Kind::CustomDatatype => &[Self::CustomDatatype],
        }
    }

    /// What the table calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain model",
            Self::KeyedClass => "keyed class",
            Self::NestedClass => "nested class",
            Self::KeyedSealedClass => "sealed class, keyed",
            Self::NestedSealedClass => "sealed class, nested",
            Self::Trait => "trait",
            Self::QualifiedClass => "qualified class",
            Self::Singleton => "singleton",
            Self::Union => "union",
            Self::Enumeration => "enumeration",
            Self::List => "list",
            Self::Set => "several values (a set)",
            Self::Extension => "extension",
            Self::Refinement => "refinement",
            Self::Reference => "relationship to a keyed class",
            Self::Inverse => "inverse pair",
            Self::ConnectedNode => "connected node",
            Self::AnyProperty => "any property",
            Self::PrimaryKey => "primary key",
            Self::UniqueKey => "unique key",
            Self::Default => "default value",
            Self::CustomDatatype => "custom datatype, facets",
            Self::Deprecation => "deprecation",
            Self::Texts => "label, description, comment",
        }
    }
}

/// The page `docs/reference/targets.md`.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# Targets\n\n<!-- Derived from the targets' code; a test derives it again and compares. -->\n\n\
         What each construct and each datatype of [Upper](upper.md) becomes in each target. A target answers for all of \
         them. What it cannot express stays representable: the rule goes into metadata (a directive, a property), and the \
         loss ledger, `<domain>.losses.json` beside the artifacts, has an entry that names the term, the element and what \
         is lost.\n\n",
    );
    targets(&mut out);
    table(
        &mut out,
        "Constructs",
        "construct",
        Construct::ALL.iter().map(|c| (c.name().to_owned(), *c)),
        |images, c| (images.construct)(c).to_owned(),
    );
    let datatypes = Primitive::ALL.iter().map(|p| (datatype_name(*p), *p));
    table(&mut out, "Datatypes", "datatype", datatypes, |images, p| {
        format!("`{}`", (images.datatype)(p))
    });
    out.push_str(
        "\nA value that the type cannot hold (an integer beyond 64 bits, a decimal with more digits, a time finer than a \
         microsecond) is rejected when it is loaded; the ledger names the bound.\n",
    );
    out
}

fn targets(out: &mut String) {
    out.push_str("## The targets\n\n| target | makes | version | options (default first) |\n| --- | --- | --- | --- |\n");
    for target in TARGETS {
        let options: Vec<String> = target
            .options
            .iter()
            .map(|o| {
                let values: Vec<String> = o
                    .values
                    .iter()
                    .map(|v| format!("`-o {}={v}`", o.key))
                    .collect();
                format!("{}: {}", values.join(", "), o.summary)
            })
            .collect();
        let options = if options.is_empty() {
            "none".to_owned()
        } else {
            options.join("; ")
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {options} |",
            target.name, target.summary, target.version
        );
    }
}

fn table<T: Copy>(
    out: &mut String,
    title: &str,
    first: &str,
    rows: impl Iterator<Item = (String, T)>,
    image: impl Fn(&Images, T) -> String,
) {
    let names: Vec<&str> = TARGETS.iter().map(|t| t.name).collect();
    let _ = write!(
        out,
        "\n## {title}\n\n| {first} | {} |\n|{}\n",
        names.join(" | "),
        " --- |".repeat(names.len() + 1)
    );
    for (name, row) in rows {
        let cells: Vec<String> = TARGETS.iter().map(|t| image(&t.images, row)).collect();
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
    }
}

fn datatype_name(primitive: Primitive) -> String {
    let iri = upper::vocabulary::iri(primitive.term()).unwrap_or_default();
    let (namespace, local) = iri.rsplit_once('#').unwrap_or(("", iri));
    let prefix = match namespace.rsplit('/').next().unwrap_or_default() {
        "22-rdf-syntax-ns" => "rdf",
        "rdf-schema" => "rdfs",
        "XMLSchema" => "xsd",
        own => own,
    };
    format!("[`{prefix}:{local}`](upper.md#datatype-{local})")
}
