# Two commands on a fresh machine with Python 3.11 or newer: `make run` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.runs
STAMP := $(VENV)/.installed
TOOLS := .venv-tools
TOOLS_STAMP := $(TOOLS)/.installed
SOURCES := setup.cfg pyproject.toml
# Whatever is fetched has its hash in a lock. Under hashes pip refuses an editable install, so the
# project follows by itself, built by the setuptools of the lock: nothing else is fetched for it.
LOCKED := install --quiet --require-hashes --requirement
PROJECT := install --quiet --no-deps --no-build-isolation --editable .
# Older builds left what the project asked for then; Python would read that first.
STALE := kuzbass_batch.egg-info

# The first Python that is new enough; `make PYTHON=/path/to/python run` takes another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
NAMES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for name in $(NAMES); do \
	$$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$name && break; done)

# A virtual environment that could not be finished is begun anew.
.DELETE_ON_ERROR:
.PHONY: run year examples quick test deep lint check hooks samples blanks keys pictures bench ceilings programme kills fuzz mutants \
	locale lock sbom audit bundle clean

$(VENV)/pyvenv.cfg:
	@'$(PYTHON)' -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	echo "Нужен Python 3.11 или новее. Если он установлен под другим именем: make PYTHON=/путь/python run"; \
	echo "Python 3.11 or newer is needed. If it has another name: make PYTHON=/path/to/python run"; exit 1; }
	'$(PYTHON)' -m venv $(VENV)

$(RUN_STAMP): $(VENV)/pyvenv.cfg $(SOURCES) requirements/run.txt
	@echo "Установка в $(VENV), около минуты… / Installing into $(VENV), a minute or so…"
	@$(BIN)/python -m pip $(LOCKED) requirements/run.txt
	@rm -rf $(STALE) && $(BIN)/python -m pip $(PROJECT)
	@touch $(RUN_STAMP)

$(STAMP): $(VENV)/pyvenv.cfg $(SOURCES) requirements/test.txt
	@echo "Установка в $(VENV), около минуты… / Installing into $(VENV), a minute or so…"
	@$(BIN)/python -m pip $(LOCKED) requirements/test.txt
	@rm -rf $(STALE) && $(BIN)/python -m pip $(PROJECT)
	@touch $(RUN_STAMP) $(STAMP)

# The samples hold faults on purpose: exit code 1 of the batch is what a good run looks like.
run: $(RUN_STAMP)
	@status=0; \
	$(BIN)/python -m kuzbass_batch run input_samples/2025 --output output/2025 --as-of 2026-01-20 \
	|| status=$$?; echo; \
	case $$status in \
	0) echo "Код завершения 0: все формы учтены."; \
	   echo "Exit code 0: all went through.";; \
	1) echo "Код завершения 1: расчёт выполнен, часть форм возвращена или не поступила (в образцах так задумано)."; \
	   echo "Exit code 1: done; some returns need correction or are missing (the samples are made so).";; \
	*) echo "Код завершения $$status: результат не записан, причина названа выше."; \
	   echo "Exit code $$status: nothing was written; the reason stands above."; exit $$status;; \
	esac; \
	echo "Откройте / open:  output/2025/Рейтинг-2025.xlsx"; \
	echo "Письма / letters: output/2025/Письма"

# Two years on the samples: six commands for the first, three for the next, each from the result before.
year: $(RUN_STAMP)
	@$(BIN)/python -m input_samples.year output/year

# The two other ratings of the samples, each by its own methodology. The day is that of their results.
examples: $(RUN_STAMP)
	@for each in maturity services; do \
	$(BIN)/python -m kuzbass_batch run input_samples/$$each/in --output output/$$each \
	--methodology input_samples/$$each/methodology --year 2025 --as-of 2026-01-20 || [ $$? = 1 ] || exit 1; \
	done

locale: $(STAMP)
	$(BIN)/pybabel compile --domain click --directory kuzbass_batch/locale

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# With the rules of the house; `quick` and `test` hold them among their tests.
check: lint
	$(BIN)/python -m pytest tests/test_imports.py

# Three tiers. `quick` before each commit, under a minute: the rules, the findings and the forms by
# records and single files. What goes the whole way from a folder is marked `whole` and left out.
QUICK := tests/methodology tests/findings tests/forms tests/rules tests/test_imports.py \
	tests/test_wording.py
quick: lint
	$(BIN)/python -m pytest -n 2 -m "not whole" $(QUICK)

# `test` is the whole suite; CI runs it. Each of three workers takes its part, neighbours together, so
# that what the tests of a module share is made once; who is done takes from another's rest. Three, for
# two wait four tenths of their time for office programs and limits of time.
test: lint
	$(BIN)/python -m pytest -n 3 --dist worksteal

# `deep` is what takes hours: its last figures stand in docs/reliability.md and docs/performance.md.
deep: test
	$(MAKE) kills KILLS=500
	$(MAKE) fuzz FUZZ=20000
	$(MAKE) mutants MUTANTS=1000
	RERUN_STEPS=20 $(BIN)/python -m pytest tests/test_unchanged.py -k run_anew
	HANDFULS=400 $(BIN)/python -m pytest tests/hostile/test_neighbours.py -k handful
	REGISTER_ROWS=10000 $(BIN)/python -m pytest tests/outputs/registers/test_registers_workbook.py -k rows
	LIVE_PROFILES=300 $(BIN)/python -m pytest tests/suites/test_live_score.py
	$(BIN)/python -m pytest -n 0 tests/buttons_under_wine.py
	BUNDLE_PYTHONS="3.11 3.12 3.13 3.14" $(BIN)/python -m pytest -n 0 tests/test_bundle.py
	$(MAKE) bench PART="whole books" SIZES="1000 20000"

