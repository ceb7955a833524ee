//! Random valid models that between them use every construct, for property tests.
//!
//! The same seed gives the same model. A model is built from the bottom up, so that a term
//! may refer to whatever came before it and is valid by construction.

use std::fmt::Write as _;

const NAMESPACE: &str = "https://example.com/onto/";

/// Datatypes that may stand in a key, with a literal of each.
const KEYS: &[(&str, &str)] = &[
    ("xsd:string", "\"a\""),
    ("xsd:int", "\"1\"^^xsd:int"),
    ("xsd:long", "\"2\"^^xsd:long"),
    ("xsd:date", "\"2001-02-03\"^^xsd:date"),
    (
        "upper:UUID",
        "\"00000000-0000-4000-8000-000000000001\"^^upper:UUID",
    ),
];

/// All further datatypes.
const OTHERS: &[(&str, &str)] = &[
    ("xsd:boolean", "true"),
    ("xsd:integer", "3"),
    ("xsd:nonNegativeInteger", "\"4\"^^xsd:nonNegativeInteger"),
    ("xsd:decimal", "1.5"),
    ("xsd:float", "\"1.5\"^^xsd:float"),
    ("xsd:double", "\"2.5\"^^xsd:double"),
    ("xsd:time", "\"04:05:06\"^^xsd:time"),
    ("xsd:dateTime", "\"2001-02-03T04:05:06Z\"^^xsd:dateTime"),
    (
        "upper:LocalDateTime",
        "\"2001-02-03T04:05:06\"^^upper:LocalDateTime",
    ),
    ("xsd:duration", "\"P1D\"^^xsd:duration"),
    ("xsd:anyURI", "\"http://example.com/a\"^^xsd:anyURI"),
    ("xsd:base64Binary", "\"AQI=\"^^xsd:base64Binary"),
    ("rdf:JSON", "\"{}\"^^rdf:JSON"),
    ("rdf:langString", ""),
];

/// A domain model in Turtle. `size` is about the number of classes of each kind.
#[must_use]
pub fn model(seed: u64, size: usize) -> String {
    Generator::new(seed, "generated", None).domain(size).text
}

/// Two domain models, the second of which imports and extends the first.
#[must_use]
pub fn models(seed: u64, size: usize) -> [String; 2] {
    let base = Generator::new(seed, "generated", None).domain(size);
    let mut other = Generator::new(seed.wrapping_add(1), "extending", Some("generated"));
    other.keyed.clone_from(&base.keyed);
    for n in 0..=size {
        let extended = other.pick(&base.keyed);
        let properties = other.attributes(2);
        let rest = format!(
            "upper:extends {} ; upper:property {}",
            extended.class,
            properties.join(" , ")
        );
        other.term(&format!("Extension{n}"), "Extension", &rest);
    }
    [base.text, other.domain(size).text]
}

/// A keyed class, with a property that conditions can look at.
#[derive(Clone)]
struct Keyed {
    class: String,
    attribute: String,
    sealed: bool,
}

struct Generator {
    state: u64,
    prefix: &'static str,
    text: String,
    count: usize,
    datatypes: Vec<String>,
    enumerations: Vec<String>,
    traits: Vec<String>,
    nested: Vec<String>,
    keyed: Vec<Keyed>,
    ranges: Vec<String>,
}

impl Generator {
    fn new(seed: u64, prefix: &'static str, imports: Option<&'static str>) -> Self {
        let mut text = String::from(
            "@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
",
        );
        for prefix in imports.into_iter().chain([prefix]) {
            let _ = writeln!(text, "@prefix {prefix}: <{NAMESPACE}{prefix}#> .");
        }
        let imports = imports.map_or_else(String::new, |i| format!(" ; owl:imports {i}:"));
        let _ = writeln!(
            text,
            "\n{prefix}: a upper:DomainModel ; upper:domain \"{prefix}\"{imports} ."
        );
        Self {
            state: seed,
            prefix,
            text,
            count: 0,
            datatypes: Vec::new(),
            enumerations: Vec::new(),
            traits: Vec::new(),
            nested: Vec::new(),
            keyed: Vec::new(),
            ranges: Vec::new(),
        }
    }

    fn domain(mut self, size: usize) -> Self {
        for n in 0..=size {
            self.datatype(n);
            self.enumeration(n);
            self.mixin(n);
            self.nested_class(n);
            self.nested_taxonomy(n);
            self.keyed_class(n);
            self.taxonomy(n);
            self.qualified(n);
            self.list(n);
            self.union(n);
        }
        let properties = self.properties(4);
        self.term(
            "Settings",
            "Singleton",
            &format!("upper:property {}", properties.join(" , ")),
        );
        self
    }

