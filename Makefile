# make run, make ask Q="…" and make test are all a user needs; each installs what it lacks.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: run ask test
run: $(VENV)/.installed
	@$(BIN)/rammeaftale serve

ask: $(VENV)/.installed
	@$(BIN)/rammeaftale ask "$$Q"

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

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
