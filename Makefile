# Two commands matter: `make run` and `make test`. `make` alone lists all.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/runtime-installed
DEV := .venv/dev-installed
DEMO := SAMBRUK_DATA_DIR=var/demo DATABASE_URL= REDIS_URL=

export SAMBRUK_TEST_ALL ?= $(if $(filter 0,$(shell id -u)),1,)

.DEFAULT_GOAL := help
.PHONY: help run demo build wheel test check format bench lock clean

help:  ## List these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

run: $(RUNTIME)  ## Install, build what changed, migrate and serve on port 3000
	@$(BIN)/sambruk-crm build
	@exec $(BIN)/sambruk-crm serve

demo: $(RUNTIME)  ## The same with example data of its own; prints who to sign in as
	@$(BIN)/sambruk-crm build
	@$(DEMO) $(BIN)/sambruk-crm demo --size small --seed 1
	@$(DEMO) exec $(BIN)/sambruk-crm serve

build: $(RUNTIME)  ## Build the front end if its sources changed
	@$(BIN)/sambruk-crm build

wheel: $(RUNTIME)  ## Make dist/sambruk_crm-….whl, which brings its front end along
	@$(BIN)/sambruk-crm build
	@$(BIN)/python scripts/wheel
	@ls dist/*.whl

test: $(DEV)  ## Every check and every test; installs what they need where it may
	@scripts/test-needs
	@$(MAKE) --no-print-directory check
	@$(BIN)/sambruk-crm build
	@# Apart from each other: Playwright keeps an event loop running in its process, and others start their own.
	@# In the order of the files: by the number of tests, the few that kill servers would run last, on one core.
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 50 --ignore tests/browser
	@# A browser may be slow once: what fails there is told, and has a second try by itself. What fails twice, fails.
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder tests/browser \
		|| $(BIN)/pytest -n 2 --dist loadfile --last-failed --last-failed-no-failures none tests/browser

check: $(DEV)  ## Format, lint, types, imports, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m sambruk_crm.i18n.check
	$(BIN)/hadolint Containerfile

format: $(DEV)  ## Format, and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV)  ## Measure, and print the ratios of docs/performance.md
	@$(BIN)/sambruk-crm build
	$(BIN)/python -m bench

lock: $(DEV)  ## Write the lock files anew from pyproject.toml
	scripts/lock
	@$(MAKE) --no-print-directory $(DEV)
	@$(BIN)/sambruk-crm build --resolve
	@$(BIN)/python scripts/notices

clean:  ## Remove what was built and installed; var/ stays
	rm -rf .venv .web build dist

# Each step says what it does and how long it took, waits for another run, and goes on where one was interrupted.
$(RUNTIME): requirements.lock pyproject.toml
	@scripts/environment "$(PYTHON)" runtime

$(DEV): requirements.lock requirements-dev.lock pyproject.toml
	@scripts/environment "$(PYTHON)" dev
