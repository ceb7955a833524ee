//! Files of rows, in all formats, through the readers of `load` and validation against every
//! class that has a table, of the example models and of generated ones.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use containers::{Format, Validated, Validator};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use transpilers::iceberg;
use transpilers::ids::Ids;
use transpilers::{Settings, target};
use upper::check::{Checked, Options, check};
use upper::model::{DomainModel, Valid};
use upper::source::{Input, Syntax};

use super::avro::Parts;
use super::values::Values;
use super::{Seed, Verdict, What};
use crate::{examples, generate, golden};

/// A class whose rows are read.
struct Case {
    /// `domain-Class`
    name: String,
    domain: String,
    class: String,
    validator: Validator<'static>,
    /// Its Avro schema.
    schema: Value,
}

/// All of them, for as long as the process lasts.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let examples = examples::EXAMPLES.iter().map(examples::Example::checked);
    let generated = (0..3).map(|seed| {
        let input = Input {
            path: "generated.ttl".to_owned(),
            bytes: generate::model(seed, 3)
                .replace("\"generated\"", &format!("\"generated{seed}\""))
                .into_bytes(),
            syntax: Syntax::Turtle,
        };
        check(vec![input], &Options::default())
    });
    let all: Vec<Checked> = examples.chain(generated).collect();
    all.iter()
        .flat_map(Checked::valid)
        .flat_map(cases)
        .collect()
});

fn cases(model: Valid<DomainModel>) -> Vec<Case> {
    let model: &'static Valid<DomainModel> = Box::leak(Box::new(model));
    let (models, domain) = (model.models(), &model.domain().info.name);
    let avro = target("avro").map(|t| (t.transpile)(model, &Settings::default()));
    let schemas = avro.map(|o| o.artifacts).unwrap_or_default();
    let mut cases = Vec::new();
    for table in iceberg::tables(models, model.id(), &Ids::default()) {
        let leaves = table.leaves.iter().map(|leaf| leaf.class);
        let classes: BTreeSet<_> = leaves.chain([table.root]).collect();
        for id in classes {
            let class = &models.class(id).info.name;
            let path = format!("{domain}/{class}.avsc");
            let text = schemas.iter().find(|a| a.path == path).map(|a| &a.text);
            cases.push(Case {
                name: format!("{domain}-{class}"),
                domain: domain.clone(),
                class: class.clone(),
                validator: Validator::new(models, id, &table).expect("the table is the class's"),
                schema: text.map_or(Value::Null, |t| serde_json::from_str(t).expect("JSON")),
            });
        }
    }
    cases
}

/// Runs one file; `deep` also writes what was accepted to Parquet, of which all must be
/// accepted again, the same.
pub(super) fn run(seed: &Seed, deep: bool) -> Verdict {
    let What::Rows(name, format) = &seed.what else {
        panic!("no rows")
    };
    let case = CASES.iter().find(|case| case.name == *name);
    let case = case.unwrap_or_else(|| panic!("there is no class for `{name}`"));
    let mut reasons = BTreeSet::new();
    let result = case
        .validator
        .validate(*format, seed.bytes.clone(), &mut |_, why| {
            reasons.extend(why.iter().map(|w| without_words(w)));
        });
    let mut hasher = DefaultHasher::new();
    let valid = match &result {
        Ok(validated) => {
            if deep {
                again(case, validated);
            }
            (validated.read > 0, validated.rejected > 0).hash(&mut hasher);
            validated.read > 0 && validated.rejected == 0
        }
        Err(error) => {
            without_words(&error.to_string()).hash(&mut hasher);
            false
        }
    };
    (*format as u8, reasons).hash(&mut hasher);
    Verdict {
        valid,
        signature: hasher.finish(),
    }
}

fn again(case: &Case, validated: &Validated) {
    if validated.accepted.is_empty() {
        return;
    }
    let file = to_parquet(validated, Compression::UNCOMPRESSED);
    let mut reasons = Vec::new();
    let tell = &mut |_, why: &[String]| reasons.extend(why.to_vec());
    let again = case.validator.validate(Format::Parquet, file, tell);
    let again =
        again.unwrap_or_else(|e| panic!("{}: accepted rows cannot be read: {e}", case.name));
    assert!(
        reasons.is_empty(),
        "{}: rows were accepted and then were not: {reasons:?}",
        case.name
    );
    assert!(
        validated.rows().eq(again.rows()),
        "{}: accepted rows became others",
        case.name
    );
}

