//! `/`: what there is, for people who have found the server and nothing else yet.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use registry::{Kind, Seen};
use sha2::{Digest as _, Sha256};

use super::answer::{self, Freshness};
use super::app::App;
use super::caller::Caller;
use super::etag;

const STYLE: &str = include_str!("home.css");
/// How many models the page shows.
const SHOWN: usize = 12;

/// The style is the page's own, and nothing else is loaded.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// Answers with the page.
pub(super) async fn home(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let counts = {
        let index = app.registry.index();
        Counts::of(index.seen(&caller.view))
    };
    let page = page(
        &counts,
        &origin(&app, &headers),
        &caller,
        app.auth.is_open(),
    );
    let tag = etag::of_bytes(page.as_bytes());
    let kind = "text/html; charset=utf-8";
    let mut response = answer::tagged(&headers, kind, &tag, Freshness::Revalidate, page);
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

/// What a caller sees, in numbers, and the models that changed last.
struct Counts {
    models: usize,
    representations: usize,
    mappings: usize,
    revisions: usize,
    latest: Vec<(String, String, String, String)>,
}

impl Counts {
    fn of(seen: Seen<'_>) -> Self {
        let mut counts = Self {
            models: 0,
            representations: 0,
            mappings: 0,
            revisions: 0,
            latest: Vec::new(),
        };
        for graph in seen.graphs() {
            counts.revisions += graph.revisions.len();
            let Some(newest) = graph.newest() else {
                continue;
            };
            match graph.kind {
                Kind::Model => counts.models += 1,
                Kind::Representation => counts.representations += 1,
                Kind::Mapping => counts.mappings += 1,
                Kind::Other => {}
            }
            if let Some(domain) = graph.domain.as_ref().filter(|_| !graph.builtin) {
                let owner = graph.owner().unwrap_or("nobody").to_owned();
                let version = newest.version.to_string();
                counts
                    .latest
                    .push((newest.published_at.clone(), domain.clone(), version, owner));
            }
        }
        counts.latest.sort_by(|a, b| b.cmp(a));
        counts.latest.truncate(SHOWN);
        counts
    }
}

/// The origin that examples show: what the browser has asked for.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.settings.url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(HOST).and_then(|h| h.to_str().ok());
    let scheme = if app.auth.is_open() { "http" } else { "https" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

fn page(counts: &Counts, origin: &str, caller: &Caller, open: bool) -> String {
    let mut page =
        String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = write!(
        page,
        "<title>Denota</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    page.push_str("<h1>Denota</h1>\n<p class=\"lead\">Domain models, and everything that is made of them.</p>\n");
    page.push_str(SEARCH);
    push_counts(&mut page, counts);
    push_models(&mut page, counts);
    page.push_str(DOORS);
    let _ = writeln!(
        page,
        "<h2>From a shell</h2>\n<pre><code>{}</code></pre>",
        examples(counts, &escaped(origin))
    );
    let who = if open {
        "This server is open: whoever reaches it may read and publish.".to_owned()
    } else if caller.anonymous {
        "You are not signed in.".to_owned()
    } else {
        format!("You are signed in as {}.", escaped(&caller.name))
    };
    let _ = write!(
        page,
        "</main>\n<footer><p>{who} Denota {}</p></footer>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    );
    page
}

const SEARCH: &str = r#"<form action="/api/v1/search" role="search">
<label for="q">Search names, labels and descriptions, in any language</label>
<div class="row"><input id="q" name="q" type="search" required autocomplete="off"><button>Search</button></div>
</form>
"#;

const DOORS: &str = r#"<h2>Ways in</h2>
<dl class="doors">
<dt><a href="/api/v1/models">/api/v1/models</a></dt><dd>the models, their versions, dependencies and schemas, as JSON; <a href="/openapi.json">described by OpenAPI</a></dd>
<dt><a href="/sparql">/sparql</a></dt><dd>SPARQL 1.1, with its service description</dd>
<dt><a href="/graphql">/graphql</a></dt><dd>GraphQL over models, containers and mappings, with GraphiQL</dd>
<dt>/graphs</dt><dd>the Graph Store Protocol, reading</dd>
<dt><a href="/schema-registry/subjects">/schema-registry</a></dt><dd>Avro schemas, the way Kafka clients ask for them</dd>
<dt><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></dt><dd>for those who operate it</dd>
</dl>
"#;

fn push_counts(page: &mut String, counts: &Counts) {
    page.push_str("<ul class=\"counts\">\n");
    for (count, what) in [
        (counts.models, "models"),
        (counts.representations, "representations"),
        (counts.mappings, "mappings"),
        (counts.revisions, "revisions"),
    ] {
        let _ = writeln!(page, "<li><strong>{count}</strong> {what}</li>");
    }
    page.push_str("</ul>\n");
}

fn push_models(page: &mut String, counts: &Counts) {
    if counts.latest.is_empty() {
        page.push_str("<h2>Models</h2>\n<p>There is none yet. <code>denota publish</code> brings the first.</p>\n");
        return;
    }
    page.push_str("<h2>Models that changed last</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Model</th><th scope=\"col\">Version</th><th scope=\"col\">Owner</th><th scope=\"col\">Published</th></tr></thead>\n<tbody>\n");
    for (at, domain, version, owner) in &counts.latest {
        let href = super::api::wire::segment(domain);
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><a href=\"/api/v1/models/{href}\">{}</a></th><td><a href=\"/api/v1/models/{href}/versions\">{version}</a></td><td>{}</td><td><time datetime=\"{at}\">{}</time></td></tr>",
            escaped(domain),
            escaped(owner),
            escaped(at.get(..10).unwrap_or(at)),
            at = escaped(at),
            version = escaped(version),
        );
    }
    page.push_str("</tbody>\n</table></div>\n");
}

fn examples(counts: &Counts, origin: &str) -> String {
    let name = counts
        .latest
        .first()
        .map_or("upper", |(_, domain, ..)| domain);
    let name = escaped(&super::api::wire::segment(name));
    format!(
        "# a model, as its author wrote it\ncurl {origin}/api/v1/models/{name}\n\n\
         # its Avro schemas\ncurl {origin}/api/v1/models/{name}/artifacts/avro\n\n\
         # a question\ncurl {origin}/sparql --data-urlencode 'query=SELECT ?model {{ ?model a &lt;https://w3id.org/denota/upper#DomainModel&gt; }}'\n\n\
         # a new version of a model\ncurl -T {name}.ttl -H 'If-Match: \"…\"' {origin}/api/v1/models/{name}"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
