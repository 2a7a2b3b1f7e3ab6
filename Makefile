# `make` alone lists the targets. Every target makes the virtual environment it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= auto
PYTHON := .venv/bin/python
DJANGO := $(PYTHON) manage.py
PIP := $(PYTHON) -m pip --disable-pip-version-check
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make requirements" .venv/bin/pip-compile --quiet --generate-hashes \
	--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
TEST_SETTINGS := DJANGO_SETTINGS_MODULE=portal.settings.test
# A stamp's name holds the digest of what was installed: another lock file means another stamp.
RUNTIME := .venv/.runtime-$(shell sha256sum requirements.txt | cut -c1-16)
TESTING := .venv/.testing-$(shell cat requirements.txt tests/requirements.txt | sha256sum | cut -c1-16)

.PHONY: help demo demo-reset elasticsearch test check prove mutants worker messages requirements screenshots \
	bench-pages bench-search bench-suggestions bench-walking bench-canvas relevance asked-about docs
NODES ?= 1
ES_PORT ?= 9200
ELASTICSEARCH := PYTHONPATH=.:site $(PYTHON) -m tests.plugins.elasticsearch_server
# SEARCH=elasticsearch: a server of the demonstration's own on a free port, gone with it; its index is made at each start.
BESIDE := $(if $(filter elasticsearch,$(SEARCH)),$(ELASTICSEARCH) --port 0 --)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(RUNTIME) ## build and serve the demonstration department (PORT=8000, SEARCH=elasticsearch); a second run keeps what was entered
	@exec env $(BESIDE) $(DJANGO) demo --host $(HOST) --port $(PORT)

demo-reset: $(RUNTIME) ## remove var/ and start the demonstration afresh
	@rm -rf "$${GONGKAI_VAR:-var}"
	@exec env $(BESIDE) $(DJANGO) demo --host $(HOST) --port $(PORT)

elasticsearch: $(RUNTIME) ## fetch and serve a real Elasticsearch at ES_PORT=9200 (NODES=3: a cluster) until Ctrl-C
	@exec env $(ELASTICSEARCH) --nodes $(NODES) --port $(ES_PORT)

test: $(TESTING) ## everything that decides whether the portal is right
	@tests/install_system_parts
	$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(TESTING) ## the quick loop: format, lint, types, imports, migrations, translations, documents, unit tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(TEST_SETTINGS) .venv/bin/mypy
	PYTHONPATH=site .venv/bin/lint-imports
	$(TEST_SETTINGS) $(DJANGO) check
	$(TEST_SETTINGS) $(DJANGO) makemigrations --check --dry-run
	$(PYTHON) tests/check_translations.py
	$(TEST_SETTINGS) $(DJANGO) clauses --check
	$(TEST_SETTINGS) $(DJANGO) publishing_ways --check
	$(TEST_SETTINGS) $(DJANGO) approvals_chart --check
	$(TEST_SETTINGS) $(DJANGO) sections_chart --check
	$(PYTHON) tests/check_proof.py
	$(PYTHON) -m pytest -q -m "not browser and not server and not story" --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

prove: $(TESTING) ## the slow proofs, on a machine that does nothing else; figures in docs/proof.json (LAWS=FILE; ONLY="pages retiring")
	@tests/install_system_parts
	$(PYTHON) tests/load/prove.py $(if $(LAWS),--laws $(LAWS)) $(addprefix --only ,$(ONLY))

mutants: $(TESTING) ## put each listed fault into a copy of the tree; every one has to make a test fail
	$(PYTHON) -m tests.mutants.run

worker: $(RUNTIME) ## carry out the outbox (make demo runs a worker of its own)
	@exec $(DJANGO) worker

messages: $(TESTING) ## gather the strings to translate and compile the translations
	$(PYTHON) -m django makemessages --locale zh_Hans --no-wrap --add-location file \
		--ignore .venv --ignore var --ignore tests --ignore docs
	$(DJANGO) compilemessages --locale zh_Hans --ignore .venv --ignore var

