# make run, make ask Q="…" and make test are all a user needs; each installs what it lacks. make torture and make bench: long runs,
# PART="navn …" for some parts of them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: run ask test torture bench
run: $(VENV)/.installed
	@$(BIN)/rammeaftale serve

ask: $(VENV)/.installed
	@$(BIN)/rammeaftale ask "$$Q"

# Python keeps what it has compiled: the tests start some hundred processes. mypy reads the tree while the tests leave a core
# idle; when they have ended it says in a second what it found.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	@nice $(BIN)/mypy > /dev/null 2>&1 & \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder; ended=$$?; wait; \
	$(BIN)/mypy || ended=1; exit $$ended

# Long runs, each ending with an error when it falls short.
torture: $(VENV)/.installed-test
	$(BIN)/python -m eval.torture $(PART)

bench: $(VENV)/.installed-bench
	$(BIN)/python -m eval.bench $(PART)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installerer (første gang et par minutter) …"
	@$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installerer det, testene skal bruge …"
	@$(PIP) -c constraints.txt -e ".[test]"
	@touch $@

# llama-index-retrievers-bm25 asks for an older PyStemmer than ours, though it runs with it: hence without what it names.
$(VENV)/.installed-bench: $(VENV)/.installed-test
	@echo "Installerer det, der sammenlignes med …"
	@$(PIP) -c constraints.txt -e ".[test,bench]"
	@$(PIP) -c constraints.txt --no-deps llama-index-retrievers-bm25
	@touch $@
