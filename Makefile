# The two commands: `make run` starts the desk with the demonstration's people, `make test` runs every test.
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
RUNS := 1000000
FILES := 10000
JOBS := 1
PO := app/web/translations/fr/LC_MESSAGES/messages.po
MO := $(patsubst %.po,%.mo,$(wildcard $(PO)))

.PHONY: run setup test lint types bench fuzz mutate frontend clean

run: setup
	@$(BIN)/python run.py serve --demo

setup: .venv/ready $(MO)

.venv/ready: requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Escalade needs Python 3.11 or newer; none was found. Install one and try again."; exit 1; }
	@touch .writable 2>/dev/null && rm .writable || { echo "The folder $(CURDIR) cannot be written. Choose another one."; exit 1; }
	@echo "Making the virtual environment in .venv ..."
	@$(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies (a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch .venv/ready

$(MO): $(PO) .venv/ready
	@$(BIN)/pybabel --quiet compile --input-file $(PO) --output-file $(MO) --locale fr

test: setup
	@$(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks.complete_task
	@$(BIN)/python -m benchmarks.growth
	@$(BIN)/python -m benchmarks.long_and_wide
	@$(BIN)/python -m benchmarks.feel
	@$(BIN)/python -m benchmarks.feel_hostile

fuzz: .venv-fuzz/ready
	@.venv-fuzz/bin/python -m tests.fuzz --runs $(RUNS) --jobs $(JOBS)

mutate: setup
	@$(BIN)/python -m tests.unit.bpmn --files $(FILES) --jobs $(JOBS)

.venv-fuzz/ready: requirements-fuzz.txt
	@$(PYTHON) -m venv .venv-fuzz
	@.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@touch .venv-fuzz/ready

frontend:
	@cd frontend && npm ci --no-audit --no-fund && npm run build

clean:
	@rm -rf .venv .venv-fuzz var .mypy_cache .ruff_cache .pytest_cache
