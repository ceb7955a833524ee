#!/usr/bin/env bash
# The implementations that tests hold our output against: Python packages in a virtual
# environment, Node packages beside their script, Iceberg's own REST catalog in Java.
# Installed again only when the lists change.
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

for name in graphql graphql-clients oidc sarif schema-registry sparql; do
    folder=$root/tests/oracles/$name
    # Comunica needs a newer Node than we ask for; one comes along as a package, for Linux alone.
    if [ "$name" = sparql ] && [ "$(uname -sm)" != 'Linux x86_64' ]; then
        continue
    fi
    if ! cmp -s "$folder/node_modules/.stamp" "$folder/package-lock.json"; then
        echo "installing the Node oracles of $name" >&2
        npm ci --silent --no-audit --no-fund --prefix "$folder"
        cp "$folder/package-lock.json" "$folder/node_modules/.stamp"
    fi
done

# A browser, for the pages; the tests of pages are skipped, and say so, where none can be had.
browser() {
    [ -n "${DENOTA_BROWSER:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null 2>&1
}
if ! browser; then
    sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo -n)
    echo 'installing chromium (GraphiQL is tested in it)' >&2
    { command -v apt-get >/dev/null && "${sudo[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq chromium >/dev/null; } ||
        echo 'no browser: the tests of pages will be skipped (apt-get install chromium)' >&2
fi

# The catalog is the one oracle that is done without where a machine has no Java and cannot
# get it: the test that needs it skips then, and says so.
has_java() {
    command -v mvn >/dev/null &&
        [ "$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')" -ge 17 ] 2>/dev/null
}
install_java() {
    local sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo -n)
    echo 'installing Java and Maven (Iceberg has its REST catalog in Java)' >&2
    command -v apt-get >/dev/null && "${sudo[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq default-jre-headless maven >/dev/null
}

pom=$root/tests/oracles/rest-catalog/pom.xml
if ! fresh rest-catalog "$pom"; then
    if has_java || install_java && has_java; then
        echo "installing Iceberg's REST catalog" >&2
        rm -rf "$oracles/rest-catalog"
        mvn --quiet --batch-mode --no-transfer-progress -Dstyle.color=never --file "$pom" \
            dependency:copy-dependencies "-DoutputDirectory=$oracles/rest-catalog"
        cp "$pom" "$oracles/rest-catalog.stamp"
    else
        echo "missing: Java 17 and Maven (apt-get install default-jre-headless maven); tests skip Iceberg's REST catalog" >&2
    fi
fi
