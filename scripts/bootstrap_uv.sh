#!/bin/sh
# Prints the path of a working uv on stdout, installing a pinned one under var/bootstrap where there is none.
# Needs Python 3 with either venv or pip; touches nothing outside var/bootstrap.
set -eu

UV_VERSION=0.13.8
cd "$(dirname "$0")/.."
base="$PWD/var/bootstrap"
log="$base/uv.log"

works() { "$1" --version >/dev/null 2>&1; }

say() { printf '%s\n' "$*" >&2; }

if found=$(command -v uv 2>/dev/null) && works "$found"; then
    printf '%s\n' "$found"
    exit 0
fi
for candidate in "$base/venv/bin/uv" "$base/lib/bin/uv"; do
    if works "$candidate"; then
        printf '%s\n' "$candidate"
        exit 0
    fi
done

python=""
for name in python3 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info[0] != 3)' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    say "No uv and no Python 3 found. Install uv (https://docs.astral.sh/uv/) or Python 3.11, then run make again."
    exit 1
fi

mkdir -p "$base"
say "Installing uv $UV_VERSION into var/bootstrap ..."
: >"$log"
# A Debian python3 may lack ensurepip (python3-venv) and still have pip, or the other way round.
if "$python" -m venv "$base/venv" >>"$log" 2>&1 \
    && "$base/venv/bin/python" -m pip install --quiet "uv==$UV_VERSION" >>"$log" 2>&1 \
    && works "$base/venv/bin/uv"; then
    printf '%s\n' "$base/venv/bin/uv"
    exit 0
fi
rm -rf "$base/venv"
if "$python" -m pip install --quiet --target "$base/lib" --upgrade "uv==$UV_VERSION" >>"$log" 2>&1 \
    && works "$base/lib/bin/uv"; then
    printf '%s\n' "$base/lib/bin/uv"
    exit 0
fi
rm -rf "$base/lib"
say "uv could not be installed: $python has no working venv or pip, or the package index cannot be reached."
say "The last lines of $log:"
tail -n 5 "$log" >&2
say "Install uv (https://docs.astral.sh/uv/) or, on Debian and Ubuntu, the package python3-venv; then run make again."
exit 1
