# cleancopy: `make` lists the targets, `make run` shows it at work.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests
CORPUS ?=
FROM   := $(if $(CORPUS),--corpus $(CORPUS))
ROUNDS ?= 20
KIT    ?= $(TESTKIT_HOSTILE)/crash_loop.py
CRASH  := --cmd '$(CURDIR)/$(VENV)/bin/cleancopy run {in} {out}/curated --direct' --input raw --grace 5 --resolve \
	--readers pyarrow,duckdb,polars,glob --scenarios kill,term,concurrent,enospc,readonly,syscall,errno
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run test check format reference pin bench profile crash fuzz audit lock clean python
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
	@$(PYTEST) $(TESTS) -m "not slow and not prefect" --hypothesis-profile=quick $(ARGS)

format: $(VENV)/.dev ## write the code in the house style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

reference: $(VENV)/.run ## print the reference pages anew from contracts, rules and settings
	@$(BIN)/python -m cleancopy.schemas.derive > schemas/arrow.new && mv schemas/arrow.new schemas/arrow.json
	@$(BIN)/python -m cleancopy.schemas.odcs > schemas/contract.odcs.yaml
	@$(BIN)/python -m cleancopy.schemas.json_schema > schemas/contract.schema.json
	@$(BIN)/python -m cleancopy.schemas.dictionary > docs/reference/data-dictionary.md
	@$(BIN)/python -m cleancopy.show.printed docs

pin: $(VENV)/.dev ## write down the rows of a new PIPELINE_VERSION (tests/laws/rows.toml)
	@$(BIN)/python -m tests.laws.pin

bench: $(VENV)/.bench ## measure speed and memory (CORPUS=folder of real text)
	@$(BIN)/python benchmarks/throughput.py $(FROM) $(ARGS)

profile: $(VENV)/.bench ## where the time goes, stage by stage (CORPUS=folder of real text)
	@$(BIN)/python benchmarks/stages.py $(FROM) $(ARGS)

crash: $(VENV)/.dev ## kill, starve and race the publisher while readers poll (long; needs the fault kit, strace, root)
	@test -f $(KIT) || { echo "The fault kit is not at $(KIT): name its folder with TESTKIT_HOSTILE=..."; exit 1; }
	@$(BIN)/python $(KIT) $(CRASH) --curated curated/articles --key doc_id $(ARGS)
	@$(BIN)/python $(KIT) $(CRASH) --curated curated/lines --key doc_id,line_no,part $(ARGS)

fuzz: $(VENV)/.dev ## property tests with fresh seeds, many more than the suite runs (ROUNDS=20)
	@for round in $$(seq $(ROUNDS)); do \
	  $(PYTEST) $(TESTS) -m hypothesis --hypothesis-profile=fuzz --hypothesis-seed=$$(date +%s) $(ARGS) || exit 1; done

audit: $(VENV)/.run ## the licences of everything in the lock; fails on one that cannot be shipped with Apache-2.0
	@$(BIN)/python -m tests.house.licences $(ARGS)

lock: $(VENV)/.run ## resolve the dependencies anew: hashes and versions only, no index named
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev --extra bench -c requirements-dev.lock -o requirements-bench.lock
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

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	@echo "Adding what is measured against ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@
