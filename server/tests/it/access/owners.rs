//! Nobody has a say in what is another team's: not by giving graphs away, and not by a
//! namespace that encloses theirs.

use serde_json::json;

use super::{ABSENT, IRI, MARK, PEOPLE, Registry, comparable};
use crate::auth::tokens::token;
use crate::http::Answer;

const PEOPLE_IRI: &str = "https://example.com/onto/people#";

impl Registry {
    fn send(
        &self,
        token: &str,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = headers.to_vec();
        headers.push(("authorization", &bearer));
        self.served.send(method, path, &headers, body.as_bytes())
    }

    /// Replaces the people, as whoever holds a token.
    fn replace(&self, token: &str, text: &str) -> Answer {
        let current = self.served.get("/api/v1/models/people", Some(token));
        let headers = [
            ("content-type", "text/turtle"),
            ("if-match", current.header("etag")),
        ];
        self.send(token, ("PUT", "/api/v1/models/people"), &headers, text)
    }

    /// The same by a publication that names an owner.
    fn give(&self, token: &str, text: &str, owner: &str) -> Answer {
        let known = self.served.get("/api/v1/models/people", Some(token));
        let hash = known.header("etag").trim_matches('"').to_owned();
        let body = json!({
            "graphs": [{ "path": "people.ttl", "text": text }],
            "preconditions": { PEOPLE_IRI: hash },
            "owner": owner,
        });
        let headers = [("content-type", "application/json")];
        let body = body.to_string();
        self.send(token, ("POST", "/api/v1/publications"), &headers, &body)
    }

    fn owner(&self) -> String {
        let list = self
            .served
            .get("/api/v1/models?kind=model", Some(&self.root))
            .json();
        let items = list["items"].as_array().unwrap().iter();
        let people = items.clone().find(|g| g["iri"] == PEOPLE_IRI).unwrap();
        people["owner"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_graph_is_given_away_only_by_whoever_is_of_both_teams() {
    let registry = Registry::start();
    let both = token(
        &registry.served.bench,
        &["both", "--team", "mixed", "--team", "people"],
    );
    let text = |label: &str, owner: &str| {
        PEOPLE.replace(
            "upper:label \"People\"",
            &format!("upper:owner \"{owner}\" ; upper:label \"{label}\""),
        )
    };
    registry.served.until("the token is known", |s| {
        s.get("/api/v1/whoami", Some(&both)).status == 200
    });
    let unowned = PEOPLE.replace("\"People\"", "\"Persons\"");
    let outsider = &registry.outsider;
    assert_eq!(
        registry.replace(outsider, &text("One", "mixed")).status,
        403
    );
    assert_eq!(registry.give(outsider, &unowned, "mixed").status, 403);
    assert_eq!(registry.owner(), "people");
    // Their first team is another one, which nobody has named.
    assert_eq!(registry.replace(&both, &unowned).status, 200);
    assert_eq!(registry.owner(), "people");
    let given = registry.give(&both, PEOPLE, "mixed");
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(registry.owner(), "mixed");
    assert_eq!(registry.replace(outsider, &unowned).status, 403);
    let back = registry.replace(&both, &text("Two", "people"));
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(registry.owner(), "people");
}

/// A model whose namespace encloses those of others, and that speaks of a term of theirs.
fn enclosing(term: &str) -> String {
    format!(
        "@prefix : <https://example.com/> .
@prefix upper: <https://w3id.org/denota/upper#> .
: a upper:DomainModel ; upper:domain \"everything\" .
<{term}> a upper:DirectClass ; upper:label \"Mine\"@en .
"
    )
}

#[test]
fn a_namespace_that_encloses_others_has_no_say_in_them() {
    let registry = Registry::start();
    registry.hide();
    let put = |term: &str| {
        let text = enclosing(term);
        let made = registry
            .served
            .create_as(&registry.outsider, "everything", &text);
        let answer = comparable(&made);
        (answer.status, answer.text())
    };
    let theirs = put(&format!("{PEOPLE_IRI}Person"));
    assert_eq!(theirs.0, 422, "{}", theirs.1);
    assert!(theirs.1.contains("U0057"), "{}", theirs.1);
    // Whether there is such a term makes no difference.
    let of = |name: &str| put(&format!("{IRI}FISH").replace("FISH", name));
    let (there, absent) = (of(MARK), of(ABSENT));
    assert_eq!(there.0, 422, "{}", there.1);
    assert_eq!(
        (there.0, there.1),
        (absent.0, absent.1.replace(ABSENT, MARK))
    );
    assert_eq!(put("https://example.com/Own").0, 201);
}
