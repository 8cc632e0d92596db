# The commands people and CI share. Everything runs in .venv, which `make setup` makes.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 5000
N ?= 2840
BIN := .venv/bin
COMPOSE ?= docker compose

.PHONY: help setup serve up down test check drills bench node clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

setup: .venv/ready  ## the environment, in .venv

SOURCES := pyproject.toml setup.py $(wildcard requirements/*.txt search/korean/nori/*.py search/korean/nori/*.pxd search/document/places.p*)

.venv/ready: $(SOURCES)
	@bash scripts/setup $(PYTHON) dev
	@touch .venv/serving $@

# What the product itself needs: a first start does not wait for the tools of tests and checks.
.venv/serving: $(SOURCES)
	@bash scripts/setup $(PYTHON) run
	@touch $@

serve: .venv/serving  ## the site on http://127.0.0.1:$(PORT), with the example trips if nothing is indexed yet
	@$(BIN)/trips status >/dev/null 2>&1 || $(BIN)/trips index data/sample
	@$(BIN)/trips serve --port $(PORT)

up:  ## Elasticsearch and the site in containers, on http://127.0.0.1:$(PORT); see docs/operations.md
	@PORT=$(PORT) $(COMPOSE) up --build --detach
	@echo "http://127.0.0.1:$(PORT)"

down:  ## stop the containers; index and secrets stay
	@$(COMPOSE) down

test: setup  ## all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: setup  ## linters, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --num-workers auto
	@$(BIN)/lint-imports

drills: setup  ## the long fault and fuzz runs
	@$(BIN)/python -m pytest -m drill -s
	@$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=drill -n auto

bench: setup  ## both engines beside tuned Elasticsearch, recorded, and put into docs/performance.md; N="2840 100000" for both sizes
	@for trips in $(N); do $(BIN)/python -m benchmarks --trips $$trips || exit; done
	@$(BIN)/python -m benchmarks.report

node: setup  ## a real Elasticsearch on http://127.0.0.1:9200, without Docker
	@$(BIN)/python -m tests.elastic_node

clean:  ## remove the environment and build results
	rm -rf .venv build *.egg-info
