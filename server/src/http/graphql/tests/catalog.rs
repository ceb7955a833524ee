//! Lists of what the catalog records: whole at any number, and those of hidden graphs like those
//! of graphs that are not there.

use std::collections::BTreeSet;

use registry::model::{GraphName, NamedNode, Quad, Term};
use registry::{View, catalog};
use serde_json::{Value, json};
use upper::graph::TermId;
use upper::vocabulary::{self, graph as info};

use super::world::{World, iri, model};

/// More than are read at once.
const MANY: usize = 2_100;

/// Two registries, alike but for what is hidden in one of them.
fn worlds() -> (World, World) {
    let shop = || ("shop", model("shop", None));
    let user = || ("user", model("user", Some("shop")));
    let secret = || ("secret", model("secret", Some("shop")));
    let whole = World::with(&[shop(), secret(), user()]);
    let less = World::with(&[shop(), user()]);
    (whole, less)
}

/// Lists of records, `@` standing for the arguments.
fn lists() -> Vec<String> {
    let rest =
        "@ { totalCount nodes { __typename ... on DENOTA_Node { upper_iri } } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";
    let of = |ty: &str, node: &str, field: &str| {
        format!("{{ denota_node(upper_iri: \"{node}\") {{ ... on {ty} {{ {field}{rest} }} }} }}")
    };
    let model = |node: &str, field: &str| of("UPPER_DomainModel", node, field);
    let upper = "https://w3id.org/denota/upper#";
    vec![
        format!("{{ graph_registrationList{rest} }}"),
        format!("{{ graph_revisionList{rest} }}"),
        format!("{{ graph_dependencyList{rest} }}"),
        model(&iri("shop"), "graph_needs_inverse"),
        model(&iri("shop"), "graph_revisionOf_inverse"),
        model(upper, "graph_conformsTo_inverse"),
        of("GRAPH_NamedGraph", catalog::IRI, "denota_definedIn_inverse"),
    ]
}

