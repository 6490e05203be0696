#!/bin/sh
# Make .venv, or complete it: `tools/setup.sh book` or `tools/setup.sh run`.
# Installs only what changed since the last call; a half-made environment is made again.
set -eu
cd "$(dirname "$0")/.."
wanted=$1
pins=requirements/$wanted.txt

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

suits() { # is this command a Python that the book runs on?
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if suits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    stop "Gradbook needs Python 3.11, 3.12 or 3.13; looked for: ${PYTHON:-python3 python3.13 python3.12 python3.11}." \
        "Install one of them, or name it: make PYTHON=/path/to/python3.12 ..."
}

# What is installed is written down last, so a call that was cut off leaves no stamp.
state() { cat "$pins" pyproject.toml | cksum; }
stamp=.venv/installed-$wanted
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(state)" ] && suits .venv/bin/python; then
    exit 0
fi

if ! suits .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    "$python" -m venv .venv || stop "$python could not make .venv (see above)." \
        "On Debian and Ubuntu, install the package python3-venv."
fi

echo "Installing $pins into .venv (a few minutes the first time) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$pins" ||
    stop "The packages of $pins could not be installed (see above)." \
        "Check the network connection and the free disk space, then run the same command again."
if [ "$wanted" = run ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . ||
        stop "The package gradbook could not be installed (see above)." \
            "Check the network connection, then run the same command again."
fi
state >"$stamp"
