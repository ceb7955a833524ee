//! Our reading of Avro's schema resolution, held against two libraries that resolve real data.
//!
//! Where they differ from us, each difference is one of those listed here, with the sentence
//! of the specification by which we are right.

use serde_json::{Value, json};
use tests::oracle::python;
use tests::pairs::pair;
use transpilers::avro::resolution::{Mismatch, parse, resolve};

/// A way in which a library is known to differ.
struct Known {
    library: &'static str,
    /// What we say.
    reads: bool,
    /// What its error has in it; for what it reads and should not, what our reason has in it.
    part: &'static str,
    /// Why it is the library.
    _why: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        library: "fastavro",
        reads: false,
        part: "which is neither its name nor an alias",
        _why: "compares aliases without namespaces: \"a type alias may be specified either as a fully namespace-qualified, or relative to the namespace of the name it is an alias for\"",
    },
    Known {
        library: "avro",
        reads: true,
        part: "Schemas do not match",
        _why: "compares full names, knows no aliases, promotes neither string nor bytes, and looks for no union within arrays and maps: \"to match, … either schema is a union\", \"(unqualified) names match\", \"string is promotable to bytes, bytes is promotable to string\"",
    },
    Known {
        library: "avro",
        reads: true,
        part: "No default value for field",
        _why: "knows no aliases of fields: \"named types and fields may have aliases\", which libraries may leave out",
    },
    Known {
        library: "avro",
        reads: true,
        part: "not present in Reader's Schema",
        _why: "knows no defaults of enums: \"if the writer's symbol is not present in the reader's enum and the reader has a default value, then that value is used\"",
    },
    Known {
        library: "avro",
        reads: true,
        part: "InvalidDefaultException",
        _why: "takes no whole number as the default of a float or double, though their JSON type is number",
    },
    Known {
        library: "avro",
        reads: true,
        part: "is not an example of the schema",
        _why: "cannot write: takes the first branch of a union that looks alike for the one that was meant",
    },
    Known {
        library: "avro",
        reads: false,
        part: "no branch reads the enum",
        _why: "cannot write: of a union of an enum and a string it writes a symbol as the string, and so reads no enum",
    },
    Known {
        library: "avro",
        reads: false,
        part: "no branch reads `boolean`",
        _why: "reads a boolean as a number: of the primitive types only int, long, float, string and bytes are promoted",
    },
];

/// How many pairs; the full count with `DENOTA_SOAK`.
fn count() -> u64 {
    if std::env::var_os("DENOTA_SOAK").is_some() {
        100_000
    } else {
        1_500
    }
}

#[test]
fn schemas_resolve_as_real_data_does_in_other_implementations() {
    let mut pairs = Vec::new();
    for seed in 0..count() {
        let (writer, reader) = pair(seed);
        let (Ok(w), Ok(r)) = (parse(&writer.to_string()), parse(&reader.to_string())) else {
            // Chance made a union of two like branches.
            continue;
        };
        let found = resolve(&r, &w);
        let why: Vec<String> = found.into_iter().map(|m: Mismatch| m.message).collect();
        pairs
            .push(json!({"writer": writer, "reader": reader, "reads": why.is_empty(), "why": why}));
    }
    let reading = pairs.iter().filter(|p| p["reads"] == true).count();
    assert!(
        reading * 4 > pairs.len() && reading * 4 < pairs.len() * 3,
        "{reading}: too one-sided"
    );
    let file = std::env::temp_dir().join(format!("denota-pairs-{}.json", std::process::id()));
    std::fs::write(&file, Value::Array(pairs).to_string()).unwrap();
    let said = python("avro_resolution.py", std::slice::from_ref(&file));
    std::fs::remove_file(file).unwrap();
    assert!(said["values"].as_u64().unwrap() > count(), "{said}");
    let differences = said["disagreements"].as_array().unwrap();
    for difference in differences {
        assert!(
            KNOWN.iter().any(|k| k.explains(difference)),
            "{difference:#}"
        );
    }
    // A list that explains everything would prove nothing.
    let of_fastavro = differences
        .iter()
        .filter(|d| d["library"] == "fastavro")
        .count();
    assert!(
        of_fastavro * 100 < usize::try_from(count()).unwrap(),
        "{of_fastavro}"
    );
}

impl Known {
    fn explains(&self, difference: &Value) -> bool {
        let told = if self.reads {
            difference["error"].as_str().unwrap_or_default().to_owned()
        } else {
            difference["why"].to_string()
        };
        difference["library"] == self.library
            && difference["reads"] == self.reads
            && told.contains(self.part)
    }
}