# Ruff and mypy before each commit of this clone.
hooks: $(STAMP)
	@printf '#!/bin/sh\nexec make check\n' > .git/hooks/pre-commit
	@chmod +x .git/hooks/pre-commit
	@echo "pre-commit: make check"

samples: $(STAMP)
	$(BIN)/python -m input_samples.make_samples
	$(BIN)/python -m input_samples.make_maturity
	$(BIN)/python -m input_samples.make_services
	$(BIN)/python -m input_samples.make_year
	$(BIN)/python -m input_samples.make_next_year

blanks: $(RUN_STAMP)
	rm -f templates/blanks/*.xlsx
	$(BIN)/python -m kuzbass_batch blanks templates/blanks

# The schemas of a methodology file, and the tables of its keys in docs/methodology.md.
keys: $(RUN_STAMP)
	$(BIN)/python -m kuzbass_batch.methodology.keys.documents templates/methodology docs/methodology.md

# The pictures of the documents, from real output; needs LibreOffice, poppler-utils and Chromium.
pictures: $(STAMP)
	bash docs/pictures/make.sh $(BIN)/python

# Figures into docs/performance.md, an hour in all; in pieces by PART: `make bench PART=whole` (12 min),
# criteria (5), again (35; AGAIN="100 1000" 10), books (10). SIZES, AGAIN: of whole runs, and of runs
# that come after another. A part that breaks off keeps what it had, and the next one is measured.
PART ?=
SIZES ?= 100 1000 10000
AGAIN ?= 100 1000 10000
bench: $(STAMP)
	$(BIN)/python -m benchmarks $(PART) --sizes $(SIZES) --again $(AGAIN)

# The table criteria x participants x seconds alone, printed.
ceilings: $(STAMP)
	$(BIN)/python -m benchmarks.criteria

# What the registers of the programme cost a run of a thousand, printed.
programme: $(STAMP)
	$(BIN)/python -m benchmarks.programme

# More than the suite does: so many random kills of the publishing and of the whole run.
KILLS ?= 200
kills: $(STAMP)
	KUZBASS_KILLS=$(KILLS) KUZBASS_FULL_KILLS=$(KILLS) $(BIN)/python -m pytest -s \
	tests/publishing/test_kills.py tests/publishing/test_run_faults.py -k random_kills

# So many new examples for the readers, other ones each time.
FUZZ ?= 20000
fuzz: $(STAMP)
	FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/hostile/test_fuzz.py

# So many slips in the rules and in the reading of forms, chosen by the seed: which no test notices
# stands in build/mutants.md. Fails where less than 90 of a hundred that matter are noticed.
MUTANTS ?= 200
SEED ?= 14
mutants: $(STAMP)
	$(BIN)/python -m tests.mutants --count $(MUTANTS) --seed $(SEED) --jobs 2

# The locks anew, from setup.cfg and requirements/*.in: every file that the index has for a version,
# for every system, has its hash. Versions stay; UPGRADE=--upgrade takes the last ones of all,
# UPGRADE="--upgrade-package lxml" of one.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(TOOLS)/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --python $(TOOLS)/bin/python --no-build-isolation $(UPGRADE)
lock: $(TOOLS_STAMP)
	$(COMPILE) setup.cfg requirements/build.in --output-file requirements/run.txt
	$(COMPILE) setup.cfg requirements/build.in --all-extras --constraint requirements/run.txt \
	--output-file requirements/test.txt
	$(COMPILE) requirements/tools.in requirements/build.in --constraint requirements/test.txt \
	--output-file requirements/tools.txt
	$(MAKE) sbom

# What a run is made of, for whoever has to know (CycloneDX); fetches each library to read its licence.
sbom: $(STAMP)
	$(BIN)/python -m requirements.sbom

# The program for computers without a network, for Windows and Linux; `EMBED=python-3.13.9-embed-amd64.zip`
# (python.org) makes the Windows one need no Python. Needs LibreOffice for the guide as PDF.
bundle: $(STAMP)
	$(BIN)/python -m requirements.bundle linux --output build
	$(BIN)/python -m requirements.bundle windows --output build $(if $(EMBED),--embed '$(EMBED)')

# Known weaknesses of the locked versions, asked of the package index.
audit: $(TOOLS_STAMP)
	@$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements/run.txt \
	--requirement requirements/test.txt --requirement requirements/tools.txt || { \
	echo "Проверка не пройдена или нет связи с pypi.org: причина названа выше."; \
	echo "Not passed, or pypi.org cannot be reached: the reason stands above."; exit 1; }

$(TOOLS_STAMP): requirements/tools.txt
	@'$(PYTHON)' -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip $(LOCKED) requirements/tools.txt
	@touch $(TOOLS_STAMP)

clean:
	rm -rf $(VENV) $(TOOLS) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
