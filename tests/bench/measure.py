"""Runs commands several times, one after the other in turn, and prints what they took.

Processor time and peak memory are what the kernel reports for the finished process. Of the
rounds the least counts: noise only ever adds.
"""

import os
import re
import sys
import tempfile

from process import run

SIZES = tuple(int(n) for n in os.environ.get("DENOTA_BENCH_SIZES", "10 100 1000 10000").split())
ROUNDS = int(os.environ.get("DENOTA_BENCH_ROUNDS", "5"))
# The Python generators take minutes for large models: all of them up to the first of these
# sizes, the fastest alone up to the second.
PYTHON_ALL, PYTHON_MOST = 100, 1000
SCALA = ("json_schema", "typescript", "rdfs", "graphql")
PYTHON = ("gen-json-schema", "gen-graphql", "gen-shacl")


def commands(denota, venv, work, size):
    """Names and commands. What they write goes into folders of their own, and stays until the
    end: file systems can be slow to give out again what was just removed."""
    model, linkml = (os.path.join(work, n) for n in (f"{size}.ttl", f"{size}.yaml"))
    out = tempfile.mkdtemp(dir=work)
    load = "import sys, linkml_scala; print(len(str(getattr(linkml_scala.load_file(sys.argv[1]), sys.argv[2])())))"
    yield "`denota check`", [denota, "check", "--quiet", model]
    yield "`denota transpile all`", [denota, "transpile", "all", model, "--out", out, "--quiet"]
    for target in SCALA:
        yield f"LinkML-Scala `{target}`", [os.path.join(venv, "python"), "-c", load, linkml, target]
    if size <= PYTHON_MOST:
        for generator in PYTHON if size <= PYTHON_ALL else PYTHON[:1]:
            yield f"LinkML `{generator}`", [os.path.join(venv, generator), linkml]


def measure(denota, venv, work, size):
    best = {}
    for turn in range(ROUNDS):
        for name, command in commands(denota, venv, work, size):
            # One round is enough for what takes long.
            if turn > 0 and best[name][0] > 5:
                continue
            took = run(command)
            taken = (took.processor, took.kernel, took.memory)
            best[name] = tuple(map(min, best.get(name, taken), taken))
    return best


def stages(denota, work, size):
    best = {}
    for _ in range(ROUNDS):
        out = tempfile.mkdtemp(dir=work)
        command = [denota, "transpile", "all", os.path.join(work, f"{size}.ttl"), "--out", out, "--quiet"]
        said = run(command, {"DENOTA_TIMINGS": "1"}).said
        sums = {}
        for name, ms in re.findall(r"^ *(.+?) +([0-9.]+) ms$", said, re.MULTILINE):
            sums[name] = sums.get(name, 0.0) + float(ms)
        for name, ms in sums.items():
            best[name] = min(best.get(name, ms), ms)
    return best


def main():
    denota, venv, work = sys.argv[1:]
    print("| classes | command | CPU seconds | of them kernel | peak MiB | of `transpile all` |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        best = measure(denota, venv, work, size)
        whole = best["`denota transpile all`"][0]
        for name, (seconds, kernel, memory) in best.items():
            ratio = f"{seconds / whole:.1f}x" if whole > 0 else ""
            print(f"| {size:,} | {name} | {seconds:.3f} | {kernel:.3f} | {memory:.0f} | {ratio} |", flush=True)
    found = {size: stages(denota, work, size) for size in SIZES}
    print("\n| stage, in ms | " + " | ".join(f"{size:,}" for size in SIZES) + " |")
    print("| --- |" + " ---: |" * len(SIZES))
    for name in found[SIZES[0]]:
        print(f"| {name} | " + " | ".join(f"{found[size].get(name, 0):.1f}" for size in SIZES) + " |")


main()
