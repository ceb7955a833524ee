//! What changes weigh, over random models that use every construct.

use tests::generate::model;
use upper::change::Level::{Major, Minor};
use upper::change::compare;
use upper::check::{Options, check};
use upper::finding::Severity;
use upper::model::{ClassKind, DomainModel, Valid};
use upper::source::{Input, Syntax};

fn valid(text: &str) -> Valid<DomainModel> {
    let input = Input {
        path: "m.ttl".to_owned(),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    let mut models = checked.valid();
    let mut errors = checked.findings.iter();
    let error = errors.find(|f| f.severity == Severity::Error);
    assert_eq!(models.len(), 1, "{error:?}\n{text}");
    models.remove(0)
}

#[test]
fn a_model_differs_in_nothing_from_itself_and_from_its_rewritten_self() {
    for seed in 0..40 {
        let text = model(seed, 3);
        let report = compare(&valid(&text), &valid(&text));
        assert_eq!(report.changes, [], "seed {seed}");
    }
}

#[test]
fn adding_what_may_be_left_out_is_minor_and_taking_it_away_major() {
    for seed in 0..40 {
        let text = model(seed, 3);
        let old = valid(&text);
        let domain = old.domain();
        let class = domain
            .classes
            .iter()
            .map(|c| old.models().class(*c))
            .find(|c| matches!(c.kind, ClassKind::Direct));
        let Some(class) = class else { continue };
        let (ns, iri) = (&domain.info.iri, &class.info.iri);
        let more = format!(
            "{text}\n<{iri}> upper:property <{ns}addedLast> .\n<{ns}addedLast> a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n"
        );
        let new = valid(&more);
        assert_eq!(compare(&old, &new).level(), Minor, "seed {seed}");
        assert_eq!(compare(&new, &old).level(), Major, "seed {seed}");
    }
}
