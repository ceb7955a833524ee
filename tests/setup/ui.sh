#!/usr/bin/env bash
# Builds the pages of `server/ui` into `server/ui/dist`, which the server embeds. Packages are
# installed in a cache, again only when the lock file changes; pages are built again only when
# their sources do. Without npm there are no pages, and the server says how to get them.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${1:?the folder to build in}
ui=$root/server/ui

if ! command -v npm >/dev/null 2>&1; then
    echo 'no npm: the server is built without GraphiQL' >&2
    exit 0
fi

sources() {
    cd "$ui" && find . -path ./dist -prune -o -path ./node_modules -prune -o -type f -print |
        LC_ALL=C sort | xargs sha256sum
}
now=$(sources | sha256sum | cut -d' ' -f1)
[ "$(cat "$ui/dist/.stamp" 2>/dev/null)" != "$now" ] || exit 0

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9
if [ "$(cat "$cache/built/.stamp" 2>/dev/null)" != "$now" ]; then
    echo 'building the pages of the server' >&2
    cp "$ui/package.json" "$cache/"
    if ! cmp -s "$ui/package-lock.json" "$cache/node_modules/.stamp"; then
        cp "$ui/package-lock.json" "$cache/"
        (cd "$cache" && npm ci --silent --no-audit --no-fund)
        cp "$ui/package-lock.json" "$cache/node_modules/.stamp"
    fi
    rm -rf "$cache/src" "$cache/built"
    cp -r "$ui"/*.html "$ui/vite.config.js" "$ui/src" "$cache/"
    (cd "$cache" && DENOTA_UI_OUT=built node_modules/.bin/vite build --logLevel warn)
    echo "$now" >"$cache/built/.stamp"
fi
rm -rf "$ui/dist"
cp -r "$cache/built" "$ui/dist"
