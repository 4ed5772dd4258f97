# Every target is safe to repeat; what is up to date is not done again.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DATA_DIR := $(or $(GUANXI_DATA_DIR),./var)
TESTS ?=
JOBS ?= 2

FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null) $(wildcard src/guanxi/web/icons.txt) \
  $(shell find src/guanxi -name '*.html')
CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)

.PHONY: help setup run test check bench fuzz messages docs databases screenshots lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/runtime src/guanxi/web/static/build/.stamp $(STAMPS)/translations  ## Install everything into .venv and build the pages' files

run: setup  ## Set up, load demo data on the first run, and serve
	@if [ -e "$(DATA_DIR)/demo-accounts.txt" ]; then cat "$(DATA_DIR)/demo-accounts.txt"; else \
	    mkdir -p "$(DATA_DIR)"; umask 077; \
	    $(BIN)/guanxi demo | tee "$(DATA_DIR)/demo-accounts.new"; \
	    mv "$(DATA_DIR)/demo-accounts.new" "$(DATA_DIR)/demo-accounts.txt"; \
	fi
	@exec $(BIN)/guanxi serve

test: setup $(STAMPS)/dev  ## Run all tests; TESTS=path runs some, JOBS=4 uses four processes
	$(BIN)/python -m pytest -n $(JOBS) $(TESTS)

check: setup $(STAMPS)/dev  ## Style, layers, sizes, types, translations, migrations
	@scripts/check.sh

bench: setup $(STAMPS)/dev  ## Measure speed and memory beside bare SQL; prints a table
	$(BIN)/python -m bench $(BENCH)

databases: $(STAMPS)/runtime  ## Install the drivers of SQL Server and Oracle, for regular imports from there
	$(PIP) install --require-hashes --requirement requirements/databases.txt

fuzz: setup $(STAMPS)/dev  ## Feed the readers of files, filters and formulas with odd bytes; FUZZ="--seconds 600 tables"
	nice -n 15 $(BIN)/python -m fuzz $(FUZZ)

messages: $(STAMPS)/dev  ## Update the translation files from the source
	$(BIN)/python scripts/translations.py update

docs: $(STAMPS)/runtime  ## Bring the tables in docs/ that are derived from the source up to it
	$(BIN)/python scripts/settings_table.py

screenshots: setup $(STAMPS)/dev  ## Take the pictures of README and guide anew; needs Chromium and a Chinese font
	$(BIN)/python scripts/screenshots.py

lock: $(STAMPS)/dev  ## Renew the lock files in requirements/ from pyproject.toml
	scripts/lock.sh

clean:  ## Remove what was built; keeps the data
	rm -rf .venv .cache frontend/node_modules src/guanxi/web/static/build src/guanxi/kit/build

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed. Install it, or name one: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Name one: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

$(STAMPS)/runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@mkdir -p $(STAMPS)
	$(PIP) install --require-hashes --requirement requirements/build.txt
	$(PIP) install --require-hashes --requirement requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/runtime
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

src/guanxi/web/static/build/.stamp: $(FRONTEND) requirements/node.txt scripts/frontend.sh | $(STAMPS)/runtime
	scripts/frontend.sh
	@touch $@

$(STAMPS)/translations: $(CATALOGUES) scripts/translations.py | $(STAMPS)/runtime
	$(BIN)/python scripts/translations.py compile
	@touch $@
