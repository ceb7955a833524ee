#!/usr/bin/env bash
# Runs the fuzzers, so many seconds each. Counts add up from run to run; what breaks the
# product is kept in tests/fuzz/corpus, which `make test` replays.
set -euo pipefail
seconds=${1:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
state=${DENOTA_FUZZ_STATE:-${XDG_CACHE_HOME:-$HOME/.cache}/denota/fuzz}
corpus=$root/tests/fuzz/corpus
mkdir -p "$state" "$corpus"
cd "$root"
export CARGO_PROFILE_DEV_OPT_LEVEL=3
cargo build --quiet --locked --workspace --all-targets
fuzz=${CARGO_TARGET_DIR:-$root/target}/debug/examples/fuzz
failed=0

fuzz_one() { # TARGET
    local ends=$((SECONDS + seconds)) left status
    while left=$((ends - SECONDS)); [ "$left" -gt 0 ]; do
        status=0
        # An input that wants more than 2 GB is a bug, and must not take the machine down.
        (ulimit -v 2000000; exec "$fuzz" "$1" "$left" "$state/$1" "$corpus") || status=$?
        case $status in
            0) break ;;
            1) failed=1; break ;;
            2 | 101) echo "$1: the fuzzer itself is wrong" >&2; exit 1 ;;
            *) # It died: of a slow input, a full stack, or too little memory.
                failed=1
                cp "$state/$1/current" "$corpus/$(cat "$state/$1/current.name")"
                echo "$1: ended with $status, kept $(cat "$state/$1/current.name")" >&2 ;;
        esac
    done
    echo "$1: $(tr '\n' ' ' < "$state/$1/$1")"
}

fuzz_http() {
    "${fuzz}_http" "$(dirname "$fuzz")/../denota" "$seconds" "$state/http" "$corpus" || failed=1
    echo "http: $(tr '\n' ' ' < "$state/http/http")"
}

fuzz_one read
fuzz_one check
fuzz_one rows
fuzz_http
exit "$failed"
