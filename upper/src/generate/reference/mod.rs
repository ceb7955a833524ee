//! The reference documentation of Upper and the system domains, in Markdown.
//!
//! A page has the sections of its Turtle file, in the order of the file: the headings are
//! the comments that divide it, so that authors group terms in one place only.

mod class;
mod links;
mod property;
mod text;

use std::fmt::Write as _;

use super::Generated;
use crate::builtin;
use crate::model::{Domain, DomainId, Models, TermRef};
use links::Links;

const NOTE: &str = "<!-- Derived from the ontologies by `make generate`; a test derives it again. Edit the Turtle instead. -->";

/// The pages: Upper, each system domain, and a list of the latter.
pub(super) fn pages(models: &Models) -> Vec<Generated> {
    let mut pages = Vec::new();
    for (iri, source, turtle) in builtin::MODELS {
        let Some(TermRef::Domain(id)) = models.term_by_iri(iri) else {
            continue;
        };
        let links = Links { models, page: id };
        pages.push(Generated {
            path: links::path(models, id),
            text: page(&links, id, source, turtle),
        });
    }
    pages.push(Generated {
        path: "docs/reference/systems.md".to_owned(),
        text: systems(models),
    });
    pages
}

/// A part of a Turtle file between two headings.
struct Section<'a> {
    title: &'a str,
    terms: Vec<TermRef>,
}

/// The sections that have terms; only subjects at the start of a line count.
fn sections<'a>(models: &Models, turtle: &'a str) -> Vec<Section<'a>> {
    let mut prefixes: Vec<(&str, &str)> = Vec::new();
    let mut sections = vec![Section {
        title: "Terms",
        terms: Vec::new(),
    }];
    let mut in_text = false;
    for line in turtle.lines() {
        let quotes = line.matches("\"\"\"").count();
        let outside = !in_text;
        in_text ^= quotes % 2 == 1;
        if !outside {
            continue;
        }
        let mut words = line.split_whitespace();
        let (first, second, third) = (words.next(), words.next(), words.next());
        if let Some(title) = line.strip_prefix("# ──") {
            let title = title.trim_matches([' ', '─']);
            sections.push(Section {
                title,
                terms: Vec::new(),
            });
        } else if let (Some("@prefix"), Some(prefix), Some(namespace)) = (first, second, third) {
            prefixes.push((prefix, namespace.trim_matches(['<', '>'])));
        } else if let (Some(subject), Some("a")) = (first.filter(|f| line.starts_with(f)), second) {
            let expand = |(prefix, namespace): &(&str, &str)| {
                Some(format!("{namespace}{}", subject.strip_prefix(prefix)?))
            };
            let iri = prefixes.iter().find_map(expand);
            let term = iri.and_then(|iri| models.term_by_iri(&iri));
            if let (Some(section), Some(term)) = (sections.last_mut(), term) {
                section.terms.push(term);
            }
        }
    }
    sections.retain(|s| !s.terms.is_empty());
    sections
}

fn page(links: &Links<'_>, id: DomainId, source: &str, turtle: &str) -> String {
    let domain = links.models.domain(id);
    let mut out = format!("# {}\n\n{NOTE}\n\n", links::label(&domain.info));
    header(&mut out, links, domain, source);
    let sections = sections(links.models, turtle);
    out.push_str("## Contents\n\n");
    for section in &sections {
        let terms: Vec<String> = section.terms.iter().map(|t| links.to(*t)).collect();
        let _ = writeln!(
            out,
            "- **[{}](#{})**: {}",
            section.title,
            links::heading(section.title),
            terms.join(", ")
        );
    }
    for section in &sections {
        let _ = write!(out, "\n## {}\n", section.title);
        for term in &section.terms {
            self::term(&mut out, links, *term);
        }
    }
    out
}

fn header(out: &mut String, links: &Links<'_>, domain: &Domain, source: &str) {
    text::paragraphs(out, &domain.info);
    let up = "../".repeat(links.depth());
    let _ = write!(
        out,
        "Namespace `{}`, version {}, defined in [`{source}`]({up}{source}).\n\n\
         Counts: `1` is exactly one value, `0..1` at most one, `1..n` one or more, `0..n` any number.\n\n",
        domain.info.iri,
        domain.version.as_deref().unwrap_or("not stated"),
    );
}

fn term(out: &mut String, links: &Links<'_>, term: TermRef) {
    let info = links.models.info(term);
    let _ = write!(
        out,
        "\n<a id=\"{}\"></a>\n\n### {} · `{}`\n\n",
        links.anchor(term),
        links::label(info),
        links.name(&info.iri)
    );
    match term {
        TermRef::Class(id) => class::facts(out, links, id),
        TermRef::Property(id) => property::facts(out, links, id),
        TermRef::Datatype(id) => text::datatype(out, links, id),
        TermRef::EnumValue(_) => out.push_str("*Enumeration value.*\n\n"),
        TermRef::Domain(_) => {}
    }
    text::paragraphs(out, info);
    match term {
        TermRef::Class(id) => class::members(out, links, id),
        TermRef::Property(id) => property::users(out, links, id),
        TermRef::Datatype(_) | TermRef::EnumValue(_) | TermRef::Domain(_) => {}
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
}

fn systems(models: &Models) -> String {
    let mut out = format!(
        "# System domains\n\n{NOTE}\n\nModels that come with Denota, written in [Upper](upper.md) like any other. What Denota \
         makes or records (named graphs, the containers that a model was transpiled to, the mappings between the two) is data \
         of these models; [representations.md](../representations.md) shows how it looks and how to query it.\n\n\
         | domain | namespace | what it describes |\n| --- | --- | --- |\n"
    );
    for (iri, ..) in builtin::MODELS.iter().skip(1) {
        let Some(TermRef::Domain(id)) = models.term_by_iri(iri) else {
            continue;
        };
        let info = &models.domain(id).info;
        let about = text::cell(info.doc().unwrap_or_default());
        let _ = writeln!(
            out,
            "| [{name}](systems/{name}.md) | `{iri}` | {about} |",
            name = info.name
        );
    }
    out
}