requirements: $(TESTING) ## lock the dependencies named in pyproject.toml, with hashes
	$(PIP_COMPILE) --output-file requirements.txt pyproject.toml
	$(PYTHON) -c "import tomllib; print('\n'.join(tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['test']))" \
		| $(PIP_COMPILE) --constraint requirements.txt --output-file tests/requirements.txt -

screenshots: $(TESTING) ## play the story in a real browser and keep a picture of every step in test-results/
	@tests/install_system_parts
	$(PYTHON) -m pytest -m browser --numprocesses 0

bench-pages: $(TESTING) ## server time and queries of the public pages with 3,415 documents (LAWS=FILE: real ones)
	$(PYTHON) tests/load/bench_pages.py $(if $(LAWS),--laws $(LAWS))

bench-canvas: $(TESTING) ## how soon the canvas of a topic with 60 tiles shows, and how soon a change in it is seen
	$(PYTHON) -m tests.load.bench_canvas

relevance: $(RUNTIME) ## how well search finds, both engines (ENGINE=, DATA=DIR; CORPUS= QUERIES= RUN= for a run of one's own)
	@PYTHONPATH=.:site $(PYTHON) -m tests.load.relevance $(if $(ENGINE),--engine $(ENGINE)) $(if $(DATA),--data $(DATA)) \
		$(if $(CORPUS),--corpus $(CORPUS)) $(if $(QUERIES),--queries $(QUERIES)) $(if $(RUN),--run $(RUN))

asked-about: $(RUNTIME) ## count anew which laws lay people ask about, from the development questions (DATA=DIR)
	@PYTHONPATH=.:site $(PYTHON) -m tests.load.asked_about $(if $(DATA),--data $(DATA))

bench-suggestions: $(TESTING) ## how long suggestions take on 100,000 titles (ENGINE=)
	PYTHONPATH=.:site $(PYTHON) -m tests.load.bench_suggesting $(if $(ENGINE),--engine $(ENGINE))

bench-walking: $(TESTING) ## how long reading 100,000 results to their end takes, as the public API does (ENGINE=)
	PYTHONPATH=.:site $(PYTHON) -m tests.load.bench_walking $(if $(ENGINE),--engine $(ENGINE))

bench-search: $(TESTING) ## how fast search is beside a plain Elasticsearch (SIZE=1000000, ONLY="pages embedded", DATA=DIR)
	PYTHONPATH=.:site $(PYTHON) -m tests.load.bench_search $(if $(SIZE),--size $(SIZE)) $(if $(DATA),--data $(DATA)) \
		$(addprefix --only ,$(ONLY))

docs: $(TESTING) ## write the generated documents: docs/regulation.md, publishing-ways.md, approvals.md, sections.md
	$(TEST_SETTINGS) $(DJANGO) clauses
	$(TEST_SETTINGS) $(DJANGO) publishing_ways
	$(TEST_SETTINGS) $(DJANGO) approvals_chart
	$(TEST_SETTINGS) $(DJANGO) sections_chart

.venv/bin/python:
	@for candidate in python3.11 python3 python3.12 python3.13 python3.14; do \
		command -v $$candidate >/dev/null || continue; \
		$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if ! $$candidate -c 'import ensurepip, venv' 2>/dev/null; then unable=$$candidate; continue; fi; \
		rm -rf .venv; echo "Making .venv with $$candidate"; $$candidate -m venv .venv; exit 0; \
	done; \
	if [ -n "$${unable:-}" ]; then \
		version=$$($$unable -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "Python $$version here lacks venv: run  apt-get install python$$version-venv  and try again." >&2; \
	else echo "Python 3.11 or later is needed: run  apt-get install python3 python3-venv  and try again." >&2; fi; \
	exit 1

$(RUNTIME): requirements.txt | .venv/bin/python
	@echo "Installing what requirements.txt locks"
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@rm -f .venv/.runtime-*; touch $@

$(TESTING): tests/requirements.txt $(RUNTIME)
	@echo "Installing what the tests need"
	@$(PIP) install --quiet --require-hashes --requirement tests/requirements.txt
	@rm -f .venv/.testing-*; touch $@
