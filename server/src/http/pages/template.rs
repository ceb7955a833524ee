//! The templates of the pages. What they are filled with is escaped, whatever it is.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use super::Frame;
use crate::http::problem::{Problem, Result};

/// The templates by name, each after those that it builds on.
const TEMPLATES: [(&str, &str); 7] = [
    ("link.html", include_str!("templates/link.html")),
    ("frame.html", include_str!("templates/frame.html")),
    ("failed.html", include_str!("templates/failed.html")),
    ("home.html", include_str!("templates/home.html")),
    ("model.html", include_str!("templates/model.html")),
    ("search.html", include_str!("templates/search.html")),
    ("term.html", include_str!("templates/term.html")),
];

static TERA: LazyLock<std::result::Result<Tera, tera::Error>> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_templates(TEMPLATES)?;
    Ok(tera)
});

/// Fills a template.
///
/// # Errors
/// The template asks for what there is not (500).
pub(super) fn render(template: &str, frame: &Frame<'_>, said: &impl Serialize) -> Result<String> {
    let tera = TERA.as_ref().map_err(Problem::internal)?;
    let mut context = Context::from_serialize(said).map_err(Problem::internal)?;
    context.insert("frame", frame);
    tera.render(template, &context).map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_templates_are_well_formed() {
        assert!(super::TERA.is_ok(), "{:?}", super::TERA.as_ref().err());
    }
}
