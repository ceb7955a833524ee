//! Terms as users write them: `domain:Name`, or an IRI, with or without angle brackets.

use upper::model::{Models, TermInfo};

/// The IRI that is meant, whether or not anything has it. What is in angle brackets is an IRI and
/// nothing else.
pub(super) fn meant(models: &Models, what: &str) -> String {
    if let Some(iri) = what.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
        return iri.to_owned();
    }
    let parts = what.split_once(':');
    match parts.and_then(|(domain, name)| Some((models.domain_by_name(domain)?, name))) {
        Some((domain, name)) => format!("{}{name}", models.domain(domain).info.iri),
        None => what.to_owned(),
    }
}

/// A term as users write it: `domain:Name`.
pub(super) fn spelled(models: &Models, info: &TermInfo) -> String {
    format!("{}:{}", models.domain(info.domain).info.name, info.local)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use upper::check::{Checked, Options, check};
    use upper::source::{Input, Syntax};

    const PRODUCT: &str = "https://example.com/shop#Product";

    fn shop() -> Checked {
        let text = "
            @prefix : <https://example.com/shop#> .
            @prefix upper: <https://w3id.org/denota/upper#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            : a upper:DomainModel ; upper:domain \"shop\" .
            :Product a upper:DirectClass ; upper:primaryKey ( :sku ) ; upper:property :sku .
            :sku a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .";
        let input = Input {
            path: "shop.ttl".to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        check(vec![input], &Options::default())
    }

    #[test]
    fn a_term_is_named_by_its_model_or_by_its_iri() {
        let checked = shop();
        let bracketed = format!("<{PRODUCT}>");
        for (what, iri) in [
            ("shop:Product", PRODUCT),
            (PRODUCT, PRODUCT),
            (bracketed.as_str(), PRODUCT),
            ("<shop:Product>", "shop:Product"),
            ("depot:Product", "depot:Product"),
            ("Product", "Product"),
            ("<Product", "<Product"),
        ] {
            assert_eq!(meant(&checked.models, what), iri, "{what}");
        }
    }

    #[test]
    fn what_is_spelled_is_what_is_meant() {
        let checked = shop();
        let models = &checked.models;
        let mut classes = models.classes();
        let (_, product) = classes.find(|(_, c)| c.info.iri == PRODUCT).unwrap();
        let spelled = spelled(models, &product.info);
        assert_eq!(spelled, "shop:Product");
        assert_eq!(meant(models, &spelled), PRODUCT);
    }
}
