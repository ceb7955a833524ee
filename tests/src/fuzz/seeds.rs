//! What fuzzing starts from: every model and every test file there is.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};

use containers::Format;
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

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A model or another graph, and its company.
    Graph(Syntax, Group),
    /// Rows of a class, by the name of its case.
    Rows(String, Format),
}

/// A file to be read, and what is read with it.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What it is.
    pub what: What,
}

const EXTENSIONS: [(&str, Syntax); 6] = [
    ("ttl", Syntax::Turtle),
    ("trig", Syntax::TriG),
    ("nt", Syntax::NTriples),
    ("nq", Syntax::NQuads),
    ("jsonld", Syntax::JsonLd),
    ("rdf", Syntax::RdfXml),
];

/// Extensions of files with rows.
const FORMATS: [(&str, Format); 4] = [
    ("jsonl", Format::JsonLines),
    ("csv", Format::Csv),
    ("avro", Format::Avro),
    ("parquet", Format::Parquet),
];

impl What {
    fn extension(&self) -> &'static str {
        match self {
            Self::Graph(syntax, _) => EXTENSIONS
                .iter()
                .find(|(_, s)| s == syntax)
                .map_or("ttl", |(e, _)| e),
            Self::Rows(_, format) => FORMATS
                .iter()
                .find(|(_, f)| f == format)
                .map_or("jsonl", |(e, _)| e),
        }
    }

    /// Whether it is an Avro file.
    pub(super) fn is_avro(&self) -> bool {
        matches!(self, Self::Rows(_, Format::Avro))
    }
}

impl Seed {
    /// A model that is read alone.
    #[must_use]
    pub fn alone(bytes: Vec<u8>, syntax: Syntax) -> Self {
        Self {
            bytes,
            what: What::Graph(syntax, Group::Alone),
        }
    }

    /// The texts that are read together, its own first; none where it is no graph.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input> {
        let What::Graph(syntax, group) = &self.what else {
            return Vec::new();
        };
        let mut inputs = vec![Input {
            path: format!("fuzz.{}", self.what.extension()),
            bytes: self.bytes.clone(),
            syntax: *syntax,
        }];
        if let Group::Example(example, place) = group {
            let others = examples::EXAMPLES
                .get(*example)
                .map(examples::Example::inputs)
                .unwrap_or_default();
            inputs.extend(
                (0..)
                    .zip(others)
                    .filter(|(at, _)| at != place)
                    .map(|(_, input)| input),
            );
        }
        inputs
    }

    /// The name of a file that keeps it; [`Seed::kept`] reads it back.
    #[must_use]
    pub fn file_name(&self) -> String {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.bytes);
        let hash = hasher.finish();
        let group = match &self.what {
            What::Graph(_, Group::Alone) => "alone".to_owned(),
            What::Graph(_, Group::Example(example, place)) => format!("example-{example}-{place}"),
            What::Rows(case, _) => format!("rows-{case}"),
        };
        format!("{group}.{hash:016x}.{}", self.what.extension())
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
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let what = match (name.strip_prefix("rows-"), name.split('.').next()) {
            (Some(rest), _) => {
                let case = rest.split('.').next().unwrap_or_default();
                let format = Format::of(path).unwrap_or_else(|e| panic!("{name}: {e}"));
                What::Rows(case.to_owned(), format)
            }
            (None, group) => What::Graph(
                syntax(path).unwrap_or(Syntax::Turtle),
                Group::of(group.unwrap_or_default()),
            ),
        };
        Self { bytes, what }
    }
}

impl Group {
    /// From the beginning of the name of a kept file.
    fn of(name: &str) -> Self {
        let numbers: Vec<usize> = name.split('-').filter_map(|n| n.parse().ok()).collect();
        match numbers.as_slice() {
            [example, place] if name.starts_with("example-") => Self::Example(*example, *place),
            _ => Self::Alone,
        }
    }
}

fn syntax(path: &Path) -> Option<Syntax> {
    path.extension()
        .and_then(|e| e.to_str())
        .and_then(Syntax::of_extension)
}

/// All seeds of graphs: examples first, then every other file in a syntax of RDF.
pub(super) fn graphs() -> Vec<Seed> {
    let mut seeds = vec![
        Seed::alone(scale::scale(10).into_bytes(), Syntax::Turtle),
        Seed::alone(JSON_LD.as_bytes().to_vec(), Syntax::JsonLd),
        Seed::alone(RDF_XML.as_bytes().to_vec(), Syntax::RdfXml),
    ];
    for (at, example) in examples::EXAMPLES.iter().enumerate() {
        for (place, input) in example.inputs().into_iter().enumerate() {
            seeds.push(Seed {
                bytes: input.bytes,
                what: What::Graph(input.syntax, Group::Example(at, place)),
            });
        }
    }
    let generated = (0..8).map(|seed| generate::model(seed, 2).into_bytes());
    seeds.extend(generated.map(|bytes| Seed::alone(bytes, Syntax::Turtle)));
    let root = examples::root();
    let folders = [
        root.join("ontologies/systems"),
        root.join("tests/diagnostics"),
        root.join("tests/fuzz/corpus"),
        suites(&root),
    ];
    for path in folders.iter().flat_map(|f| golden::list(f)) {
        if let (Some(syntax), Ok(bytes)) = (syntax(&path), std::fs::read(&path)) {
            seeds.push(Seed::alone(bytes, syntax));
        }
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
