# cleancopy: `make` lists the targets, `make run` shows it at work.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHARED ?= ../shared
TESTS  ?= tests
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help run test check format bench profile crash fuzz lock clean python
# a recipe that fails half-way must not leave a stamp behind
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## clean raw/ into curated/ (sets itself up first)
	@$(BIN)/cleancopy run $(ARGS)

test: $(VENV)/.dev ## the whole test suite
	@$(PYTEST) $(TESTS) $(ARGS)

check: $(VENV)/.dev ## what a contributor runs: format, lint, types, fast tests (under a minute)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(PYTEST) $(TESTS) -m "not slow and not prefect" $(ARGS)

format: $(VENV)/.dev ## write the code in the house style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure speed and memory
	@$(BIN)/python -m benchmarks.run $(ARGS)

profile: $(VENV)/.dev ## where the time goes, stage by stage
	@$(BIN)/python -m benchmarks.profile $(ARGS)

crash: $(VENV)/.dev ## kill, starve and race the publisher while readers poll (long; needs strace and root for all)
	@$(BIN)/python -m benchmarks.crash --kit $(SHARED)/hostile $(ARGS)

fuzz: $(VENV)/.dev ## throw random bytes at the pipeline, many more than the tests do
	@CLEANCOPY_FUZZ=1 $(PYTEST) $(TESTS) -m "not prefect" -k "any_bytes or fuzz" --hypothesis-profile=fuzz $(ARGS)

lock: $(VENV)/.run ## resolve the dependencies anew: hashes and versions only, no index named
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
LOCK := --quiet --upgrade --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links --python-version 3.11

clean: ## remove what `make` made, but neither raw/ nor curated/
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "cleancopy needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)."; \
	  echo "Name one that is, like: make run PYTHON=python3.12"; exit 1; }

# The stamps make a second `make run` start at once.
$(VENV)/.run: requirements.lock pyproject.toml | python
	@echo "Setting up $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install it (Debian: python3-venv)."; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Adding what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
