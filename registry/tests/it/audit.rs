//! The audit log.

use registry::{
    Action, AuditEntry, AuditFilter, Error, Outcome, RegisteredSchema, Writer, Writing,
};

use crate::support::*;

pub(crate) fn entry(n: u32, who: &str, action: Action, outcome: Outcome) -> AuditEntry {
    AuditEntry {
        at: format!("2026-01-02T03:04:{n:02}Z"),
        request: format!("request-{n}"),
        who: who.to_owned(),
        action,
        graph: Some(SHOP_IRI.to_owned()).filter(|_| action != Action::Login),
        outcome,
        detail: None,
    }
}

#[test]
fn what_was_done_and_tried_can_be_looked_up() {
    let bench = Bench::new();
    let all = [
        entry(1, "ann", Action::Publish, Outcome::Done),
        entry(2, "bob", Action::Publish, Outcome::Refused),
        entry(3, "bob", Action::Login, Outcome::Failed),
        entry(4, "ann", Action::Read, Outcome::Refused),
    ];
    for entry in &all {
        bench.registry.audit(entry).unwrap();
    }
    let Bench { registry, folder } = bench;
    drop(registry);
    let registry = open(&folder.path().join("registry"));
    let found = |filter: AuditFilter| -> Vec<String> {
        let entries = registry.audit_entries(&filter).unwrap();
        entries.into_iter().map(|e| e.request).collect()
    };
    let none = AuditFilter::default;
    assert_eq!(registry.audit_entries(&none()).unwrap(), all);
    let who = Some("ann".to_owned());
    assert_eq!(
        found(AuditFilter { who, ..none() }),
        ["request-1", "request-4"]
    );
    let outcome = Some(Outcome::Refused);
    assert_eq!(
        found(AuditFilter { outcome, ..none() }),
        ["request-2", "request-4"]
    );
    let action = Some(Action::Login);
    assert_eq!(found(AuditFilter { action, ..none() }), ["request-3"]);
    let limit = Some(1);
    assert_eq!(found(AuditFilter { limit, ..none() }), ["request-4"]);
    let since = Some("2026-01-02T03:04:02Z".to_owned());
    let before = Some("2026-01-02T03:04:04Z".to_owned());
    assert_eq!(
        found(AuditFilter {
            since,
            before,
            ..none()
        }),
        ["request-2", "request-3"]
    );
}

/// Whoever publishes may be killed before it is entered.
#[test]
fn publications_that_the_log_lacks_are_entered_once() {
    let bench = Bench::new();
    bench
        .registry
        .audit(&entry(0, "ann", Action::Login, Outcome::Done))
        .unwrap();
    bench.put(SHOP);
    assert!(bench.retire(SHOP_IRI).is_ok());
    assert_eq!(bench.registry.complete_audit().unwrap(), 2);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
    let all = AuditFilter::default();
    let entered = bench.registry.audit_entries(&all).unwrap();
    let actions: Vec<Action> = entered.iter().map(|e| e.action).collect();
    assert_eq!(actions, [Action::Login, Action::Publish, Action::Retire]);
    let graph = Some(SHOP_IRI.to_owned());
    assert!(
        entered[1..]
            .iter()
            .all(|e| e.graph == graph && e.request == "-")
    );
}

/// What is entered when it happens is not entered again.
#[test]
fn publications_that_the_log_has_are_not_lacking() {
    let bench = Bench::new();
    let published = bench.put(SHOP);
    let retired = bench.retire(SHOP_IRI).map_err(|r| why(&r)).unwrap();
    for (action, version) in [
        (Action::Publish, &published.version),
        (Action::Retire, &retired[0].version),
    ] {
        let entered = AuditEntry {
            detail: Some(AuditEntry::of_version(version)),
            ..entry(5, "ann", action, Outcome::Done)
        };
        bench.registry.audit(&entered).unwrap();
    }
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
}

/// Publishes the shop so many times, each time with another label.
fn publish_often(bench: &Bench, times: u32) {
    for n in 0..times {
        bench.put(&SHOP.replace("\"Order\"@en", &format!("\"Order {n}\"@en")));
    }
}

/// The log may lack them for as long as it cannot be written.
#[test]
fn however_many_publications_the_log_lacks_are_entered() {
    let bench = Bench::new();
    let before = entry(0, "ann", Action::Login, Outcome::Done);
    bench.registry.audit(&before).unwrap();
    publish_often(&bench, 20);
    assert_eq!(bench.registry.complete_audit().unwrap(), 20);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
}

/// Who takes the log away, or fills a registry without one, does not have all of history entered.
#[test]
fn into_a_log_of_nothing_the_last_publications_are_entered() {
    let bench = Bench::new();
    publish_often(&bench, 20);
    assert_eq!(bench.registry.complete_audit().unwrap(), 16);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
}

/// Registers a schema, and does not enter it yet.
fn register(writer: &Writer<'_>, version: u32) -> Result<AuditEntry, Error> {
    let told = |schema: &RegisteredSchema| AuditEntry {
        detail: Some(format!("schema {} as version {version}", schema.id)),
        ..entry(version, "ann", Action::Publish, Outcome::Done)
    };
    let text = format!("{{\"type\":\"fixed\",\"name\":\"A\",\"size\":{version}}}");
    let registered = writer.register_schema("a", version, &text, Vec::new(), told)?;
    Ok(registered.1)
}

/// Whoever registers a schema or sets a level may be killed before it is entered, or after.
#[test]
fn schemas_and_levels_that_the_log_lacks_are_entered_once() {
    let bench = Bench::new();
    let writer = bench.registry.writer();
    let entered = register(&writer, 1).unwrap();
    writer.enter(&entered).unwrap();
    let killed_after = register(&writer, 2).unwrap();
    bench.registry.audit(&killed_after).unwrap();
    let killed_before = register(&writer, 3).unwrap();
    let level = entry(4, "bob", Action::Administer, Outcome::Done);
    writer.set_schema_level(None, Some("FULL"), &level).unwrap();
    drop(writer);
    let bench = bench.reopened();
    assert_eq!(bench.registry.complete_audit().unwrap(), 2);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
    let all = bench.registry.audit_entries(&AuditFilter::default());
    let expected = [entered, killed_after, killed_before, level];
    assert_eq!(all.unwrap(), expected);
}

/// A file that cannot be opened stands for a disk that is full.
#[test]
fn what_could_not_be_entered_is_entered_once_it_can() {
    let bench = Bench::new();
    let newest = bench.path("registry/audit/audit.jsonl");
    std::fs::create_dir_all(&newest).unwrap();
    let writer = bench.registry.writer();
    let written = register(&writer, 1).unwrap();
    writer.enter(&written).unwrap_err();
    drop(writer);
    bench.registry.complete_audit().unwrap_err();
    std::fs::remove_dir(&newest).unwrap();
    assert_eq!(bench.registry.complete_audit().unwrap(), 1);
    assert_eq!(bench.registry.complete_audit().unwrap(), 0);
    let all = bench.registry.audit_entries(&AuditFilter::default());
    assert_eq!(all.unwrap(), [written]);
}

#[test]
fn a_store_that_takes_what_is_written_is_not_failing() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.registry.doubt();
    assert!(bench.registry.is_doubted() && !bench.registry.is_failing());
    let generation = bench.registry.index().generation();
    assert!(matches!(bench.registry.try_writing(), Writing::Works));
    assert!(!bench.registry.is_doubted());
    assert_eq!(bench.registry.index().generation(), generation);
    let reopened = bench.reopened();
    assert_eq!(reopened.registry.index().generation(), generation);
}
