//! What clients of the schema registry register goes in as publications do.

use registry::{Error, Writing};

use crate::support::*;

#[test]
fn what_is_registered_is_there_again_after_a_restart() {
    let bench = Bench::new();
    let writer = bench.registry.writer();
    let first = writer.register_schema("a", 1, "\"int\"", Vec::new());
    let again = writer.register_schema("b", 1, " \"int\" ", Vec::new());
    writer.set_schema_level(None, Some("FULL")).unwrap();
    writer.set_schema_level(None, Some("NONE")).unwrap();
    writer.set_schema_level(Some("a"), Some("FULL")).unwrap();
    writer.set_schema_level(Some("a"), None).unwrap();
    drop(writer);
    let (first, again) = (first.unwrap(), again.unwrap());
    assert_eq!(first.id, again.id, "one text has one number");
    let bench = bench.reopened();
    assert_eq!(bench.registry.registered_schemas().unwrap(), [first, again]);
    let levels = bench.registry.schema_levels().unwrap();
    assert_eq!(levels, [(None::<String>, "NONE".to_owned())]);
}

/// A store whose folder is gone takes what it is told, and cannot flush it.
#[test]
fn what_could_not_be_flushed_is_told_and_takes_no_further_number() {
    type Write = fn(&registry::Writer<'_>) -> Result<(), Error>;
    let register: Write = |writer| {
        let registered = writer.register_schema("a", 1, "\"int\"", Vec::new());
        registered.map(drop)
    };
    let level: Write = |writer| writer.set_schema_level(None, Some("FULL"));
    for write in [register, level] {
        let bench = Bench::new();
        let (folder, away) = (bench.path("registry"), bench.path("away"));
        std::fs::rename(&folder, &away).unwrap();
        write(&bench.registry.writer()).unwrap_err();
        std::fs::rename(&away, &folder).unwrap();
        assert!(bench.registry.is_failing() && bench.registry.is_doubted());
        // It may be there, though nobody was told: its number is not given to anything else.
        let next = bench.registry.writer();
        next.register_schema("a", 1, "\"long\"", Vec::new())
            .unwrap_err();
        drop(next);
        assert!(matches!(bench.registry.try_writing(), Writing::Stuck));
        let bench = bench.reopened();
        assert!(!bench.registry.is_failing());
        register(&bench.registry.writer()).unwrap();
    }
}
