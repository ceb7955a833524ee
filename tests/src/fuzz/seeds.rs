//! What fuzzing starts from: every model and every test file there is.

use std::path::{Path, PathBuf};

use upper::source::{Input, Syntax};

use crate::{examples, generate, golden, scale};

/// The files that are checked together with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// None.
    Alone,
    /// The example of this place, but for the file that the input takes the place of.
    Example(usize, usize),
}

/// A text to be read, and what is read with it.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The text.
    pub bytes: Vec<u8>,
    /// Its syntax.
    pub syntax: Syntax,
    /// Its company.
    pub group: Group,
}

const EXTENSIONS: [(&str, Syntax); 6] = [
    ("ttl", Syntax::Turtle),
    ("trig", Syntax::TriG),
    ("nt", Syntax::NTriples),
    ("nq", Syntax::NQuads),
    ("jsonld", Syntax::JsonLd),
    ("rdf", Syntax::RdfXml),
];

impl Seed {
    /// The text as an input.
    #[must_use]
    pub fn input(&self) -> Input {
        Input {
            path: format!("fuzz.{}", self.extension()),
            bytes: self.bytes.clone(),
            syntax: self.syntax,
        }
    }

    /// The text and what is read with it.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![self.input()];
        if let Group::Example(example, place) = self.group {
            let others = examples::EXAMPLES
                .get(example)
                .map(examples::Example::inputs)
                .unwrap_or_default();
            inputs.extend(
                (0..)
                    .zip(others)
                    .filter(|(at, _)| *at != place)
                    .map(|(_, input)| input),
            );
        }
        inputs
    }

    fn extension(&self) -> &'static str {
        EXTENSIONS
            .iter()
            .find(|(_, s)| *s == self.syntax)
            .map_or("ttl", |(e, _)| e)
    }

    /// The name of a file that keeps it; [`Seed::kept`] reads it back.
    #[must_use]
    pub fn file_name(&self, hash: u64) -> String {
        let group = match self.group {
            Group::Alone => "alone".to_owned(),
            Group::Example(example, place) => format!("example-{example}-{place}"),
        };
        format!("{group}.{hash:016x}.{}", self.extension())
    }

    /// A seed from a kept file.
    ///
    /// # Panics
    /// The file cannot be read.
    #[must_use]
    pub fn kept(path: &Path) -> Self {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let numbers: Vec<usize> = name
            .split(['-', '.'])
            .take(3)
            .filter_map(|n| n.parse().ok())
            .collect();
        let group = match numbers.as_slice() {
            [example, place] if name.starts_with("example-") => Group::Example(*example, *place),
            _ => Group::Alone,
        };
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Self {
            bytes,
            syntax: syntax(path).unwrap_or(Syntax::Turtle),
            group,
        }
    }
}

fn syntax(path: &Path) -> Option<Syntax> {
    path.extension()
        .and_then(|e| e.to_str())
        .and_then(Syntax::of_extension)
}

/// All seeds: examples first, then every other file in a syntax of RDF.
#[must_use]
pub fn seeds() -> Vec<Seed> {
    let mut seeds = vec![
        Seed {
            bytes: scale::scale(10).into_bytes(),
            syntax: Syntax::Turtle,
            group: Group::Alone,
        },
        Seed {
            bytes: JSON_LD.as_bytes().to_vec(),
            syntax: Syntax::JsonLd,
            group: Group::Alone,
        },
        Seed {
            bytes: RDF_XML.as_bytes().to_vec(),
            syntax: Syntax::RdfXml,
            group: Group::Alone,
        },
    ];
    for (at, example) in examples::EXAMPLES.iter().enumerate() {
        for (place, input) in example.inputs().into_iter().enumerate() {
            seeds.push(Seed {
                bytes: input.bytes,
                syntax: input.syntax,
                group: Group::Example(at, place),
            });
        }
    }
    let generated = (0..8).map(|seed| generate::model(seed, 2).into_bytes());
    seeds.extend(generated.map(|bytes| Seed {
        bytes,
        syntax: Syntax::Turtle,
        group: Group::Alone,
    }));
    let root = examples::root();
    let folders = [
        root.join("ontologies/systems"),
        root.join("tests/diagnostics"),
        root.join("tests/fuzz/corpus"),
        suites(&root),
    ];
    for path in folders.iter().flat_map(|f| golden::list(f)) {
        let Some(syntax) = syntax(&path) else {
            continue;
        };
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        seeds.push(Seed {
            bytes,
            syntax,
            group: Group::Alone,
        });
    }
    seeds
}

/// The folder of the W3C suites of syntaxes, where there is one.
fn suites(root: &Path) -> PathBuf {
    let folder = std::env::var_os("DENOTA_SUITES")
        .map_or_else(|| root.join("../shared/suites"), PathBuf::from);
    folder.join("w3c-rdf-tests/rdf/rdf11")
}

const JSON_LD: &str = r#"{
  "@context": {
    "upper": "https://w3id.org/denota/upper#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "shop": "https://example.com/onto/shop#",
    "property": {"@id": "upper:property", "@type": "@id"},
    "datatype": {"@id": "upper:datatype", "@type": "@id"},
    "key": {"@id": "upper:primaryKey", "@type": "@id", "@container": "@list"}
  },
  "@graph": [
    {"@id": "shop:", "@type": "upper:DomainModel", "upper:domain": "shop"},
    {"@id": "shop:Product", "@type": "upper:DirectClass",
     "upper:label": {"@value": "Product", "@language": "en"},
     "key": ["shop:sku"], "property": ["shop:sku", "shop:price"]},
    {"@id": "shop:sku", "@type": "upper:Attribute", "datatype": "xsd:string",
     "upper:minCount": 1, "upper:maxCount": 1},
    {"@id": "shop:price", "@type": "upper:Attribute", "datatype": "xsd:decimal", "upper:maxCount": 1}
  ]
}
"#;

const RDF_XML: &str = r##"<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY shop "https://example.com/onto/shop#">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:upper="https://w3id.org/denota/upper#" xml:base="https://example.com/onto/shop">
  <upper:DomainModel rdf:about="&shop;"><upper:domain>shop</upper:domain></upper:DomainModel>
  <upper:DirectClass rdf:ID="Product">
    <upper:label xml:lang="en">Product</upper:label>
    <upper:primaryKey rdf:parseType="Collection"><rdf:Description rdf:about="#sku"/></upper:primaryKey>
    <upper:property rdf:resource="#sku"/>
  </upper:DirectClass>
  <upper:Attribute rdf:ID="sku">
    <upper:datatype rdf:resource="http://www.w3.org/2001/XMLSchema#string"/>
    <upper:minCount rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</upper:minCount>
    <upper:maxCount rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</upper:maxCount>
  </upper:Attribute>
</rdf:RDF>
"##;
