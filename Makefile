# `make demo` and `make test` need only Python 3.11 or later (with pip and venv); each installs what it runs.

# The first Python that is new enough; PYTHON=/path/to/python chooses another.
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done),python3)

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop
NPM_READY := $(if $(wildcard tests/npm/package.json),tests/npm/node_modules/.ready)

# To pass options to pytest: make test PYTEST="-k aud -x".
PYTEST ?=

.DELETE_ON_ERROR:
.PHONY: help demo test test-all test-rest chromium test-lowest test-pythons check lint types floors generated coverage format docs docs-html changelog conformance dist sbom release-check release container cases requests reports vectors-check bench fuzz fuzz-long fuzz-quick hostile clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-12s %s\n' "$$name" "$$what"; done

demo: $(RUN_READY)  ## Set up, then diagnose a failing sign-in: no account, no network
	$(BIN)/siwakit demo

test: $(DEV_READY)  ## Set up, then run every test that needs only Python
	$(BIN)/python -m pytest $(PYTEST)

test-all: $(DEV_READY) $(NPM_READY) chromium  ## Run every test, including those with npm packages and a browser, and measure coverage
	$(BIN)/python -m pytest -m "" --cov --cov-report=term $(PYTEST)

test-rest: $(DEV_READY) $(NPM_READY) chromium  ## Run the tests that `make test` leaves out: with npm packages, a browser or other languages, and those that take minutes
	$(BIN)/python -m pytest -m "npm or browser or programs or slow" $(PYTEST)

# Install Debian's Chromium if there is none and the user is root; otherwise the tests say what is missing.
chromium:
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null

test-lowest:  ## Run the tests with the oldest dependencies that pyproject.toml allows
	$(MAKE) test VENV=.venv-lowest PYTEST="$(PYTEST)" PIP_CONSTRAINT="$(abspath tests/lowest.txt)"

test-pythons: $(DEV_READY)  ## Run the tests on every Python found: at least three, unless ALLOW_FEWER=1
	$(BIN)/nox $(if $(PYTEST),-- $(PYTEST))

check: lint types floors generated docs-html coverage fuzz-quick  ## The gate

lint: $(DEV_READY)  ## Check format and lint, workflows and Dockerfiles, without changing files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/zizmor --offline --quiet --persona auditor .github action.yml
	$(if $(wildcard $(BIN)/hadolint),$(BIN)/hadolint Dockerfile examples/Dockerfile)

types: $(DEV_READY)  ## mypy strict
	$(BIN)/mypy

floors: $(DEV_READY)  ## Check that imports only go down
	$(BIN)/lint-imports --no-cache

generated: $(DEV_READY)  ## Check that generated files are current
	$(if $(wildcard tools/generate.py),$(BIN)/python tools/generate.py --check)

coverage: $(DEV_READY)
	$(BIN)/python -m pytest --cov --cov-report=term $(PYTEST)

format: $(DEV_READY)  ## Format, and fix what ruff can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(DEV_READY)  ## Regenerate the generated files
	$(if $(wildcard tools/generate.py),$(BIN)/python tools/generate.py)

docs-html: $(DEV_READY)  ## Build the documentation as HTML in docs/_build, and check its links
	$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky --jobs 2 docs docs/_build
	$(BIN)/python tools/check_links.py docs/_build

dist: $(DEV_READY)  ## Build the wheel and the source distribution in dist, and compare several builds byte by byte
	$(BIN)/nox -s dist

sbom: $(DEV_READY)  ## Write the bills of materials (CycloneDX) of the wheel in dist
	$(BIN)/nox -s sbom

container: $(DEV_READY)  ## Build the images with buildah and debootstrap, as root, and sign in to the application beside the emulator
	SIWAKIT_BUILD_IMAGES=1 $(BIN)/python -m pytest -m "" tests/container $(PYTEST)

# Only adds to the changelog and to the record of public names; look at both, then commit and tag.
release: $(DEV_READY)  ## Move the fragments in changes/ into CHANGELOG.md, and record the public names
	$(BIN)/python tools/public_record.py --write
	$(BIN)/towncrier build --yes

release-check: $(DEV_READY)  ## Build, then try the wheel without the source on every Python found, with the newest and the lowest dependencies
	$(BIN)/nox -s dist installed

changelog: $(DEV_READY)  ## Show the draft of the next release's changes
	@$(BIN)/towncrier build --draft

cases: $(DEV_READY)  ## Diagnose reported failures: CASES=FILE STAGES=token,key
	@$(BIN)/python tests/cases/run.py $(if $(CASES),--cases "$(CASES)") $(if $(STAGES),--stages "$(STAGES)")

requests: $(DEV_READY)  ## Diagnose requests of real clients: REQUESTS=DIR
	@$(BIN)/python tests/requests/run.py $(if $(REQUESTS),"$(REQUESTS)")

reports: $(DEV_READY)  ## Diagnose rebuilt reports, as files and as one paste: REPORTS=DIR, WRITE=1 to update the table
	@$(BIN)/python tests/reports/run.py $(if $(REPORTS),"$(REPORTS)") $(if $(WRITE),--write)

vectors-check: $(DEV_READY)  ## Decide published test vectors: VECTORS=DIR
	@$(BIN)/python tests/vectors/run.py $(if $(VECTORS),"$(VECTORS)")

conformance: $(DEV_READY) $(NPM_READY)  ## Hold other libraries against the vectors, and write docs/conformance.md
	$(BIN)/python -m conformance --write

bench: $(DEV_READY)  ## Measure how fast siwakit is; exits with 1 if a target is missed
	$(BIN)/python -m bench

fuzz: $(DEV_READY)  ## Fuzz everything that reads untrusted text: TARGET=doctor SECONDS=60, with Atheris after `pip install -e '.[fuzz]'`
	$(BIN)/python -m fuzz $(or $(TARGET),doctor) $(or $(SECONDS),60)

fuzz-long: $(DEV_READY)  ## Fuzz each target for ten minutes, or for SECONDS=120
	$(BIN)/python -m fuzz all $(or $(SECONDS),600)

fuzz-quick: $(DEV_READY)  ## Fuzz each target for two seconds
	$(BIN)/python -m fuzz all 2

hostile: $(DEV_READY)  ## Pass every hostile input to every command in every format: NAME=curl
	$(BIN)/python tests/hostile/worker.py every $(NAME)

clean:  ## Remove what was set up and cached
	rm -rf .venv .venv-lowest .nox dist build htmlcov .coverage .coverage.* tests/npm/node_modules docs/_build
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(wildcard src tests bench tools fuzz) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: $(PYTHON) is missing or older than 3.11; name a newer one: make PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(RUN_READY): pyproject.toml | $(VENV)/pyvenv.cfg
	$(PIP) install -e '.[settings,code]'
	@$(BIN)/python -m compileall -q src
	@touch $@

$(DEV_READY): pyproject.toml | $(VENV)/pyvenv.cfg
	$(PIP) install -e '.[dev]'
	@touch $@ $(RUN_READY)

# --no-package-lock: a lock would record where the packages were fetched from.
tests/npm/node_modules/.ready: tests/npm/package.json
	cd tests/npm && npm install --no-package-lock --no-audit --no-fund --ignore-scripts
	@touch $@
