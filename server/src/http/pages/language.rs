//! Which of several texts comes first: the pages are in English.

use registry::search::Text;

/// Texts with those first that a reader of an English page is looking for: without a language,
/// then in English, then in their order.
pub(super) fn english_first(mut texts: Vec<Text>) -> Vec<Text> {
    texts.sort_by_key(|text| match text.language.as_deref() {
        None | Some("") => 0,
        Some(tag) if is_english(tag) => 1,
        Some(_) => 2,
    });
    texts
}

fn is_english(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or(tag);
    language.eq_ignore_ascii_case("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_comes_before_what_is_first_by_its_tag() {
        let text = |tag: &str| Text {
            language: Some(tag.to_owned()),
            text: tag.to_owned(),
        };
        let sorted = english_first(["de", "en-GB", "fr"].map(text).to_vec());
        let tags: Vec<&str> = sorted.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(tags, ["en-GB", "de", "fr"]);
    }
}
