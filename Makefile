# Two commands: `make learn` opens the course, `make test` runs every test.
# Both set up what they need in .venv first; nothing outside this folder is changed, but for system packages that
# the tests need (see .ci/browser, .ci/postgres).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt
COURSE ?= my-course

.PHONY: learn test test-static test-unit test-notebooks test-browser build bench starter clean

learn: $(VENV)/.learn
	$(BIN)/backcraft learn "$(COURSE)"

test: test-static test-unit test-notebooks test-browser

## Style, types, content, and whether everything that is built from something else is up to date.
test-static: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/backcraft check
	$(BIN)/backcraft schemas --check
	$(BIN)/backcraft build --check

test-unit: $(VENV)/.test
	sh .ci/postgres
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -m "not browser and not notebooks" -n 2 --dist loadfile

test-notebooks: $(VENV)/.test
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -m notebooks -n 2

test-browser: $(VENV)/.test
	sh .ci/browser "$(BIN)/python"
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -m browser -n 2 --dist loadfile

build: $(VENV)/.learn
	$(BIN)/backcraft build

## dist/...-starter.zip: the wheel with a file to double-click for each system (starter/make.py --wheels: with all it needs).
starter: $(VENV)/.test
	$(BIN)/python starter/make.py

bench: $(VENV)/.test
	for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

$(VENV)/.made:
	sh .ci/venv "$(PYTHON)" "$(VENV)"
	touch $@

$(VENV)/.learn: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Setting up the course (once; this takes a minute or two) ..."
	$(PIP) -e ".[instructor]"
	touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Setting up the tests (once; this takes a minute or two) ..."
	$(PIP) -e ".[test]"
	touch $@ $(VENV)/.learn

clean:
	rm -rf $(VENV) build dist
