#!/usr/bin/env bash
# The figures of docs/benchmarks.md: builds the models, runs everything several times side by
# side, prints tables in Markdown. `make bench` builds the binary, optimized, beforehand.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}/debug
venv=${DENOTA_ORACLES:?set by make}/bench
requirements=$root/tests/bench/requirements.txt
if ! cmp -s "$venv.stamp" "$requirements"; then
    echo 'installing what to compare with' >&2
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv.stamp"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for classes in 10 100 1000 10000; do
    "$target/examples/scale" "$classes" > "$work/$classes.ttl"
    "$target/examples/scale" "$classes" --linkml > "$work/$classes.yaml"
done
"$venv/bin/python" "$root/tests/bench/measure.py" "$target/denota" "$venv/bin" "$work"
"$venv/bin/python" "$root/tests/bench/sparql.py" "$target/denota" "$venv/bin/oxigraph" "$work" "$work/1000.ttl" "$root/ontologies/domains/onepiece.ttl"
"$venv/bin/python" "$root/tests/bench/graphql.py" "$target/denota" 5 "$work/1000.ttl" "$root/ontologies/domains/onepiece.ttl"
echo
"${DENOTA_ORACLES}/python/bin/python" "$root/tests/bench/load.py" \
    "$target/denota" "$target/examples/line_items" "$root/ontologies/domains/tpch.ttl" "$work"
echo
# The larger ones take a while to fill; DENOTA_BENCH_MODELS="10 1000" leaves the largest out.
for models in ${DENOTA_BENCH_MODELS:-10 1000 10000}; do
    mkdir -p "$work/$models/.denota"
    "$target/examples/fill" "$work/$models/.denota/registry" "$models" 4 --publish 20
    "$venv/bin/python" "$root/tests/bench/search.py" "$target/denota" "$target/examples/fill" "$models" "$work/$models" ||
        echo "search is slower than it should be" >&2
done
