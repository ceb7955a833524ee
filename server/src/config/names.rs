//! Names in the settings that stand for things of the product: lints, targets, options.

use std::ops::Range;

use toml::Spanned;
use transpilers::{TARGETS, Target, target};
use upper::iri::is_namespace;
use upper::rules::Level;
use upper::spelling::nearest;

use super::{Config, LintLevel};
use crate::commands::known_code;
use crate::dependencies;

/// A name that stands for nothing, or cannot be set so.
pub(super) struct Unfit {
    pub(super) span: Range<usize>,
    pub(super) what: String,
    pub(super) help: Option<String>,
}

/// Looks all names up.
pub(super) fn check(config: &Config) -> Result<(), Unfit> {
    for name in config.containers.keys() {
        check_container(name.get_ref(), name.span())?;
    }
    for (from, to) in &config.aliases {
        check_alias(from)?;
        check_alias(to)?;
    }
    for (domain, range) in &config.dependencies {
        check_range(domain, range)?;
    }
    for (lint, level) in &config.lints {
        check_lint(lint.get_ref(), *level, lint.span())?;
    }
    for (name, options) in &config.targets {
        let target = target(name.get_ref()).ok_or_else(|| Unfit {
            span: name.span(),
            what: format!("there is no target `{}`", name.get_ref()),
            help: Some(suggest(
                name.get_ref(),
                TARGETS.iter().map(|t| t.name),
                "denota targets",
            )),
        })?;
        for (key, value) in options {
            check_option(
                target,
                key.get_ref(),
                value.get_ref(),
                key.span().start..value.span().end,
            )?;
        }
    }
    Ok(())
}

/// The name of a container is a part of the IRIs of what is recorded of it.
fn check_container(name: &str, span: Range<usize>) -> Result<(), Unfit> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    Err(Unfit {
        span,
        what: format!("`{name}` cannot be the name of a container"),
        help: Some("use letters from a to z, digits, `_`, `-` and `.` alone".to_owned()),
    })
}

/// Terms are a namespace and a name, one behind the other.
fn check_alias(namespace: &Spanned<String>) -> Result<(), Unfit> {
    let iri = namespace.get_ref();
    if is_namespace(iri) && url::Url::parse(iri).is_ok() {
        return Ok(());
    }
    Err(Unfit {
        span: namespace.span(),
        what: format!("`{iri}` is not a namespace"),
        help: Some("write the whole IRI, up to the `#` or `/` before the names".to_owned()),
    })
}

fn check_range(domain: &str, range: &Spanned<String>) -> Result<(), Unfit> {
    dependencies::range(domain, range.get_ref()).map_or_else(
        |failure| {
            Err(Unfit {
                span: range.span(),
                what: failure.what,
                help: failure.help,
            })
        },
        |_| Ok(()),
    )
}

/// What is an error whatever is configured can only be called one.
fn check_lint(name: &str, level: LintLevel, span: Range<usize>) -> Result<(), Unfit> {
    let mut rules = upper::rules::all();
    // Of codes, which are numbers, the nearest means something else.
    let known = rules.clone().map(|r| r.name);
    let (what, help) = match rules.find(|r| r.code == name || r.name == name) {
        Some(rule) if rule.level != Level::Deny || level == LintLevel::Deny => return Ok(()),
        None if known_code(name).is_none() => (
            format!("there is no rule or lint `{name}`"),
            suggest(name, known, "denota explain"),
        ),
        Some(_) | None => (
            format!("`{name}` is always an error"),
            format!("take the line away; `denota explain {name}` says how to mend what is found"),
        ),
    };
    Err(Unfit {
        span,
        what,
        help: Some(help),
    })
}

fn check_option(target: &Target, key: &str, value: &str, span: Range<usize>) -> Result<(), Unfit> {
    match target.options.iter().find(|o| o.key == key) {
        None => Err(Unfit {
            span,
            what: format!("the target `{}` has no option `{key}`", target.name),
            help: Some(suggest(
                key,
                target.options.iter().map(|o| o.key),
                "denota targets",
            )),
        }),
        Some(option) if !option.values.contains(&value) => Err(Unfit {
            span,
            what: format!(
                "the option `{key}` of `{}` cannot be `{value}`",
                target.name
            ),
            help: Some(format!("it can be {}", option.values.join(", "))),
        }),
        Some(_) => Ok(()),
    }
}

fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, list: &str) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{list}` lists what there is"),
    }
}
