//! Names in the settings that stand for things of the product: lints, targets, options.

use std::ops::Range;

use transpilers::{TARGETS, Target, target};
use upper::spelling::nearest;

use super::Config;

/// A name that stands for nothing.
pub(super) struct Unknown {
    pub(super) span: Range<usize>,
    pub(super) what: String,
    pub(super) help: Option<String>,
}

/// Looks all names up.
pub(super) fn check(config: &Config) -> Result<(), Unknown> {
    for lint in config.lints.keys() {
        check_lint(lint.get_ref(), lint.span())?;
    }
    for (name, options) in &config.targets {
        let target = target(name.get_ref()).ok_or_else(|| Unknown {
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

fn check_lint(name: &str, span: Range<usize>) -> Result<(), Unknown> {
    let mut known = upper::rules::all().flat_map(|r| [r.code, r.name]);
    if known.clone().any(|k| k == name) {
        return Ok(());
    }
    let help = suggest(name, &mut known, "denota explain");
    Err(Unknown {
        span,
        what: format!("there is no rule or lint `{name}`"),
        help: Some(help),
    })
}

fn check_option(
    target: &Target,
    key: &str,
    value: &str,
    span: Range<usize>,
) -> Result<(), Unknown> {
    match target.options.iter().find(|o| o.key == key) {
        None => Err(Unknown {
            span,
            what: format!("the target `{}` has no option `{key}`", target.name),
            help: Some(suggest(
                key,
                target.options.iter().map(|o| o.key),
                "denota targets",
            )),
        }),
        Some(option) if !option.values.contains(&value) => Err(Unknown {
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
