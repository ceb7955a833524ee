"""How long search takes over a registry of many models, asked over HTTP as users ask.

    python search.py DENOTA FILL MODELS [FOLDER]

`FILL` is the example that fills a registry. Prints a table in Markdown, and exits with 1
when the 99th percentile of all queries is over 10 ms. A folder that is given is kept and
filled only once.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROUNDS = int(os.environ.get("DENOTA_BENCH_ROUNDS", "200"))
LIMIT_MS = 10.0

# What people type: names as they stand, beginnings of them, with a slip, several words,
# words that nearly everything has, and such as nothing has.
KINDS = {
    "a whole name": ["Person0", "Shipment", "changing", "Company", "Address"],
    "the beginning of one": ["Pers", "Ship", "Comp", "Contr", "A"],
    "with a typing error": ["Compayn", "Shipmnet", "Adress", "Persn0", "Contarct"],
    "two words": ["shipment company", "person name", "the change", "adress of"],
    "with a filter": ["person&kind=Class", "a&domain=scale17", "company&kind=DirectClass&limit=100"],
    "nothing": ["zzzzzzzz", "quaggafish", "船長"],
    "an IRI": ["https://example.com/onto/scale4711#Person0", "https://example.com/onto/scale5"],
    "everything": ["", "&kind=Attribute"],
}


def start(denota, folder):
    began = time.monotonic()
    server = subprocess.Popen(
        [denota, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    for line in server.stdout:
        if "` at " in line:
            url = urllib.parse.urlsplit(line.split("` at ")[1].strip())
            return server, url, time.monotonic() - began
    sys.exit("the server did not start")


def stop(server):
    server.terminate()
    server.wait()


def indexed(url):
    """Waits until the index is made, and says how long that took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(url.hostname, url.port)
    while True:
        connection.request("GET", "/api/v1/search?q=")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 503:
            return time.monotonic() - began
        time.sleep(0.2)


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS:"))


def size(folder):
    return sum(os.path.getsize(os.path.join(at, f)) for at, _, files in os.walk(folder) for f in files)


def ask(connection, query):
    words, _, filters = query.partition("&")
    path = f"/api/v1/search?q={urllib.parse.quote(words)}" + (f"&{filters}" if filters else "")
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status} {body.decode()}")
    return took, json.loads(body)["total"]


def percentile(times, percent):
    return sorted(times)[min(len(times) - 1, int(len(times) * percent / 100))]


def main():
    denota, fill, models = sys.argv[1:4]
    folder = sys.argv[4] if len(sys.argv) > 4 else tempfile.mkdtemp(prefix="denota-search-")
    registry = os.path.join(folder, ".denota", "registry")
    if not os.path.exists(registry):
        os.makedirs(os.path.dirname(registry))
        filled = subprocess.run([fill, registry, models], check=True, capture_output=True, text=True)
        print(filled.stdout.strip().splitlines()[-1])
    server, url, first = start(denota, folder)
    index = indexed(url)
    stop(server)
    server, url, again = start(denota, folder)
    connection = http.client.HTTPConnection(url.hostname, url.port)
    _, terms = ask(connection, "")
    print(f"{terms} terms; index of {size(os.path.join(registry, 'search')) / 1e6:.0f} MB")
    print(f"start: {first:.1f} s, and {again:.1f} s the second time; the index was ready {index:.1f} s after the first\n")
    print("| query | hits | median | 99th percentile | longest |\n| --- | ---: | ---: | ---: | ---: |")
    chance, everything = random.Random(7), []
    for kind, queries in KINDS.items():
        hits = max(ask(connection, query)[1] for query in queries)
        times = [ask(connection, chance.choice(queries))[0] for _ in range(ROUNDS)]
        everything += times
        row = (percentile(times, 50), percentile(times, 99), max(times))
        print(f"| {kind} | {hits} | " + " | ".join(f"{ms:.1f} ms" for ms in row) + " |")
    worst = percentile(everything, 99)
    print(f"\nall {len(everything)}: 99th percentile {worst:.1f} ms; memory {memory(server.pid):.0f} MiB")
    stop(server)
    sys.exit(worst > LIMIT_MS)


if __name__ == "__main__":
    main()
