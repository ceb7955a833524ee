#!/usr/bin/env bash
# What a build needs beyond Rust, a C++ compiler, Python 3 and Node: installed where that
# is possible, named where it is not.
set -euo pipefail

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need cargo 'Rust 1.95 or newer: https://rustup.rs'
need cc 'a C compiler: apt-get install build-essential'
need c++ 'a C++ compiler: apt-get install build-essential'
need python3 'Python 3.10 or newer: apt-get install python3 python3-venv'
need node 'Node 20 or newer: apt-get install nodejs npm'
if [ ${#missing[@]} -gt 0 ]; then
    printf 'missing: %s\n' "${missing[@]}" >&2
    exit 1
fi

# bindgen (for RocksDB) looks for libclang in these places; `libclang-cpp` is another library.
libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] && return
    local folder name
    for folder in '/usr/lib/llvm-*/lib' '/usr/lib/*' /usr/lib64; do
        for name in 'libclang.so*' 'libclang-[0-9]*.so*'; do
            compgen -G "$folder/$name" >/dev/null && return
        done
    done
    return 1
}
if ! libclang; then
    sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo -n)
    echo 'installing libclang-dev (RocksDB is built against it)' >&2
    if ! { command -v apt-get >/dev/null && "${sudo[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq libclang-dev >/dev/null; }; then
        echo 'missing: libclang (Debian and Ubuntu: apt-get install libclang-dev)' >&2
        exit 1
    fi
fi