fn cursors(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("cursor")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|value| cursors(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| cursors(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The cursors of all records of a registry.
fn all_cursors(world: &World) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for list in lists() {
        cursors(&world.ask(&list.replace('@', "(first: 100)")), &mut found);
    }
    found
}

#[test]
fn a_cursor_of_what_is_hidden_is_like_one_of_nothing() {
    let (whole, less) = worlds();
    let view = whole.without(&["secret"]);
    let (all, visible) = (all_cursors(&whole), all_cursors(&less));
    let hidden: Vec<&String> = all.difference(&visible).collect();
    // Its registration, its revision, and what that needs.
    assert!(hidden.len() >= 3, "{hidden:?}");
    for list in lists() {
        let whole_list = list.replace('@', "(first: 100)");
        let mut asked = vec![whole_list];
        for cursor in &hidden {
            asked.push(list.replace('@', &format!("(first: 2, after: {cursor:?})")));
            asked.push(list.replace('@', &format!("(last: 2, before: {cursor:?})")));
        }
        for query in asked {
            let seen = |world: &World, view: &View| world.body(view, &query, &json!({}));
            let (hidden, absent) = (seen(&whole, &view), seen(&less, &less.without(&[])));
            assert_eq!(hidden, absent, "{query}");
        }
    }
}

/// States that the newest revision of a graph needs the shop many times.
fn need_often(world: &World, name: &str) {
    let index = world.means.registry.index();
    let graph = index.seen(&View::Everything).graph(&iri(name)).unwrap();
    let revision = graph.newest().unwrap().node.clone();
    drop(index);
    let known = |term: TermId| NamedNode::new_unchecked(vocabulary::iri(term).unwrap());
    let node = |iri: &str| NamedNode::new_unchecked(iri);
    let mut quads = Vec::new();
    for nth in 10..10 + MANY {
        let need = node(&format!("{revision}.needs.{nth}"));
        let mut says = |property: NamedNode, value: NamedNode| {
            let graph = GraphName::from(node(catalog::IRI));
            quads.push(Quad::new(need.clone(), property, Term::from(value), graph));
        };
        let of_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        says(node(of_type), known(info::class::DEPENDENCY));
        says(known(info::DEPENDENCY_OF), node(&revision));
        says(known(info::NEEDS), node(&iri("shop")));
    }
    world.means.registry.store().extend(quads).unwrap();
}

/// The IRIs of all nodes of a list, page by page.
fn paged(world: &World, list: &str, backwards: bool) -> Vec<String> {
    let (side, beyond) = if backwards {
        ("last", "before")
    } else {
        ("first", "after")
    };
    let (more, end) = if backwards {
        ("hasPreviousPage", "startCursor")
    } else {
        ("hasNextPage", "endCursor")
    };
    let mut found = Vec::new();
    let mut from = String::new();
    loop {
        let data = world.ask(&list.replace('@', &format!("({side}: 100{from})")));
        let page = &data["denota_node"]["graph_needs_inverse"];
        let nodes = page["nodes"].as_array().unwrap().iter();
        let mut iris: Vec<String> = nodes
            .map(|node| node["upper_iri"].as_str().unwrap().to_owned())
            .collect();
        if backwards {
            iris.reverse();
        }
        found.extend(iris);
        if page["pageInfo"][more] == false {
            return found;
        }
        from = format!(", {beyond}: {}", page["pageInfo"][end]);
    }
}

#[test]
fn what_needs_a_graph_is_listed_however_much_it_is() {
    let (whole, less) = worlds();
    let view = whole.without(&["secret"]);
    let list = lists().remove(3);
    let count = |world: &World, view: &View| {
        let query = list.replace('@', "(first: 3)");
        let body = world.body(view, &query, &json!({}));
        let data: Value = serde_json::from_str(&body).unwrap();
        let connection = &data["data"]["denota_node"]["graph_needs_inverse"];
        assert_eq!(
            connection["nodes"].as_array().map(Vec::len),
            Some(3),
            "{body}"
        );
        (connection["totalCount"].as_u64().unwrap(), body)
    };
    let before = world_needs(&less, &list);
    need_often(&whole, "user");
    need_often(&less, "user");
    let everything = count(&less, &View::Everything);
    assert_eq!(everything.0 as usize, before + MANY);
    let forwards = paged(&less, &list.replace("totalCount", ""), false);
    assert_eq!(forwards.len(), before + MANY);
    let mut backwards = paged(&less, &list.replace("totalCount", ""), true);
    backwards.reverse();
    assert_eq!(forwards, backwards);

    need_often(&whole, "secret");
    let seen = count(&whole, &view);
    assert_eq!(seen, count(&less, &less.without(&[])));
    assert_eq!(seen.0, everything.0);
    let all = count(&whole, &View::Everything);
    assert!(all.0 as usize >= before + 2 * MANY, "{}", all.0);
}

#[test]
fn what_is_hidden_does_not_make_a_list_a_long_one() {
    let (whole, less) = worlds();
    let view = whole.without(&["secret"]);
    need_often(&whole, "secret");
    for list in lists() {
        let query = list.replace('@', "(first: 100)");
        let hidden = whole.body(&view, &query, &json!({}));
        let absent = less.body(&less.without(&[]), &query, &json!({}));
        assert_eq!(hidden, absent, "{query}");
    }
}

fn world_needs(world: &World, list: &str) -> usize {
    let data = world.ask(&list.replace('@', "(first: 1)"));
    let total = data["denota_node"]["graph_needs_inverse"]["totalCount"].as_u64();
    usize::try_from(total.unwrap()).unwrap()
}

#[test]
fn a_state_of_too_many_graphs_is_refused_and_not_cut_off() {
    let header = |name: &str, more: &str| {
        format!(
            "<{}> a <https://w3id.org/denota/upper#DomainModel> ; \
             <https://w3id.org/denota/upper#domain> \"{name}\" {more} .\n",
            iri(name)
        )
    };
    let needs = |count: usize| {
        let parts = (0..count).map(|n| {
            format!(
                "; <http://www.w3.org/2002/07/owl#imports> <{}> ",
                iri(&format!("part{n}"))
            )
        });
        parts.collect::<String>()
    };
    let mut models: Vec<(String, String)> = (0..256)
        .map(|n| format!("part{n}"))
        .map(|name| (name.clone(), header(&name, "")))
        .collect();
    // What is asked for is one of them, and Upper another.
    models.push(("few".to_owned(), header("few", &needs(240))));
    models.push(("many".to_owned(), header("many", &needs(256))));
    let world = World::with(&[]);
    world.publish_together(&models);
    let state = |name: &str| {
        let query = format!(
            "{{ denota_state(graph: \"{}\", version: \"1.0.0\") {{ revision {{ graph_publication }} }} }}",
            iri(name)
        );
        world.body(&View::Everything, &query, &json!({}))
    };
    assert!(!state("few").contains("errors"), "{}", state("few"));
    assert!(
        state("many").contains("more than 256 graphs"),
        "{}",
        state("many")
    );
}
