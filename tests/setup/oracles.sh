#!/usr/bin/env bash
# The implementations that tests hold our output against: Python packages in a virtual
# environment, Node packages beside their script. Installed again only when the lists change.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
oracles=${DENOTA_ORACLES:?set by make}
mkdir -p "$oracles"

fresh() { # NAME FILE: whether FILE is as it was when NAME was installed
    [ -f "$oracles/$1.stamp" ] && cmp -s "$oracles/$1.stamp" "$2"
}

requirements=$root/tests/oracles/python/requirements.txt
if ! fresh python "$requirements"; then
    echo 'installing the Python oracles' >&2
    python3 -m venv "$oracles/python" || { echo 'missing: python3-venv (apt-get install python3-venv)' >&2; exit 1; }
    "$oracles/python/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$oracles/python.stamp"
fi

graphql=$root/tests/oracles/graphql
if ! cmp -s "$graphql/node_modules/.stamp" "$graphql/package-lock.json"; then
    echo 'installing the GraphQL oracles' >&2
    npm ci --silent --no-audit --no-fund --prefix "$graphql"
    cp "$graphql/package-lock.json" "$graphql/node_modules/.stamp"
fi

# Comunica needs a newer Node than we ask for; one comes along as a package.
sparql=$root/tests/oracles/sparql
if [ "$(uname -sm)" = 'Linux x86_64' ] && ! cmp -s "$sparql/node_modules/.stamp" "$sparql/package-lock.json"; then
    echo 'installing the SPARQL oracles' >&2
    npm ci --silent --no-audit --no-fund --prefix "$sparql"
    cp "$sparql/package-lock.json" "$sparql/node_modules/.stamp"
fi