/// A reason without the user's words and numbers, which differ from input to input.
fn without_words(reason: &str) -> String {
    let parts = reason.split('`').step_by(2);
    let plain = parts.flat_map(str::chars).filter(|c| !c.is_ascii_digit());
    plain.take(100).collect()
}

fn to_parquet(validated: &Validated, compression: Compression) -> Vec<u8> {
    let mut file = Vec::new();
    if let Some(first) = validated.accepted.first() {
        let properties = WriterProperties::builder().set_compression(compression);
        let mut writer = ArrowWriter::try_new(&mut file, first.schema(), Some(properties.build()))
            .expect("Parquet takes what Iceberg takes");
        for batch in &validated.accepted {
            writer.write(batch).expect("a batch fits its own schema");
        }
        writer.close().expect("memory does not fail");
    }
    file
}

/// The data of the examples, and rows made for each class: in all formats.
pub(super) fn seeds() -> Vec<Seed> {
    let data = examples::root().join("ontologies/domains/data");
    let corpus = examples::root().join("tests/fuzz/corpus");
    let mut seeds = Vec::new();
    for case in CASES.iter() {
        let files = golden::list(&data).into_iter().filter(|path| {
            path.file_stem().is_some_and(|stem| *stem == *case.class)
                && path.to_string_lossy().contains(&case.domain)
                || path.ends_with(format!("bad/{}.jsonl", case.class))
        });
        for bytes in files.filter_map(|path| std::fs::read(path).ok()) {
            formats(case, few(&bytes, 3), &mut seeds);
            seeds.push(seed(case, Format::JsonLines, bytes));
        }
        made(case, &mut seeds);
    }
    let kept = golden::list(&corpus).into_iter();
    let kept = kept.filter(|p| {
        let name = p.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with("rows-")
    });
    seeds.extend(kept.map(|p| Seed::kept(&p)));
    seeds
}

fn seed(case: &Case, format: Format, bytes: Vec<u8>) -> Seed {
    Seed {
        bytes,
        what: What::Rows(case.name.clone(), format),
    }
}

/// The first lines: short files are changed to more effect.
fn few(lines: &[u8], count: usize) -> Vec<u8> {
    lines
        .split_inclusive(|b| *b == b'\n')
        .take(count)
        .flatten()
        .copied()
        .collect()
}

/// The JSON lines, and what they are in tables, as values in columns and as Parquet.
fn formats(case: &Case, lines: Vec<u8>, seeds: &mut Vec<Seed>) {
    let validated = case
        .validator
        .validate(Format::JsonLines, lines.clone(), &mut |_, _| {});
    seeds.push(seed(case, Format::JsonLines, lines));
    let Some(validated) = validated.ok().filter(|v| !v.accepted.is_empty()) else {
        return;
    };
    let rows: Vec<Value> = validated.rows().collect();
    seeds.push(seed(case, Format::Csv, csv(&rows).into_bytes()));
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        let file = to_parquet(&validated, compression);
        seeds.push(seed(case, Format::Parquet, file));
    }
}

fn csv(rows: &[Value]) -> String {
    let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let cell = |value: &Value| match value.as_str() {
        Some(text) => quoted(text),
        None if value.is_null() => String::new(),
        None => quoted(&value.to_string()),
    };
    let objects: Vec<_> = rows.iter().filter_map(Value::as_object).collect();
    let header = objects.first().map(|o| o.keys().cloned().collect());
    let lines = objects.iter().map(|o| line(o.values().map(cell).collect()));
    line(header.unwrap_or_default()) + &lines.collect::<String>()
}

/// Rows by the Avro schema: as Avro, as JSON lines, and what comes of those.
fn made(case: &Case, seeds: &mut Vec<Seed>) {
    if case.schema.is_null() {
        return;
    }
    for number in 0..3 {
        let mut values = Values::new(&case.schema, &case.domain, number);
        let mut block = Vec::new();
        let rows: Vec<Value> = (0..4).map(|_| values.row(&mut block)).collect();
        let parts = Parts {
            schema: case.schema.to_string().into_bytes(),
            rows: 4,
            block,
        };
        seeds.push(seed(case, Format::Avro, parts.file()));
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        formats(case, lines.into_bytes(), seeds);
    }
}
