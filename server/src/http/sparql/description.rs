//! What the endpoint says of itself: <https://www.w3.org/TR/sparql11-service-description/>.

use axum::http::HeaderMap;
use axum::response::Response;
use registry::sparql::{GraphFormat, ResultFormat};

use super::formats;
use crate::http::answer::{Freshness, tagged};
use crate::http::app::App;
use crate::http::caller::Caller;
use crate::http::etag;
use crate::http::problem::Result;

/// Answers with the description, as far as a caller sees the graphs that it lists.
pub(super) fn answer(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    endpoint: &str,
) -> Result<Response> {
    let format = formats::graph(headers)?;
    let turtle = describe(app, caller, endpoint);
    let body = registry::sparql::convert(&turtle, format)?;
    let tag = etag::of_bytes(&body);
    let fresh = Freshness::Revalidate;
    Ok(tagged(headers, format.media_type(), &tag, fresh, body))
}

fn describe(app: &App, caller: &Caller, endpoint: &str) -> String {
    let union = app.settings.sparql.union_default_graph;
    let mut turtle = format!(
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n\
         <{endpoint}> a sd:Service ;\n\
         sd:endpoint <{endpoint}> ;\n\
         sd:supportedLanguage sd:SPARQL11Query ;\n{}\
         sd:resultFormat {} ;\n\
         sd:defaultDataset _:dataset .\n\
         _:dataset a sd:Dataset ; sd:defaultGraph _:default .\n\
         _:default a sd:Graph .\n",
        if union {
            "sd:feature sd:UnionDefaultGraph ;\n"
        } else {
            ""
        },
        result_formats(),
    );
    let index = app.registry.index();
    let graphs = index.seen(&caller.view).graphs();
    let newest = graphs.filter(|g| g.newest().is_some());
    let names = newest.map(|g| g.iri.as_str());
    // The nodes are numbered: without labels the library would give them new ones each time, and
    // the same description would never have the same tag.
    for (n, name) in std::iter::once(registry::catalog::IRI)
        .chain(names)
        .enumerate()
    {
        turtle.push_str(&format!(
            "_:dataset sd:namedGraph _:named{n} .\n\
             _:named{n} a sd:NamedGraph ; sd:name <{name}> ; sd:graph _:graph{n} .\n\
             _:graph{n} a sd:Graph .\n"
        ));
    }
    turtle
}

fn result_formats() -> String {
    let results = ResultFormat::ALL.into_iter().map(ResultFormat::iri);
    let graphs = GraphFormat::ALL.into_iter().map(GraphFormat::iri);
    let all: Vec<String> = results.chain(graphs).map(|f| format!("<{f}>")).collect();
    all.join(" , ")
}
