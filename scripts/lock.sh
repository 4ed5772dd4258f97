#!/usr/bin/env bash
# Makes the lock files from pyproject.toml; keeps what is locked unless called with --upgrade.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --output-file requirements/runtime.txt "$@"
compile pyproject.toml --extra databases --constraint requirements/runtime.txt --output-file requirements/databases.txt "$@"
compile pyproject.toml --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt "$@"
compile requirements/node.in --output-file requirements/node.txt "$@"
compile requirements/build.in --output-file requirements/build.txt "$@"
if grep -lE 'https?://' requirements/*.txt; then
    echo "A lock file names a host." >&2
    exit 1
fi
