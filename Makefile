# Two commands matter: `make run` shows Kedun at work, `make test` proves it. Both set up what they need.

VENV    ?= .venv
PYTHON  := $(VENV)/bin/python
LOCK    := requirements/lock.txt
# The stamp's name holds what the environment was made from, so a changed lock or a moved folder can never pass for ready.
READY   := $(VENV)/.ready-$(shell { pwd; cat $(LOCK) pyproject.toml; } 2>/dev/null | cksum | cut -d ' ' -f 1)
SUITABLE = import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))

.PHONY: help setup run test check format bench lock clean
.DEFAULT_GOAL := help

help: ## these lines
	@sed -nE 's/^([a-z]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 12

setup: $(READY) ## create .venv with kedun in it

$(READY): $(LOCK) pyproject.toml
	@set -e; rm -f $(VENV)/.ready-*; \
	if ! $(PYTHON) -c '$(SUITABLE)' 2>/dev/null; then \
	  for found in python3 python3.13 python3.12 python3.11 python3.14 python none; do \
	    if $$found -c '$(SUITABLE)' >/dev/null 2>&1; then break; fi; \
	  done; \
	  if [ $$found = none ]; then echo 'Kedun needs Python 3.11 to 3.14 with venv; none was found.' >&2; exit 1; fi; \
	  $$found -m venv --clear $(VENV); \
	fi
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## replay a shop's day: what is caught and why, and a report under out/
	$(PYTHON) -m kedun day

test: setup ## every test, with the coverage gate
	$(PYTHON) -m pytest -q --cov=kedun.kernel --cov=kedun.engine --cov-branch --cov-report=term:skip-covered --cov-fail-under=98

check: setup ## format, lint, types, floors, dead code
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as run; run(["--no-cache"])'
	$(PYTHON) .ci/dead_code.py

format: setup ## mend what ruff can mend
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: setup ## measure one decision, a backtest and a message screened
	$(PYTHON) -m kedun bench decide --save bench/results
	$(PYTHON) -m kedun bench backtest --save bench/results
	$(PYTHON) -m kedun bench screen --save bench/results

lock: ## resolve all dependencies anew for every supported Python
	python3 -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --extra lab --extra bench --group dev \
	  --output-file $(LOCK) pyproject.toml

clean: ## remove everything made here
	rm -rf $(VENV) build dist out .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .import_linter_cache
