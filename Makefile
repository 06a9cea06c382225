# Needs python3 (3.11 or newer, with venv) and make; everything else goes into .venv.

.DEFAULT_GOAL := install
.PHONY: help install run test check format bench payloads lock clean
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# uv must take the interpreter that made .venv, and not fetch one.
export UV_PYTHON_DOWNLOADS := never
# The certificates that pip trusts as well, an organisation's own among them.
export UV_SYSTEM_CERTS ?= true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-17s%s\n", $$1, $$2 }'

install: $(READY) ## only the environment, in .venv; built again when the lock changes
	@:

run: $(READY) ## talk to the bot here in the terminal
	@$(BIN)/archdecide chat

test: $(READY) ## all tests
	@$(BIN)/python -m pytest

# All of them run, so that one run tells everything.
check: $(READY) ## format, lint, types, layers, knowledge
	@failed=; \
	$(BIN)/ruff format --check --output-format concise . || { failed=1; echo "make format puts that right."; }; \
	$(BIN)/ruff check --output-format concise . || failed=1; \
	$(BIN)/mypy || failed=1; \
	$(BIN)/lint-imports --no-logo || failed=1; \
	$(BIN)/archdecide knowledge lint || failed=1; \
	test -z "$$failed"

format: $(READY) ## put format and import order right
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: $(READY) ## measure; prints a table and writes build/bench.json
	@mkdir -p build
	@$(BIN)/python -m tests.benchmarks

payloads: $(READY) ## all that the bot can send, into build/payloads.jsonl
	@mkdir -p build
	@$(BIN)/python -m tests.payloads

LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: $(READY) ## newest allowed versions into requirements.lock and uv.txt
	@$(LOCK) pyproject.toml --group dev -o requirements.lock
	@echo uv | $(LOCK) - -o uv.txt
	@echo "requirements.lock and uv.txt are new; make test says whether all is well with them."

clean: ## remove everything that can be made again
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find bot tests -type d -name __pycache__ -prune -exec rm -rf {} +

# Where uv does not work, pip installs the same lock: slower, and what left the lock stays behind.
$(READY): requirements.lock uv.txt pyproject.toml
	@echo "Building .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "That needs Python 3.11 or newer: make PYTHON=python3.12, for example." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear .venv
	@if $(BIN)/python -m pip install --quiet --require-hashes -r uv.txt && \
		$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock; \
	then \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
		echo "uv does not work here, so pip does it; that takes longer." && \
		$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
