"""SPARQL queries per second and latencies: `denota serve` beside oxigraph's own server, on the
same graphs and the same queries, and the price of a view that does not show everything.

Each query is asked by one client for the latencies, then by four for the throughput; the
servers take turns, and of the rounds the best counts: noise only ever takes away.
"""

import http.client
import json
import os
import re
import statistics
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

ROUNDS = int(os.environ.get("DENOTA_BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("DENOTA_BENCH_SECONDS", "2"))
CLIENTS = 4
PREFIX = "PREFIX upper: <https://w3id.org/denota/upper#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
QUERIES = {
    "one term": "SELECT ?p ?o { <https://w3id.org/denota/upper#DirectClass> ?p ?o }",
    "count of classes": "SELECT (COUNT(?c) AS ?n) { ?c a upper:DirectClass }",
    "attributes by datatype": "SELECT ?d (COUNT(?a) AS ?n) { ?a a upper:Attribute ; upper:datatype ?d } GROUP BY ?d ORDER BY DESC(?n)",
    "classes, properties, ranges": "SELECT ?c ?p ?r { ?c a upper:DirectClass ; upper:property ?p . ?p upper:class ?r } LIMIT 2000",
    "words in labels": 'SELECT ?t ?l { ?t upper:label ?l FILTER(CONTAINS(LCASE(?l), "order")) }',
    "two steps by path": "SELECT (COUNT(*) AS ?n) { ?c upper:property/upper:class/upper:property/upper:class ?d }",
    "which graph": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
}


class Client:
    def __init__(self, url, headers=None):
        self.at = urllib.parse.urlsplit(url)
        self.headers = headers or {}
        self.connection = None

    def ask(self, query, accept="application/sparql-results+json"):
        headers = {"Content-Type": "application/sparql-query", "Accept": accept, **self.headers}
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.at.netloc, timeout=120)
                self.connection.request("POST", self.at.path, (PREFIX + query).encode(), headers)
                answer = self.connection.getresponse()
                body = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection = None
                if attempt == 2:
                    raise
        if answer.status != 200:
            sys.exit(f"{query}: {answer.status} {body[:500]}")
        return body


def latencies(client, query):
    took = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(took) < 5:
        begun = time.perf_counter()
        client.ask(query)
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.99))]


def throughput(make, query):
    counts = [0] * CLIENTS
    end = time.perf_counter() + SECONDS

    def run(nth):
        client = make()
        while time.perf_counter() < end:
            client.ask(query)
            counts[nth] += 1

    begun = time.perf_counter()
    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


