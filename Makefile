# Every target sets up what it needs; `make` alone lists them. Needs sh, make and Python 3.11 to 3.13 or uv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
CHITIEU := $(BIN)/chitieu
PYTEST := $(BIN)/python -m pytest
# Newer than the lock: the environment is what the lock says.
SYNCED := .venv/.synced

.PHONY: help setup env demo up down status test test-fast check format docs bench bench-articles bench-ingesting confidence clean

help: ## list the targets
	@printf 'Chitieu: figures that Vietnamese pages state in prose, in a warehouse\n\n'
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(SYNCED) ## install the locked environment into .venv (and uv itself where it is missing)
	@:

$(SYNCED): pyproject.toml uv.lock
	@printf 'Setting up .venv from uv.lock (a minute or two the first time) ...\n' >&2
	@uv=$$(sh scripts/bootstrap_uv.sh) || exit 1; \
	quiet=--quiet; if [ -t 2 ]; then quiet=; fi; \
	"$$uv" sync --locked $$quiet
	@touch $@

env: setup ## write .env with generated secrets for docker compose; never overwrites
	@$(CHITIEU) env

demo: setup ## crawl sample sites into a warehouse and show what came out; own pages with PAGES=DIR
	@$(CHITIEU) demo $(if $(PAGES),--pages "$(PAGES)") $(if $(EDITION),--edition $(EDITION))

up: setup ## start PostgreSQL and Airflow on this machine, without Docker
	@$(CHITIEU) up

down: setup ## stop what `make up` started
	@$(CHITIEU) down

status: setup ## say what runs, and where
	@$(CHITIEU) status

test: setup ## run all tests, with a real PostgreSQL, Airflow and dbt
	@$(PYTEST) -q

test-fast: setup ## run the tests that need no server
	@$(PYTEST) -q -m 'not slow'

check: setup ## lint, formatting, types, SQL style; needs no network
	@printf 'ruff check ...\n' >&2; $(BIN)/ruff check --quiet --output-format concise .
	@printf 'ruff format --check ...\n' >&2; $(BIN)/ruff format --check --quiet .
	@printf 'mypy ...\n' >&2; $(BIN)/mypy --no-error-summary
	@printf 'sqlfluff lint ...\n' >&2; $(BIN)/sqlfluff lint --quiet --disable-progress-bar dbt/models

format: setup ## rewrite the code in the project's style
	@$(BIN)/ruff check --quiet --fix .; $(BIN)/ruff format --quiet .

docs: setup ## write the dbt seeds and the data dictionary anew from the catalogue
	@$(CHITIEU) docs

bench: setup ## measure reading speed, over your own PAGES=DIR, beside other tools with PEERS=1
	@$(if $(PEERS),UV_PROJECT_ENVIRONMENT=.venv-bench "$$(sh scripts/bootstrap_uv.sh)" run --quiet --locked --group bench python,$(BIN)/python) \
	    benchmarks/bench_reading.py $(if $(PAGES),"$(PAGES)")

bench-ingesting: setup ## measure the way from WARC files to observations, beside other tools with PEERS=1
	@$(if $(PEERS),UV_PROJECT_ENVIRONMENT=.venv-bench "$$(sh scripts/bootstrap_uv.sh)" run --quiet --locked --group bench python,$(BIN)/python) \
	    benchmarks/bench_ingesting.py

bench-articles: setup ## measure how well and how fast articles are taken from pages, beside other tools with PEERS=1
	@$(if $(PEERS),UV_PROJECT_ENVIRONMENT=.venv-bench "$$(sh scripts/bootstrap_uv.sh)" run --quiet --locked --group bench python,$(BIN)/python) \
	    benchmarks/bench_articles.py --by-skeleton

confidence: setup ## fit anew how sure figures are, and write how well that holds (docs/accuracy.md)
	@uv=$$(sh scripts/bootstrap_uv.sh) || exit 1; "$$uv" sync --locked --quiet --inexact --group train
	@$(BIN)/python scripts/fit_confidence.py

docker/superset/requirements.txt: docker/superset/requirements.in
	@uv=$$(sh scripts/bootstrap_uv.sh) || exit 1; \
	cd docker/superset && "$$uv" pip compile --quiet --python-version 3.11 --generate-hashes --no-annotate \
	    --custom-compile-command "make $@" requirements.in --output-file requirements.txt

clean: ## remove caches and build output; keeps .venv, .env and var
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis dbt/target dbt/logs logs
	@find include dags tests docker scripts -name __pycache__ -type d -prune -exec rm -rf {} +
