//! A registry in a folder of its own, and queries without a server.

use std::collections::HashSet;
use std::sync::Arc;

use registry::{Precondition, Publication, Registry, View, Visible};
use serde_json::{Value, json};
use tempfile::TempDir;
use upper::vocabulary;

use crate::fixture;
use crate::http::graphql::execute::{Means, execute};
use crate::http::graphql::request::Request;
use crate::http::graphql::{derive, versions};
use crate::http::publish::{Manner, publish};

/// A registry, and what queries are executed with.
pub(super) struct World {
    pub(super) means: Means,
    _folder: TempDir,
}

/// A model with a class, an attribute that many classes list, and a relationship.
pub(super) fn model(name: &str, imports: Option<&str>) -> String {
    let imported = imports.map(|other| {
        format!(
            "    <http://www.w3.org/2002/07/owl#imports> <https://example.com/onto/{other}#> ;\n"
        )
    });
    let extension = imports.map(|other| {
        format!(
            ":More a upper:Extension ; upper:label \"More of {name}\"@en ; upper:extends <https://example.com/onto/{other}#Thing> ; upper:property :size .\n\
             :other a upper:Relationship ; upper:label \"Other of {name}\"@en ; upper:class <https://example.com/onto/{other}#Thing> ; upper:maxCount 1 .\n\
             :Holder a upper:DirectClass ; upper:label \"Holder of {name}\"@en ; upper:primaryKey ( :holderId ) ; upper:property :holderId , :other .\n\
             :holderId a upper:Attribute ; upper:label \"Id\"@en ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n"
        )
    });
    format!(
        "@prefix : <https://example.com/onto/{name}#> .\n\
         @prefix upper: <https://w3id.org/denota/upper#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         : a upper:DomainModel ; upper:domain \"{name}\" ; upper:owner \"team-{name}\" ;\n{}\
             upper:label \"The {name}\"@en .\n\
         :Thing a upper:DirectClass ; upper:label \"Thing of {name}\"@en ; upper:primaryKey ( :id ) ; upper:property :id , :kind ;\n\
             upper:refinement [ upper:refines :kind ; upper:minCount 1 ] .\n\
         :id a upper:Attribute ; upper:label \"Id\"@en ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .\n\
         :size a upper:Attribute ; upper:label \"Size\"@en ; upper:datatype xsd:int ; upper:maxCount 1 .\n\
         :kind a upper:Relationship ; upper:label \"Kind\"@en ; upper:class :Kind ; upper:maxCount 1 .\n\
         :Kind a upper:Enumeration ; upper:label \"Kind\"@en ; upper:oneOf ( :One :Two ) .\n\
         :One a upper:EnumValue ; upper:label \"One\"@en . :Two a upper:EnumValue ; upper:label \"Two\"@en .\n{}",
        imported.unwrap_or_default(),
        extension.unwrap_or_default(),
    )
}

/// The IRI of a model.
pub(super) fn iri(name: &str) -> String {
    format!("https://example.com/onto/{name}#")
}

impl World {
    /// A registry with models: names and texts, published one after the other.
    pub(super) fn with(models: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = Arc::new(Registry::open(folder.path()).unwrap());
        let current = derive(&registry, versions(&registry)).unwrap();
        let world = Self {
            means: Means {
                registry,
                current: Arc::new(current),
                counts: Arc::default(),
                settings: crate::http::graphql::settings::Settings::default(),
                app: None,
                is_searchable: true,
            },
            _folder: folder,
        };
        for (name, text) in models {
            world.publish(name, text);
        }
        world
    }

    /// Publishes a model.
    pub(super) fn publish(&self, name: &str, text: &str) {
        self.publish_together(&[(name.to_owned(), text.to_owned())]);
    }

    /// Publishes models at once: names and texts.
    pub(super) fn publish_together(&self, models: &[(String, String)]) {
        let publisher = fixture::publisher();
        let author = fixture::author(&publisher);
        let publication = Publication {
            inputs: models
                .iter()
                .map(|(name, text)| fixture::input(name, text))
                .collect(),
            preconditions: models
                .iter()
                .map(|(name, _)| (iri(name), Precondition::Absent))
                .collect(),
            ..Publication::default()
        };
        let done = publish(
            &self.means.registry,
            publication,
            &author,
            Manner::default(),
        )
        .unwrap();
        assert!(done.is_ok(), "{models:?} is refused");
    }

    /// The body of the answer to a query.
    pub(super) fn body(&self, view: &View, query: &str, variables: &Value) -> String {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = Request::of_body(body.as_bytes()).unwrap();
        let outcome = execute(&self.means, view.clone(), request);
        String::from_utf8(outcome.body.to_vec()).unwrap()
    }

    /// The same without the moment at which the registry was made, which no two share.
    pub(super) fn timeless(&self, view: &View, query: &str, variables: &Value) -> String {
        let index = self.means.registry.index();
        let seen = index.seen(&View::Everything);
        let upper = seen.graph(vocabulary::upper::NS).unwrap();
        let made = upper.revisions[0].published_at.clone();
        drop(index);
        self.body(view, query, variables).replace(&made, "then")
    }

    /// The data that a query gets.
    #[track_caller]
    pub(super) fn ask(&self, query: &str) -> Value {
        let answer: Value =
            serde_json::from_str(&self.body(&View::Everything, query, &json!({}))).unwrap();
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// A view of everything but some models.
    pub(super) fn without(&self, hidden: &[&str]) -> View {
        let index = self.means.registry.index();
        let all = index
            .seen(&View::Everything)
            .graphs()
            .map(|g| g.iri.clone());
        let hidden: Vec<String> = hidden.iter().map(|name| iri(name)).collect();
        let graphs: HashSet<String> = all.filter(|iri| !hidden.contains(iri)).collect();
        View::Only(Arc::new(Visible { key: 1, graphs }))
    }
}