class Worker:
    """A worker process of the server's, asked directly: what a view costs, and nothing else."""

    def __init__(self, denota, checkpoint, visible):
        self.process = subprocess.Popen([denota, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.send({"do": "open", "head": checkpoint, "history": None})
        assert self.receive()[0] == b"O"
        self.send({"do": "view", "key": 1, "graphs": visible})

    def send(self, request):
        payload = json.dumps(request).encode()
        self.process.stdin.write(b"R" + struct.pack("<I", len(payload)) + payload)
        self.process.stdin.flush()

    def receive(self):
        head = self.process.stdout.read(5)
        return head[:1], self.process.stdout.read(struct.unpack("<I", head[1:])[0])

    def ask(self, query, view):
        results = "application/sparql-results+json"
        self.send({
            "do": "ask", "query": PREFIX + query, "update": False, "scratch": False, "base": None, "view": view,
            "time": "newest", "union": True, "default": [], "named": [], "accept": [results, results, "text/turtle"],
            "memory": 1 << 30, "millis": 60_000,
        })
        size = 0
        while True:
            tag, payload = self.receive()
            if tag == b"D":
                size += len(payload)
            elif tag == b".":
                return size
            elif tag == b"!":
                sys.exit(f"{query}: {payload}")

    def latency(self, query, view):
        took = []
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end or len(took) < 3:
            begun = time.perf_counter()
            self.ask(query, view)
            took.append((time.perf_counter() - begun) * 1000)
        return statistics.median(took)


def views(denota, checkpoint, graphs):
    """What it costs not to see one graph of all."""
    worker = Worker(denota, checkpoint, [g for g in graphs if not g.endswith("/iceberg#")])
    print("\n| query | all graphs ms | all but one ms | price |\n| --- | --- | --- | --- |")
    for name, query in QUERIES.items():
        times = [[], []]
        for _ in range(ROUNDS):
            for at, view in enumerate((None, 1)):
                times[at].append(worker.latency(query, view))
        whole, part = min(times[0]), min(times[1])
        print(f"| {name} | {whole:.2f} | {part:.2f} | {part / whole:.1f}x |")
    worker.process.stdin.close()


def fresh(url, path):
    """How long the first query takes after a publication, beside one that finds a checkpoint."""
    client = Client(f"{url}/sparql")
    at = urllib.parse.urlsplit(url)
    text = re.sub(r'owl:versionInfo\s+"[^"]*"\s*;', "", open(path).read())
    domain = re.search(r'upper:domain\s+"([^"]+)"', text).group(1)
    first, later = [], []
    for _ in range(10):
        connection = http.client.HTTPConnection(at.netloc, timeout=600)
        connection.request("HEAD", f"/api/v1/models/{domain}", headers={"Accept": "text/turtle"})
        tag = connection.getresponse().headers["ETag"]
        comment = f'upper:comment "{time.time()}"@en ; upper:domain "'
        text = re.sub(r'(upper:comment "[0-9.]+"@en ; )?upper:domain\s+"', comment, text, count=1)
        connection = http.client.HTTPConnection(at.netloc, timeout=600)
        connection.request("PUT", f"/api/v1/models/{domain}", text.encode(), {"Content-Type": "text/turtle", "If-Match": tag})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"not published again: {answer.status} {body[:1000]}")
        for times in (first, later):
            begun = time.perf_counter()
            client.ask("ASK {}")
            times.append((time.perf_counter() - begun) * 1000)
    print(f"\nThe first query after a publication takes {statistics.median(first):.0f} ms (median of 10), the next {statistics.median(later):.1f} ms.")


def wait(url):
    for _ in range(600):
        try:
            Client(url).ask("ASK {}")
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def serve(denota, folder):
    process = subprocess.Popen([denota, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    url = re.search(r"http://[0-9.:]+", process.stdout.readline()).group()
    wait(f"{url}/sparql")
    return process, url


def publish(url, path):
    at = urllib.parse.urlsplit(url)
    text = open(path, "rb").read()
    domain = re.search(rb'upper:domain\s+"([^"]+)"', text).group(1).decode()
    connection = http.client.HTTPConnection(at.netloc, timeout=600)
    headers = {"Content-Type": "text/turtle", "If-None-Match": "*"}
    connection.request("PUT", f"/api/v1/models/{domain}", text, headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 201:
        sys.exit(f"{path} was not published: {answer.status} {body[:2000]}")


def dump(url, path):
    """All graphs that there are, as N-Quads."""
    client = Client(f"{url}/sparql")
    rows = json.loads(client.ask("SELECT ?g { GRAPH ?g { } }"))["results"]["bindings"]
    count = 0
    with open(path, "wb") as out:
        for graph in (row["g"]["value"] for row in rows):
            body = client.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "application/n-triples")
            for line in body.splitlines():
                out.write(line.rsplit(b".", 1)[0] + f"<{graph}> .\n".encode())
                count += 1
    return count


def main(denota, oxigraph, work, models):
    folder = os.path.join(work, "registry")
    os.makedirs(folder, exist_ok=True)
    process, url = serve(denota, folder)
    for model in models:
        publish(url, model)
    quads = os.path.join(work, "all.nq")
    count = dump(url, quads)
    location = os.path.join(work, "oxigraph")
    subprocess.run([oxigraph, "load", "--location", location, "--file", quads], check=True, capture_output=True)
    port = 7979
    other = subprocess.Popen(
        [oxigraph, "serve-read-only", "--location", location, "--bind", f"127.0.0.1:{port}", "--union-default-graph"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    theirs = f"http://127.0.0.1:{port}/query"
    wait(theirs)
    servers = {"denota": (f"{url}/sparql", {}), "oxigraph": (theirs, {})}
    try:
        measured = {}
        for name, query in QUERIES.items():
            answers = {s: len(Client(*at).ask(query)) for s, at in servers.items()}
            for _ in range(ROUNDS):
                for server, at in servers.items():
                    median, late = latencies(Client(*at), query)
                    rate = throughput(lambda: Client(*at), query)
                    best = measured.setdefault((name, server), [median, late, rate])
                    measured[name, server] = [min(best[0], median), min(best[1], late), max(best[2], rate)]
            print(f"{name}: {answers}", file=sys.stderr)
        print(f"{count:,} quads in {len(models)} published models and the built-in ones; {CLIENTS} clients for the rate.\n")
        print("| query | server | median ms | p99 ms | queries/s |\n| --- | --- | --- | --- | --- |")
        for (name, server), (median, late, rate) in measured.items():
            print(f"| {name} | {server} | {median:.2f} | {late:.2f} | {rate:.0f} |")
        rows = json.loads(Client(f"{url}/sparql").ask("SELECT ?g { GRAPH ?g { } }"))["results"]["bindings"]
        checkpoints = os.path.join(folder, ".denota", "registry.checkpoints")
        newest = max(os.listdir(checkpoints), key=int)
        views(denota, os.path.join(checkpoints, newest, "head"), [row["g"]["value"] for row in rows])
        fresh(url, models[-1])
    finally:
        other.kill()
        process.terminate()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
