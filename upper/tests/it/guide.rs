//! The models that the guide shows whole are valid, and examples to follow.

use upper::check::{Options, check};
use upper::source::{Input, Syntax};

const GUIDE: &str = include_str!("../../../docs/guide.md");

#[test]
fn the_models_of_the_guide_are_beyond_reproach() {
    let blocks = GUIDE
        .split("```turtle\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let whole = blocks.filter(|b| {
        ["\"media\"", "\"reviews\""]
            .iter()
            .any(|domain| b.contains(domain))
    });
    let inputs: Vec<Input> = whole
        .map(|text| Input {
            path: "guide.ttl".to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        })
        .collect();
    assert_eq!(
        inputs.len(),
        2,
        "the guide shows the models of `media` and `reviews`"
    );
    let checked = check(inputs, &Options::default());
    assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
    assert_eq!(checked.valid().len(), 2);
}
