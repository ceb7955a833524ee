"""Asks a running server by SPARQLWrapper and by rdflib's stores, in every form and format."""

import sys

import httpx
import requests
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

url = sys.argv[1]
THING = "https://example.org/shop#Thing"
CLASSES = "PREFIX upper: <https://w3id.org/denota/upper#> SELECT ?c WHERE { ?c a upper:DirectClass }"


def wrapper(query, returns, method=None, style=None):
    client = SPARQLWrapper(f"{url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(returns)
    if method:
        client.setMethod(method)
    if style:
        client.setRequestMethod(style)
    return client.query().convert()


for method, style in ((None, None), (POST, None), (POST, POSTDIRECTLY)):
    rows = wrapper(CLASSES, JSON, method, style)["results"]["bindings"]
    assert THING in [row["c"]["value"] for row in rows], rows
assert THING in wrapper(CLASSES, XML).toxml()
assert THING.encode() in wrapper(CLASSES, CSV)
assert THING.encode() in wrapper(CLASSES, TSV)
assert wrapper(f"ASK {{ <{THING}> ?p ?o }}", JSON)["boolean"] is True
for returns in (TURTLE, N3):
    assert THING.encode() in wrapper(f"DESCRIBE <{THING}>", returns) or b"shop#Thing" in wrapper(f"DESCRIBE <{THING}>", returns)
for returns in (RDFXML, JSONLD):
    assert (URIRef(THING), None, None) in wrapper(f"CONSTRUCT {{ <{THING}> ?p ?o }} WHERE {{ <{THING}> ?p ?o }}", returns)
try:
    wrapper("SELECT nonsense", JSON)
except Exception as error:  # noqa: BLE001
    assert "QueryBadFormed" in type(error).__name__, error
else:
    sys.exit("nonsense was answered")

for settings in ({}, {"method": "POST"}, {"returnFormat": "json"}, {"returnFormat": "csv"}):
    store = SPARQLStore(f"{url}/sparql", **settings)
    graph = Graph(store)
    assert any(str(row.c) == THING for row in graph.query(CLASSES)), settings
    assert (URIRef(THING), None, None) in graph, settings

one = Graph().parse(f"{url}/graphs?graph=https%3A%2F%2Fexample.org%2Fshop%23")
assert (URIRef(THING), None, None) in one
service = Graph().parse(f"{url}/sparql")
assert any("Service" in str(o) for o in service.objects())
# Both ask for compressed answers, and are sent long ones while these are made.
for get in (requests.get, httpx.get):
    everything = get(f"{url}/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={"accept": "text/csv"})
    assert everything.headers["content-encoding"] == "gzip" and len(everything.text) > 1 << 16, get
    default = get(f"{url}/graphs?default", headers={"accept": "text/turtle"})
    assert (URIRef(THING), None, None) in Graph().parse(data=default.text, format="turtle"), get
print("ok")
