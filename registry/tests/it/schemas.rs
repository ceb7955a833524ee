//! What clients of the schema registry register goes in as publications do.

use registry::{Action, AuditEntry, Error, Outcome, RegisteredSchema, Writer, Writing};

use crate::audit::entry;
use crate::support::*;

fn told() -> AuditEntry {
    entry(0, "ann", Action::Administer, Outcome::Done)
}

/// Registers the first version of a subject, which uses no other schema.
fn first(writer: &Writer<'_>, subject: &str, text: &str) -> Result<RegisteredSchema, Error> {
    let registered = writer.register_schema(subject, 1, text, Vec::new(), |_| told());
    registered.map(|(schema, _)| schema)
}

fn set(writer: &Writer<'_>, subject: Option<&str>, level: Option<&str>) -> Result<(), Error> {
    writer.set_schema_level(subject, level, &told())
}

#[test]
fn what_is_registered_is_there_again_after_a_restart() {
    let bench = Bench::new();
    let writer = bench.registry.writer();
    let one = first(&writer, "a", "\"int\"").unwrap();
    let again = first(&writer, "b", " \"int\" ").unwrap();
    set(&writer, None, Some("FULL")).unwrap();
    set(&writer, None, Some("NONE")).unwrap();
    set(&writer, Some("a"), Some("FULL")).unwrap();
    set(&writer, Some("a"), None).unwrap();
    drop(writer);
    assert_eq!(one.id, again.id, "one text has one number");
    let bench = bench.reopened();
    assert_eq!(bench.registry.registered_schemas().unwrap(), [one, again]);
    let levels = bench.registry.schema_levels().unwrap();
    assert_eq!(levels, [(None::<String>, "NONE".to_owned())]);
}

/// A store whose folder is gone takes what it is told, and cannot flush it.
#[test]
fn what_could_not_be_flushed_is_told_and_takes_no_further_number() {
    type Write = fn(&Writer<'_>) -> Result<(), Error>;
    let register: Write = |writer| first(writer, "a", "\"int\"").map(drop);
    let level: Write = |writer| set(writer, None, Some("FULL"));
    for write in [register, level] {
        let bench = Bench::new();
        let (folder, away) = (bench.path("registry"), bench.path("away"));
        std::fs::rename(&folder, &away).unwrap();
        write(&bench.registry.writer()).unwrap_err();
        std::fs::rename(&away, &folder).unwrap();
        assert!(bench.registry.is_failing() && bench.registry.is_doubted());
        // It may be there, though nobody was told: its number is not given to anything else.
        let next = bench.registry.writer();
        first(&next, "a", "\"long\"").unwrap_err();
        drop(next);
        assert!(matches!(bench.registry.try_writing(), Writing::Stuck));
        let bench = bench.reopened();
        assert!(!bench.registry.is_failing());
        register(&bench.registry.writer()).unwrap();
    }
}
