#!/usr/bin/env bash
# Runs every check, also after one fails, and says at the end which did.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export GUANXI_DATA_DIR=${GUANXI_DATA_DIR:-.cache/check}
failed=()

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        printf '%s\nFAILED  %s: %s\n' "$output" "$name" "$*"
        failed+=("$name")
    fi
}

check "style" $bin/ruff check .
check "format" $bin/ruff format --check .
check "layers" $bin/lint-imports --cache-dir .cache/import_linter
check "sizes" $bin/python scripts/sizes.py
check "translations" $bin/python scripts/translations.py check
check "settings" $bin/guanxi manage check --fail-level WARNING
check "migrations" $bin/guanxi manage makemigrations --check --dry-run
check "types" $bin/mypy

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFailed: %s\n' "${failed[*]}" >&2
    exit 1
fi
