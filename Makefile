# The commands a person needs: `make run` serves the dashboard, `make test` proves it. Both set up what they need first.
PYTHON ?= python3
BIN := .venv/bin
DATA := $(or $(DELIVERY_PLAN_DATA),data)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

.PHONY: run example test check bench lock typefaces system clean

run: .venv/.run typefaces          ## set up, load the published figures, serve on http://127.0.0.1:8050
	$(BIN)/delivery-plan serve

example: .venv/.run typefaces      ## the same with illustrative figures, in a database of its own
	$(BIN)/delivery-plan example
	DATABASE_URL=sqlite:///$(DATA)/example.db DELIVERY_PLAN_RECEIVED=$(DATA)/example/received DELIVERY_PLAN_ILLUSTRATIVE=1 \
	DELIVERY_PLAN_PORT=8051 $(BIN)/delivery-plan serve

test: .venv/.dev system typefaces  ## the whole suite, browser and PostgreSQL tests too
	$(BIN)/python -m pytest

check: .venv/.dev                  ## format, lint, types, who imports whom, known faults of what we depend on, and the plan itself
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive --exclude ./.venv,./tests,./bench,./assets,./build .
	$(BIN)/python tests/advisories.py
	$(BIN)/delivery-plan check

bench: .venv/.dev                  ## benchmarks; each prints a table with ratios
	for file in bench/*.py; do $(BIN)/python $$file || exit 1; done

lock:                              ## resolve pyproject.toml anew into the two locks
	$(LOCK) --extra build --output-file requirements.lock
	$(LOCK) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

.venv/.run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(PIP) --require-hashes --requirement requirements-dev.lock
	touch $@

typefaces: assets/vendor/.fetched  ## open typefaces, served from here; without npm the page falls back to the system's

assets/vendor/.fetched: assets/fetch.py
	$(PYTHON) assets/fetch.py

system:                            ## Chromium and PostgreSQL, for the tests that need them
	sh tests/system.sh

clean:                             ## everything that was made here, but not the database nor received files
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache assets/vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
