# make demo   a whole installation with the demo company, until Ctrl-C
# make test   the whole suite against the embedded servers, with the coverage of the engines
# make coverage  the same, half as slow again, with the coverage of everything
# make test-long  minutes of faults: killed workers, brokers that hang; and examples never tried before
# make check  what "clean" means
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
APPS := alignment accounts jobs objectives kpis stories reports client
export PATH := $(abspath $(BIN)):$(PATH)
export DJANGO_SETTINGS_MODULE := alignment.settings
export THROUGHLINE_MODE ?= trial
# Each of the many processes would compile the same modules.
unexport PYTHONDONTWRITEBYTECODE
ADDRESS ?= 127.0.0.1:8000

.PHONY: demo test test-fast test-long coverage check format pictures bench clean lock

demo: .venv/.base
	@python manage.py demo --address $(ADDRESS)

test: .venv/.dev
	COUNTED=engines python -m pytest -n $${TEST_PROCESSES:-3} --randomly-seed=$${TEST_SEED:-1} --cov --cov-report=
	python -m tests.coverage_floors engines

test-fast: .venv/.dev
	python -m pytest -n $${TEST_PROCESSES:-3} -m "not browser and not long"

test-long: .venv/.dev
	EXAMPLES=curious python -m pytest -n 0 -m "long or hypothesis" -p no:randomly

coverage: .venv/.dev
	python -m pytest -n $${TEST_PROCESSES:-3} --cov --cov-report=term:skip-covered
	python -m tests.coverage_floors

check: .venv/.dev
	ruff format --check .
	ruff check .
	mypy $(APPS)
	lint-imports --no-logo
	djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	djlint --lint --quiet templates
	python manage.py makemigrations --check --dry-run
	python -m tests.deploy_check

format: .venv/.dev
	ruff check --fix .
	ruff format .
	djade --target-version 5.2 $$(git ls-files 'templates/*.html')

pictures: .venv/.dev
	python -m tests.browser.pictures

bench: .venv/.dev
	python -m bench.lines

clean:
	rm -rf .venv var staticfiles pictures

# Names, versions and hashes of every package; needs uv, which only this needs.
lock:
	for set in deploy base dev; do uv pip compile --quiet --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate requirements/$$set.in --output-file requirements/$$set.txt; done

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.base: .venv/bin/python requirements/base.txt
	python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	touch $@

.venv/.dev: .venv/bin/python requirements/dev.txt
	python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@ .venv/.base
