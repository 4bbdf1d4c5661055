# One environment of our own, made from the constraints file; nothing else on the machine is touched.
VENV ?= .venv
PYTHON ?= python3
PORT ?= 8000
BIN := $(VENV)/bin

.PHONY: serve test check lint web screenshots bench eval cards schema stamp coverage golden notebook clean

serve: $(VENV)/.installed
	$(BIN)/sarcomakg serve --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: lint test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sarcomakg check

# Needs Node and Debian's chromium; CI runs it.
web: $(VENV)/.installed-browser
	.ci/web

# The pictures of the README; needs Debian's chromium.
screenshots: $(VENV)/.installed-browser
	.ci/web screenshots

# Needs wrk and Node; takes an hour with ten million triples. BENCH="--only graphql --sizes 20k,1m" runs a part.
bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks $(BENCH)

eval: $(VENV)/.installed-dev
	$(BIN)/python -m tests.questions.evaluate

cards: $(VENV)/.installed-dev
	$(BIN)/sarcomakg cards

schema: $(VENV)/.installed-dev
	$(BIN)/sarcomakg schema > schema.graphql

stamp: $(VENV)/.installed-dev
	$(BIN)/sarcomakg check --stamp

coverage: $(VENV)/.installed-dev
	$(BIN)/sarcomakg stats --format md > docs/coverage.md

$(VENV)/.installed: pyproject.toml constraints.txt hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[browser]"
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	touch $@

golden: $(VENV)/.installed-dev
	GOLDEN=write $(BIN)/python -m pytest tests/cards/test_golden.py tests/sparql/test_queries.py tests/test_frames.py

# The file in git has no outputs; this writes a copy that has.
notebook: $(VENV)/.installed-dev
	$(BIN)/jupyter-execute --output=analysis-executed examples/analysis.ipynb

clean:
	rm -rf $(VENV)