    /// A number below `bound`: SplitMix64, which needs no state but a counter.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from((z ^ (z >> 31)) % bound).unwrap_or(0)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        let at = self.below(items.len());
        items
            .get(at)
            .cloned()
            .unwrap_or_else(|| unreachable!("picked from nothing"))
    }

    fn name(&self, local: &str) -> String {
        format!("{}:{local}", self.prefix)
    }

    /// States a term of this domain, sometimes with labels, descriptions or a deprecation.
    fn term(&mut self, local: &str, kind: &str, rest: &str) -> String {
        let name = self.name(local);
        let mut text = format!("\n{name} a upper:{kind}");
        if self.chance(60) {
            let _ = write!(
                text,
                " ;\n    upper:label \"{local}\"@en , \"das {local}\"@de"
            );
        }
        if self.chance(40) {
            let _ = write!(
                text,
                " ;\n    upper:description \"What \\\"{local}\\\" means:\\n\\\\ ü 名 \u{1F600}\"@en"
            );
        }
        if !rest.is_empty() {
            let _ = write!(text, " ;\n    {rest}");
        }
        let _ = writeln!(self.text, "{text} .");
        name
    }

    fn datatype(&mut self, n: usize) {
        let rest = match self.below(6) {
            0 => {
                "upper:base xsd:string ; upper:pattern \"^[a-z\\\\d]+$\" ; upper:minLength 1 ; upper:maxLength 9"
            }
            1 => {
                "upper:base xsd:decimal ; upper:totalDigits 9 ; upper:fractionDigits 3 ; upper:minInclusive -1.5"
            }
            2 => "upper:base xsd:int ; upper:minExclusive 0 ; upper:maxExclusive 100",
            3 => "upper:base xsd:string ; upper:oneOf ( \"a\" \"b\" )",
            4 => "upper:base xsd:long ; upper:maxInclusive 1000",
            _ => "upper:base xsd:base64Binary ; upper:maxLength 64",
        };
        let name = self.term(&format!("Datatype{n}"), "CustomDatatype", rest);
        self.datatypes.push(name);
    }

    fn enumeration(&mut self, n: usize) {
        let values: Vec<String> = (0..=self.below(4))
            .map(|v| self.name(&format!("Value{n}x{v}")))
            .collect();
        for v in 0..values.len() {
            let rest = if self.chance(20) {
                format!("upper:name \"V-{v}\"")
            } else {
                String::new()
            };
            self.term(&format!("Value{n}x{v}"), "EnumValue", &rest);
        }
        let name = self.term(
            &format!("Enumeration{n}"),
            "Enumeration",
            &format!("upper:oneOf ( {} )", values.join(" ")),
        );
        self.enumerations.push(name);
    }

    fn mixin(&mut self, n: usize) {
        let mut rest = format!("upper:property {}", self.attributes(2).join(" , "));
        if self.chance(30) && !self.traits.is_empty() {
            let traits = self.traits.clone();
            let _ = write!(rest, " ; upper:trait {}", self.pick(&traits));
        }
        let name = self.term(&format!("Trait{n}"), "Trait", &rest);
        self.traits.push(name);
    }

    fn nested_class(&mut self, n: usize) {
        let local = format!("Nested{n}");
        let mut properties = self.properties(3);
        if self.chance(30) {
            properties.push(self.relationship(&self.name(&local), "upper:maxCount 1"));
        }
        let rest = format!("upper:property {}", properties.join(" , "));
        let name = self.term(&local, "DirectClass", &rest);
        self.nested.push(name.clone());
        self.ranges.push(name);
    }

    /// A sealed class without a key, and its leaves.
    fn nested_taxonomy(&mut self, n: usize) {
        let properties = self.attributes(1);
        let top = self.term(
            &format!("Kind{n}"),
            "SealedClass",
            &format!("upper:property {}", properties.join(" , ")),
        );
        for leaf in 0..2 {
            let properties = self.properties(1);
            let rest = format!(
                "upper:subClassOf {top} ; upper:property {}",
                properties.join(" , ")
            );
            self.term(&format!("Kind{n}x{leaf}"), "DirectClass", &rest);
        }
        self.ranges.push(top);
    }

    fn keyed_class(&mut self, n: usize) {
        let (rest, attribute) = self.keyed_parts(n);
        let class = self.term(&format!("Keyed{n}"), "DirectClass", &rest);
        self.inverses(&class, n);
        self.keyed.push(Keyed {
            class,
            attribute,
            sealed: false,
        });
    }

    /// Key, properties, traits; and the first attribute of the key.
    fn keyed_parts(&mut self, n: usize) -> (String, String) {
        let attribute = self.key_attribute();
        let mut key = vec![attribute.clone()];
        if self.chance(30) {
            key.push(self.key_attribute());
        }
        if self.chance(30) && !self.keyed.is_empty() {
            let keyed = self.keyed.clone();
            let to = self.pick(&keyed).class;
            key.push(self.relationship(&to, "upper:minCount 1 ; upper:maxCount 1"));
        }
        let others = self.properties(4);
        let unique = self.single_attribute();
        let mut rest = format!(
            "upper:primaryKey ( {} ) ; upper:property {} , {} , {unique}",
            key.join(" "),
            key.join(" , "),
            others.join(" , ")
        );
        if self.chance(50) {
            let _ = write!(rest, " ; upper:uniqueKey ( {unique} )");
        }
        if self.chance(40) && !self.traits.is_empty() {
            let traits = self.traits.clone();
            let _ = write!(rest, " ; upper:trait {}", self.pick(&traits));
        }
        if n % 3 == 1 {
            rest.push_str(" ; upper:standsFor schema:Thing");
        }
        (rest, attribute)
    }

    /// A class of its own for either side of an inverse pair.
    fn inverses(&mut self, class: &str, n: usize) {
        if !self.chance(40) {
            return;
        }
        let (one, many) = (
            self.name(&format!("one{n}")),
            self.name(&format!("many{n}")),
        );
        let left = self.name(&format!("Left{n}"));
        self.term(
            &format!("one{n}"),
            "Relationship",
            &format!("upper:class {left} ; upper:maxCount 1 ; upper:inverseOf {many}"),
        );
        let right = self.name(&format!("Right{n}"));
        self.term(
            &format!("many{n}"),
            "Relationship",
            &format!("upper:class {right} ; upper:inverseOf {one}"),
        );
        for (side, property) in [("Left", many), ("Right", one)] {
            let key = self.key_attribute();
            let to = self.relationship(class, "upper:maxCount 1");
            let rest =
                format!("upper:primaryKey ( {key} ) ; upper:property {key} , {property} , {to}");
            self.term(&format!("{side}{n}"), "DirectClass", &rest);
        }
    }

    /// Two levels of sealed classes with a key at the top, and refining leaves.
    fn taxonomy(&mut self, n: usize) {
        let (mut rest, attribute) = self.keyed_parts(n);
        let narrowed = self.property("Attribute", "upper:datatype xsd:int");
        let _ = write!(rest, " ; upper:property {narrowed}");
        let top = self.term(&format!("Sealed{n}"), "SealedClass", &rest);
        let middle = self.term(
            &format!("Sealed{n}x"),
            "SealedClass",
            &format!("upper:subClassOf {top}"),
        );
        let refining = format!(
            " ; upper:refinement [ upper:refines {narrowed} ; upper:minCount 1 ; upper:maxCount 3 ; upper:maxInclusive 9 ]"
        );
        for (leaf, above) in [&top, &middle, &middle].into_iter().enumerate() {
            let properties = self.properties(2).join(" , ");
            let refinement = if self.chance(50) {
                refining.as_str()
            } else {
                ""
            };
            let rest =
                format!("upper:subClassOf {above} ; upper:property {properties}{refinement}");
            let class = self.term(&format!("Leaf{n}x{leaf}"), "DirectClass", &rest);
            self.keyed.push(Keyed {
                class,
                attribute: attribute.clone(),
                sealed: false,
            });
        }
        self.keyed.push(Keyed {
            class: top,
            attribute,
            sealed: true,
        });
    }

    fn qualified(&mut self, n: usize) {
        let keyed = self.keyed.clone();
        let of = self.pick(&keyed);
        let rest = format!(
            "upper:qualifies {} ; upper:where [ upper:property {} ; upper:present true ]",
            of.class, of.attribute
        );
        self.term(&format!("Qualified{n}"), "QualifiedClass", &rest);
    }

    fn list(&mut self, n: usize) {
        let of = match self.below(5) {
            0 => "xsd:decimal".to_owned(),
            1 => self.pick(&self.enumerations.clone()),
            2 => self.pick(&self.nested.clone()),
            3 => self.pick(&self.keyed.clone()).class,
            _ => "xsd:date".to_owned(),
        };
        let inner = self.term(&format!("List{n}"), "List", &format!("upper:listOf {of}"));
        let outer = self.term(
            &format!("List{n}x"),
            "List",
            &format!("upper:listOf {inner}"),
        );
        // Lists of literals are for attributes, others for relationships.
        let lists = if of.starts_with("xsd:") {
            &mut self.datatypes
        } else {
            &mut self.ranges
        };
        lists.extend([inner, outer]);
    }

    /// Of keyed classes, or of nested ones: at least two, and none twice.
    fn union(&mut self, n: usize) {
        let direct: Vec<String> = self
            .keyed
            .iter()
            .filter(|k| !k.sealed)
            .map(|k| k.class.clone())
            .collect();
        let members = if self.chance(50) && self.nested.len() > 1 {
            self.nested.clone()
        } else {
            direct
        };
        let at = self.below(members.len() - 1);
        let pair: Vec<String> = members.into_iter().skip(at).take(2).collect();
        let name = self.term(
            &format!("Union{n}"),
            "Union",
            &format!("upper:unionOf ( {} )", pair.join(" ")),
        );
        self.ranges.push(name);
    }

    /// States a new property, and gives its name.
    fn property(&mut self, kind: &str, rest: &str) -> String {
        self.count += 1;
        let local = format!("property{}", self.count);
        let replaced = if self.chance(5) {
            " ; upper:deprecated \"Out of use.\"@en"
        } else {
            ""
        };
        self.term(&local, kind, &format!("{rest}{replaced}"))
    }

    fn key_attribute(&mut self) -> String {
        let (datatype, _) = self.pick(KEYS);
        self.property(
            "Attribute",
            &format!("upper:datatype {datatype} ; upper:minCount 1 ; upper:maxCount 1"),
        )
    }

    fn single_attribute(&mut self) -> String {
        let (datatype, _) = self.pick(KEYS);
        self.property(
            "Attribute",
            &format!("upper:datatype {datatype} ; upper:maxCount 1"),
        )
    }

    fn counts(&mut self) -> &'static str {
        self.pick(&[
            " ; upper:maxCount 1",
            " ; upper:minCount 0",
            "",
            " ; upper:minCount 1 ; upper:maxCount 1",
            " ; upper:minCount 1 ; upper:maxCount 5",
        ])
    }

    fn attributes(&mut self, most: usize) -> Vec<String> {
        (0..=self.below(most)).map(|_| self.attribute()).collect()
    }

    fn attribute(&mut self) -> String {
        if self.chance(20) && !self.datatypes.is_empty() {
            let datatype = self.pick(&self.datatypes.clone());
            let counts = self.counts();
            return self.property("Attribute", &format!("upper:datatype {datatype}{counts}"));
        }
        let all: Vec<_> = KEYS.iter().chain(OTHERS).copied().collect();
        let (datatype, literal) = self.pick(&all);
        if self.chance(20) && !literal.is_empty() {
            let rest = format!(
                "upper:datatype {datatype} ; upper:maxCount 1 ; upper:defaultValue {literal}"
            );
            return self.property("Attribute", &rest);
        }
        let counts = self.counts();
        self.property("Attribute", &format!("upper:datatype {datatype}{counts}"))
    }

    fn relationship(&mut self, to: &str, counts: &str) -> String {
        let counts = if counts.is_empty() {
            String::new()
        } else {
            format!(" ; {counts}")
        };
        self.property("Relationship", &format!("upper:class {to}{counts}"))
    }

    /// Properties of every kind.
    fn properties(&mut self, most: usize) -> Vec<String> {
        (0..=self.below(most))
            .map(|_| self.any_property())
            .collect()
    }

    fn any_property(&mut self) -> String {
        let counts = self.counts();
        let to = match self.below(8) {
            0 => Some(self.enumerations.clone()),
            1 => Some(self.nested.clone()),
            2 => Some(self.keyed.iter().map(|k| k.class.clone()).collect()),
            3 => Some(self.ranges.clone()),
            4 => {
                return self.property(
                    "ConnectedNode",
                    &format!("upper:subPropertyOf schema:sameAs{counts}"),
                );
            }
            _ => None,
        };
        match to.filter(|to| !to.is_empty()) {
            Some(to) => {
                let to = self.pick(&to);
                self.property("Relationship", &format!("upper:class {to}{counts}"))
            }
            None => self.attribute(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use upper::check::{Options, check};
    use upper::finding::Severity;
    use upper::source::{Input, Syntax};

    #[test]
    fn every_model_is_valid_and_goes_through_every_target() {
        for seed in 0..60 {
            let texts = models(seed, usize::try_from(seed % 5).unwrap());
            let input = |text: &String| Input {
                path: "m.ttl".to_owned(),
                bytes: text.clone().into_bytes(),
                syntax: Syntax::Turtle,
            };
            let checked = check(texts.iter().map(input).collect(), &Options::default());
            let errors: Vec<_> = checked
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .collect();
            assert!(
                errors.is_empty(),
                "seed {seed}: {errors:#?}\n{}\n{}",
                texts[0],
                texts[1]
            );
            let valid = checked.valid();
            assert_eq!(valid.len(), 2);
            for target in transpilers::TARGETS {
                for model in &valid {
                    let output = (target.transpile)(model, &transpilers::Settings::default());
                    assert!(!output.artifacts.is_empty(), "{}", target.name);
                }
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_model() {
        assert_eq!(model(7, 3), model(7, 3));
        assert_ne!(model(7, 3), model(8, 3));
    }
}
