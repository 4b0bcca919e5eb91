# One list of everything that is done here. `make` alone explains itself.
PORT ?= 8000
RUN := .venv/bin/
UV := $(RUN)uv
LOCKS := $(addprefix requirements/,run dev bootstrap node) bench/peers/requirements
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/messages.po)
COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q

.PHONY: help install demo serve test check fix bench bench-peers drill screenshots migrate words routes wheel
.PHONY: lock faults vendor machine
.DELETE_ON_ERROR:

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# --- serve -------------------------------------------------------------------------------------

install: .venv/serves .venv/speaks ## make the environment and compile the words

demo: install ## fill an empty database with the district of Willowford and serve it (PORT=8000)
	@tools/demo.sh $(RUN)portal $(PORT)

serve: install migrate ## bring the database up to date and serve it (PORT=8000)
	$(RUN)portal serve --port $(PORT)

migrate: install ## bring the database to the newest schema; `make migrate name=tools` writes the next one
	$(if $(name),$(RUN)python -m tools.migration $(name),$(RUN)portal migrate)

routes: install ## list every address with who may open it
	@$(RUN)portal routes

wheel: .venv/tests .venv/speaks ## build the package into dist/
	$(RUN)python -m build --no-isolation --wheel --outdir dist

# --- look after --------------------------------------------------------------------------------

test: check machine ## everything that CI runs: the checks, then all tests on both databases and in a browser
	$(RUN)pytest -n 2 --dist worksteal

check: .venv/tests .venv/speaks ## the quick part: format, lint, types, imports, templates, words
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports --no-cache
	$(RUN)deptry .
	$(RUN)djlint --lint --quiet pages
	$(RUN)pytest tests/habits/test_words.py

fix: .venv/tests ## format, and repair what can be repaired
	$(RUN)ruff format .
	$(RUN)ruff check --fix .

words: .venv/tests ## extract the sentences, update and compile the catalogues
	$(RUN)python -m tools.words
	@$(MAKE) --no-print-directory .venv/speaks

screenshots: .venv/tests .venv/speaks machine ## every main page, phone and desktop, light and dark, into var/screenshots
	$(RUN)python -m tests.journeys.screenshots

bench: .venv/tests .venv/speaks machine ## measure the pages against their floors
	$(RUN)python -m bench

bench-peers: .venv/tests .venv/speaks var/peers/made machine ## measure the pages against the same pages in Django
	$(RUN)python -m bench.peers

drill: .venv/tests .venv/speaks machine ## the heavy runs that are too long for every day (DRILL_SCALE=0.1: a tenth of them)
	@rm -f var/drills/*.json
	$(RUN)pytest -n 2 --dist worksteal -m drill; ended=$$?; $(RUN)python -m tests.drills.table; exit $$ended
	EVERY_DATABASE=1 $(RUN)pytest -n 2 --dist worksteal tests/pages

# --- maintain ----------------------------------------------------------------------------------

lock: .venv/tests ## resolve requirements/*.in again, with hashes
	for name in $(LOCKS); do $(UV) pip compile $(COMPILE) $$name.in -o $$name.txt || exit 1; done

faults: .venv/tests ## ask the index (INDEX=https://…) for known faults of what is served, and say when we last looked
	$(RUN)python -m tools.faults $(INDEX)

vendor: .venv/tests ## fetch the files of other people again and check them
	$(RUN)python tools/vendor.py --again

# --- how the environment comes to be; .venv/made, serves, tests and speaks say what is done ------

machine: .venv/tests
	@tools/machine.sh tests
	@$(RUN)python tools/vendor.py > /dev/null || echo "The HTML checker could not be fetched."

.venv/made: requirements/bootstrap.txt
	@tools/environment.sh bootstrap && touch $@

.venv/serves: .venv/made requirements/run.txt pyproject.toml
	@test -e .venv/tests || tools/environment.sh run
	@touch $@

.venv/tests: .venv/made requirements/dev.txt pyproject.toml
	@tools/environment.sh dev && touch .venv/serves $@

var/peers/made: .venv/tests bench/peers/requirements.txt
	@tools/environment.sh peers && touch $@

.venv/speaks: .venv/serves $(CATALOGUES)
	@test -z "$(CATALOGUES)" || $(RUN)pybabel -q compile -d locale
	@touch $@
