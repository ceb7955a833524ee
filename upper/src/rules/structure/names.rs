//! Names that two things share.

use rustc_hash::FxHashMap;

use super::error;
use crate::finding::{Finding, Place};
use crate::model::{DomainId, TermInfo};
use crate::rules::index::common_name;
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const SAME_NAME: Rule = error(
    "U0100",
    "same-name",
    "two terms of one model have the same name",
    "Targets name types, fields and tables after a term's `upper:name`, or where there is none after what follows the namespace in its IRI. Classes, enumerations and datatypes share one set of names, properties another; within each, a name stands for one term. Give one of the two another `upper:name`.",
    same_name,
);

pub(super) const SAME_DOMAIN_NAME: Rule = error(
    "U0101",
    "same-domain-name",
    "two models have the same short name",
    "The short name of a model is the prefix or namespace of its terms in every target, so two models with one name, or with names that differ in capitals or hyphens alone, would mix their types and tables. Give one of the models another `upper:domain`.",
    same_domain_name,
);

/// How long a name may be, in bytes: with an underscore before each letter and an extension it
/// is still the name of a file, and shorter than the 255 bytes that catalogs take.
const LONGEST: usize = 120;

pub(super) const LONG_NAME: Rule = error(
    "U0106",
    "long-name",
    "a name is too long for the names of files, tables and types",
    "Targets name files, tables, columns and types after terms, and file systems and catalogs take names of 255 bytes at most, of which separators, extensions and the names of other terms have their part. A name has 120 bytes at most. Give the term a shorter `upper:name`, and say the rest in its label.",
    long_name,
);

fn long_name(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let model = &ctx.models.domain(domain).info;
    let classes = ctx.classes(domain).map(|(_, c)| &c.info);
    let datatypes = ctx.datatypes(domain).map(|(_, d)| &d.info);
    let properties = ctx.properties(domain).map(|(_, p)| &p.info);
    let terms = classes.chain(datatypes).chain(properties);
    let terms = terms.map(|info| (info, name_place(ctx, info), "upper:name"));
    let model = (
        model,
        ctx.place_of_value(model, upper::DOMAIN),
        "upper:domain",
    );
    for (info, place, by) in std::iter::once(model).chain(terms) {
        if info.name.len() > LONGEST {
            let message = format!(
                "the name of {} has {} bytes, more than {LONGEST}",
                ctx.show(info),
                info.name.len()
            );
            out.push(ctx.finding(info, place, message, format!("give it a shorter `{by}`")));
        }
    }
}

fn same_name(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let classes = ctx.classes(domain).map(|(_, c)| &c.info);
    let datatypes = ctx.datatypes(domain).map(|(_, d)| &d.info);
    clashes(ctx, domain, classes.chain(datatypes), out);
    clashes(
        ctx,
        domain,
        ctx.properties(domain).map(|(_, p)| &p.info),
        out,
    );
}

fn clashes<'a>(
    ctx: &Context<'_>,
    domain: DomainId,
    terms: impl Iterator<Item = &'a TermInfo>,
    out: &mut Vec<Finding>,
) {
    let namespace = &ctx.models.domain(domain).info.iri;
    let mut first: FxHashMap<&str, &TermInfo> = FxHashMap::default();
    for info in terms.filter(|i| i.iri.starts_with(namespace.as_str())) {
        let Some(other) = first.get(info.name.as_str()) else {
            first.insert(&info.name, info);
            continue;
        };
        let message = format!(
            "{} has the name `{}`, and so has {}",
            ctx.show(info),
            info.name,
            ctx.show(other)
        );
        out.push(
            ctx.finding(
                info,
                name_place(ctx, info),
                message,
                "give one of them another `upper:name`",
            )
            .related(
                name_place(ctx, other),
                format!("the name of {}", ctx.show(other)),
            ),
        );
    }
}

fn name_place(ctx: &Context<'_>, info: &TermInfo) -> Place {
    if info.name == info.local {
        ctx.place_of(info)
    } else {
        ctx.place_of_value(info, upper::NAME)
    }
}

fn same_domain_name(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let info = &ctx.models.domain(domain).info;
    let same = ctx
        .index()
        .names
        .get(&common_name(&info.name))
        .map_or(&[][..], Vec::as_slice);
    let other = same
        .iter()
        .copied()
        .find(|o| *o != domain && (*o < domain || ctx.is_builtin(*o)));
    let Some(other) = other.map(|o| &ctx.models.domain(o).info) else {
        return;
    };
    let message = if other.name == info.name {
        format!(
            "the name `{}` belongs to the model `{}` as well",
            info.name, other.iri
        )
    } else {
        format!(
            "the name `{}` is too near to `{}`, that of the model `{}`: not every target tells them apart",
            info.name, other.name, other.iri
        )
    };
    let place = ctx.place_of_value(info, upper::DOMAIN);
    out.push(
        ctx.finding(
            info,
            place,
            message,
            "give one of the models another `upper:domain`",
        )
        .related(ctx.place_of_value(other, upper::DOMAIN), "the same name"),
    );
}
