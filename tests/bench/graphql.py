"""GraphQL queries per second: publishes models to a server of its own, asks, prints a table.

    graphql.py DENOTA SECONDS MODEL...

MODEL are Turtle files with one model each. Every query is asked over connections that stay
open, by one client and by eight at once.
"""

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

QUERIES = {
    "a class, by IRI": (
        "query ($iri: URI!) { upper_directClass(upper_iri: $iri) { denota_name upper_label { value } } }"
    ),
    "a class, its properties and their datatypes": (
        "query ($iri: URI!) { upper_directClass(upper_iri: $iri) { upper_property(first: 100) { nodes {"
        " denota_name ... on UPPER_Attribute { upper_datatype { ... on DENOTA_Node { upper_iri } } } } } } }"
    ),
    "who uses a class": (
        "query ($iri: URI!) { upper_directClass(upper_iri: $iri) { upper_class_inverse(first: 20) { nodes {"
        " ... on DENOTA_Node { upper_iri } } } upper_extends_inverse { totalCount } } }"
    ),
    "20 models with their owners": (
        "{ upper_domainModelList(first: 20) { nodes { upper_domain denota_owner } } }"
    ),
    "100 attributes of one domain, counted": (
        "query ($domain: [String!]) { upper_attributeList(first: 100, where: { domain: $domain })"
        " { totalCount nodes { denota_name upper_maxCount } } }"
    ),
    "the schema (introspection)": "{ __schema { types { name fields { name type { name ofType { name } } } } } }",
}


def start(denota: str, folder: str) -> tuple[subprocess.Popen, int]:
    """A server on a free port, and the port."""
    server = subprocess.Popen(
        [denota, "serve", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    for line in server.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            threading.Thread(target=server.stdout.read, daemon=True).start()
            return server, int(found.group(1))
    raise SystemExit("the server did not start")


def publish(port: int, path: str) -> tuple[str, str]:
    """Publishes a model; its domain, and one of its classes."""
    text = Path(path).read_text()
    domain = re.search(r'upper:domain\s+"([^"]+)"', text).group(1)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"content-type": "text/turtle", "if-none-match": "*"}
    connection.request("PUT", f"/api/v1/models/{domain}", text.encode(), headers)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 201, body[:2000]
    found = ask(connection, QUERIES_CLASS, {"domain": [domain]})
    return domain, found["upper_directClassList"]["nodes"][0]["upper_iri"]


QUERIES_CLASS = (
    "query ($domain: [String!]) { upper_directClassList(first: 1, where: { domain: $domain }) { nodes { upper_iri } } }"
)


def ask(connection: http.client.HTTPConnection, query: str, variables: dict) -> dict | None:
    """One query over a connection; nothing where the server has too much to do."""
    body = json.dumps({"query": query, "variables": variables})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    if answer.status == 503:
        return None
    assert "errors" not in said, said["errors"][:3]
    return said["data"]


def client(port: int, query: str, variables: dict, until: float, took: list) -> None:
    """Asks again and again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        began = time.monotonic()
        if ask(connection, query, variables) is not None:
            took.append(time.monotonic() - began)


def measure(port: int, query: str, variables: dict, clients: int, seconds: float) -> str:
    """Queries per second, and how long they took."""
    took: list[float] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=client, args=(port, query, variables, until, took)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not took:
        return "0 | |"
    took.sort()
    median, slow = statistics.median(took), took[int(len(took) * 0.99) - 1]
    return f"{len(took) / seconds:.0f} | {median * 1000:.1f} | {slow * 1000:.1f}"


def main() -> None:
    denota, seconds, *models = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        server, port = start(denota, folder)
        try:
            published = [publish(port, model) for model in models]
            domain, iri = published[0]
            print("| query | clients | a second | median, ms | 99th percentile, ms |")
            print("| --- | ---: | ---: | ---: | ---: |")
            for name, query in QUERIES.items():
                names = re.findall(r"\$(\w+):", query)
                given = {"iri": iri, "domain": [domain]}
                variables = {name: given[name] for name in names}
                for clients in (1, 8):
                    figures = measure(port, query, variables, clients, float(seconds))
                    print(f"| {name} | {clients} | {figures} |", flush=True)
        finally:
            server.terminate()
            server.wait()


main()
