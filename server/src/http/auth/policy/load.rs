//! Reading a file of policies: one that is not valid keeps the server from starting.

use std::ops::Range;
use std::path::Path;

use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use miette::Diagnostic;

use crate::failure::{Doing as _, Failure, Result};
use crate::render::human::excerpt;

/// What policies can speak of.
pub(super) const SCHEMA: &str = include_str!("schema.cedarschema");

/// The policy of a registry that is told no other.
pub(super) const DEFAULT: &str = include_str!("default.cedar");

/// Reads and validates a file of policies.
///
/// # Errors
/// It cannot be read, or is not valid; the failure underlines where.
pub(super) fn read(path: &Path) -> Result<PolicySet> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).doing(|| format!("read `{shown}`"))?;
    parse(&shown, &text)
}

/// Reads and validates the text of a file of policies.
///
/// # Errors
/// It is not valid; the failure underlines where.
pub(super) fn parse(path: &str, text: &str) -> Result<PolicySet> {
    let policies: PolicySet = text
        .parse()
        .map_err(|e: cedar_policy::ParseErrors| failure(path, text, &e))?;
    if let Some(template) = policies.templates().next() {
        let what = format!(
            "`{path}` is not valid: policy `{}` has a slot, which nothing fills",
            template.id()
        );
        return Err(Failure::new(what).help("name the principal or the resource instead"));
    }
    let (schema, _) =
        Schema::from_cedarschema_str(SCHEMA).doing(|| "read the schema of policies".to_owned())?;
    let result = Validator::new(schema).validate(&policies, ValidationMode::default());
    if let Some(error) = result.validation_errors().next() {
        return Err(failure(path, text, error));
    }
    for warning in result.validation_warnings() {
        tracing::warn!(%path, %warning, "a policy is odd");
    }
    Ok(policies)
}

fn failure(path: &str, text: &str, error: &(impl Diagnostic + std::fmt::Display)) -> Failure {
    let mut failure = Failure::new(format!("`{path}` is not valid: {error}"));
    failure.excerpt = place(error, text).map(|span| excerpt(path, text, span));
    let help = error.help().map(|h| h.to_string());
    failure.help =
        Some(help.unwrap_or_else(|| "docs/security.md says what policies can speak of".to_owned()));
    failure
}

fn place(error: &impl Diagnostic, text: &str) -> Option<Range<usize>> {
    let label = error.labels()?.next()?;
    let start = label.offset().min(text.len());
    Some(start..(start + label.len()).min(text.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_default_is_valid() {
        assert_eq!(
            parse("default.cedar", DEFAULT).unwrap().policies().count(),
            4
        );
    }

    #[test]
    fn the_examples_of_the_guide_are_valid_and_its_default_is_ours() {
        let guide = include_str!("../../../../../docs/security.md");
        let blocks = guide
            .split("```cedar\n")
            .skip(1)
            .filter_map(|b| b.split("```").next());
        let blocks: Vec<&str> = blocks.collect();
        assert_eq!(blocks.len(), 3);
        for block in &blocks {
            parse("docs/security.md", block).unwrap();
        }
        let rules = |text: &str| {
            let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            lines.collect::<String>()
        };
        assert_eq!(rules(DEFAULT), rules(blocks.first().unwrap()));
    }

    #[test]
    fn what_is_not_valid_is_refused_with_its_place() {
        for (text, place, expected) in [
            ("permit(principal, action, resource)", "p.cedar:1:", ""),
            (
                "permit(principal, action, resource);\npermit(principle, action, resource);",
                "p.cedar:2:8",
                "principle",
            ),
            (
                "\npermit(principal, action == Action::\"raed\", resource);",
                "p.cedar:2:",
                "raed",
            ),
            (
                "permit(principal, action, resource)\nwhen { principal.nmae == \"x\" };",
                "p.cedar:2:",
                "nmae",
            ),
            (
                "permit(principal, action == Action::\"read\", resource)\nwhen { resource.owner == Team::\"x\" };",
                "p.cedar:2:",
                "owner",
            ),
            (
                "permit(principal, action == Action::\"read\", resource)\nwhen { resource.builtin == \"x\" };",
                "p.cedar:2:",
                "",
            ),
            (
                "permit(principal is Robot, action, resource);",
                "p.cedar:1:",
                "Robot",
            ),
        ] {
            let failure = parse("p.cedar", text).unwrap_err();
            let excerpt = failure.excerpt.unwrap_or_default();
            assert!(
                excerpt.contains(place),
                "{text}: {} {excerpt}",
                failure.what
            );
            assert!(failure.what.contains(expected), "{text}: {}", failure.what);
        }
        let slot = "permit(principal == ?principal, action, resource);";
        assert!(parse("p.cedar", slot).unwrap_err().what.contains("slot"));
    }
}
