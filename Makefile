# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test check samples blanks locale clean

$(STAMP): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 run")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

run: $(STAMP)
	@status=0; $(BIN)/kuzbass-batch run input_samples/2025 --output output/2025 --as-of 2026-01-20 || status=$$?; \
	echo "Exit code of the batch: $$status (0 all went through, 1 some returns need correction or are missing)"; \
	echo "Open output/2025/Рейтинг-2025.xlsx"; test $$status -le 1

samples: $(STAMP)
	$(BIN)/python -m input_samples.make_samples

blanks: $(STAMP)
	$(BIN)/python -m kuzbass_batch.forms.issue templates/blanks

locale: $(STAMP)
	$(BIN)/pybabel compile --domain click --directory kuzbass_batch/locale

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n 2

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
