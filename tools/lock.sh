#!/bin/sh
# Pin the newest versions that requirements/*.in admit, for every supported Python and system.
# PyTorch pins the CUDA packages that its Linux build needs by itself, and its CPU build needs
# none, so they are left out.
set -eu
cd "$(dirname "$0")/../requirements"
compile() {
    ../.venv/bin/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
        --fork-strategy fewest --no-annotate --no-header --no-emit-index-url "$@"
}
partial=$(mktemp)
trap 'rm -f "$partial"' EXIT
compile run.in -o "$partial"
grep -vE '^(nvidia|cuda|triton)[-=]' "$partial" >run.txt
compile book.in -c run.txt -o "$partial"
cat "$partial" >book.txt
