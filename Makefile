# Everything that is done to Horarium has one name here; `make` lists them.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
PORT ?=
HOST ?=
FRESH ?=
WORKERS ?= 2
PYTEST := $(PY) -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup fix check test all demo serve docs lock clean

help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## install everything a developer needs into .venv

fix: $(VENV)/.dev ## format and autofix; the only command that changes files
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	$(PY) docs/generate.py

check: $(VENV)/.dev ## lint, types, layers, templates, spelling, generated pages
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m djlint src --lint --quiet
	$(VENV)/bin/codespell
	$(PY) docs/generate.py --check

test: $(VENV)/.dev ## the default tests, in parallel, against an embedded PostgreSQL
	$(PYTEST) -n $(WORKERS)

all: check test $(VENV)/.dev ## check + test + the slow and the browser tests; what CI runs
	$(PYTEST) -m 'slow and not browser'
	$(PYTEST) -m browser

demo: $(VENV)/.run-time ## load the demo department and serve it; PORT=8123, FRESH=1
	@$(PY) -m horarium.cli.main demo $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST)) $(if $(filter-out 0 no,$(FRESH)),--fresh)

serve: $(VENV)/.dev ## serve what is there, starting anew when the code changes
	@HORARIUM_ENV=dev $(PY) -m horarium.cli.main serve --reload $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST))

docs: $(VENV)/.dev ## write the generated pages of docs/reference
	$(PY) docs/generate.py

lock: $(VENV)/.dev ## resolve the dependencies anew into the two lock files
	$(PY) -m uv pip compile pyproject.toml --group build $(LOCKED) --output-file requirements.lock
	$(PY) -m uv pip compile pyproject.toml --group dev $(LOCKED) --output-file requirements-dev.lock

clean: ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

LOCKED := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

# How packages get into .venv: with uv where it is present, else with pip. Locked packages
# must match their hashes; Horarium itself is built with the locked hatchling.

ifdef UV
MAKE_VENV = uv venv --quiet --python "$(PYTHON)" $(VENV)
INSTALL = uv pip install --python $(PY)
QUIETLY = $(INSTALL) --quiet
else
MAKE_VENV = "$(PYTHON)" -m venv $(VENV)
INSTALL = $(PY) -m pip install --disable-pip-version-check
QUIETLY = $(INSTALL) --quiet
endif

# Some machines keep no byte code, and every start would compile all packages anew.
compiled = @$(PY) -m compileall -q -j 0 $(VENV)/lib src >/dev/null 2>&1 || true

# The first search would wait for half a minute.
engines = @$(PY) -m horarium.cli.main compile

# pip tells what it collects line by line; a person wants to see how far it is.
define install_locked
@began=$$(date +%s); total=$$(grep -c '^[a-z].*==' $(1)); \
if [ -n "$(UV)" ] || ! [ -t 1 ]; then $(QUIETLY) --require-hashes -r $(1) || exit 1; \
else \
	{ $(INSTALL) --progress-bar off --require-hashes -r $(1); echo $$? > $(VENV)/.status; } | { n=0; while IFS= read -r line; do \
		case "$$line" in \
		Collecting*|Requirement*) n=$$((n + 1)); printf '\r  %d of %d packages ' "$$n" "$$total" ;; \
		Installing*) printf '\r  unpacking %d packages ...' "$$total" ;; \
		esac; done; printf '\r\033[K'; }; \
	status=$$(cat $(VENV)/.status); rm -f $(VENV)/.status; [ "$$status" = 0 ] || exit "$$status"; \
fi; \
$(QUIETLY) --no-deps --no-build-isolation -e . || exit 1; \
echo "✓ Installed $$total packages in $$(( $$(date +%s) - began )) s."
endef

$(PY):
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Horarium needs Python 3.11 or newer, and $(PYTHON) is not; name one: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(MAKE_VENV) || { rm -rf $(VENV); \
		echo 'The environment could not be made; on Debian: apt install python3-venv' >&2; exit 1; }

$(VENV)/.run-time: requirements.lock pyproject.toml | $(PY)
	@echo 'Installing what Horarium needs into $(VENV), once ...'
	$(call install_locked,requirements.lock)
	$(compiled)
	$(engines)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(PY)
	@echo 'Installing what Horarium and its developers need into $(VENV), once ...'
	$(call install_locked,requirements-dev.lock)
	$(compiled)
	$(engines)
	@touch $@ $(VENV)/.run-time
