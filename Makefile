# Every target installs its own requirements. `make` without a target lists them.
.DEFAULT_GOAL := help
.PHONY: help run start-api test soak bench units lint format openapi events docs lock build deploy
.PHONY: credentials admin-key key forget clean smoke export pictures card-pictures

ARCHITECTURE ?= arm64
# The packages of the virtual environment; requirements-deploy.lock suffices to deploy.
LOCK ?= requirements.lock
PREFIX ?= /lastfm-gateway
PAIR ?= reading
LASTFM_USER ?= rj
KIND ?= read
FORMAT ?= ndjson
BIN := $(CURDIR)/.venv/bin
PYTHON := $(BIN)/python
STAMP := .venv/.synced
# Checkov has its own environment: its dependencies conflict with the project's.
CHECKOV_STAMP := .venv-checkov/.synced

# layers/gateway/Makefile finds python3.13 on this PATH.
export PATH := $(BIN):$(PATH)
export LAYER_ARCHITECTURE := $(ARCHITECTURE)
export SAM_CLI_TELEMETRY := 0

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): $(LOCK)
	@python=$$(tools/find-python) && echo "Setting up .venv with $$python" >&2 && "$$python" -m venv --clear .venv
	@$(PYTHON) -m pip install -qq --no-compile --no-deps --require-hashes --requirement $(LOCK)
	@touch $@

$(CHECKOV_STAMP): requirements-checkov.lock | $(STAMP)
	@echo "Setting up .venv-checkov" >&2 && $(PYTHON) -m venv --clear .venv-checkov
	@.venv-checkov/bin/python -m pip install -qq --no-deps --require-hashes --requirement requirements-checkov.lock
	@touch $@

# Make passes PARAMETERS and PORT on as environment variables.
run: $(STAMP) ## build, deploy to a local AWS and serve on 127.0.0.1 until Ctrl-C (PORT=8080; PARAMETERS as for deploy)
	@exec $(PYTHON) -m local.run

start-api: $(STAMP) ## run sam local start-api in Docker with the local AWS behind it (PORT=3000): see docs/development.md
	@exec $(PYTHON) -m local.start_api

# Each worker of the end-to-end tests deploys a stack. tests/conftest.py has the order of the files.
BY_FILE := --dist loadfile --no-loadscope-reorder
test: $(STAMP) ## run all tests, including the end-to-end tests on a deployed local stack
	$(PYTHON) -m pytest tests/unit tests/contract tests/integration --numprocesses auto $(BY_FILE)
	$(PYTHON) -m pytest tests/e2e --numprocesses 2 $(BY_FILE)

soak: $(STAMP) ## load the local stack for a minute, with upstream faults; fail on a lost or wrong response
	$(PYTHON) -m local.soak

bench: $(STAMP) ## run the benchmarks; write bench/results.json, bench/RESULTS.md and bench/fleet.png
	PYTHONPATH=layers/gateway $(PYTHON) -m bench

units: $(STAMP) ## count the DynamoDB capacity units of each kind of request; print the cost of a million requests
	PYTHONPATH=layers/gateway $(PYTHON) -m bench.units
	$(PYTHON) -m bench.cost

lint: $(STAMP) $(CHECKOV_STAMP) ## run ruff, mypy, the import contracts, the template's checks and the dependency audit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy layers/gateway functions local tools bench tests
	PYTHONPATH=layers/gateway $(BIN)/lint-imports
	$(BIN)/sam validate --lint
	$(BIN)/cfn-lint -a cfn_lint_serverless.rules -t template.yaml
	.venv-checkov/bin/checkov --config-file .checkov.yaml
	$(PYTHON) -m tools.template_checks
	$(PYTHON) -m tools.audit

format: $(STAMP) ## format the code and apply ruff's fixes
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi events docs key admin-key forget card-pictures: export PYTHONPATH := $(CURDIR)/layers/gateway

openapi: $(STAMP) ## generate openapi.yaml from the method declarations
	$(PYTHON) -m tools.openapi

events: $(STAMP) ## generate events/ from the method declarations
	$(PYTHON) -m tools.events

docs: $(STAMP) ## generate the tables and sample cards of docs/
	$(PYTHON) -m tools.docs

lock: $(STAMP) ## resolve pyproject.toml into the requirement files, with the newest versions
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.13 --generate-hashes \
	  --no-header --no-annotate --group dev pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --python-version 3.13 --python-platform linux --generate-hashes \
	  --no-header --no-annotate --constraint requirements.lock pyproject.toml \
	  --output-file layers/gateway/requirements.txt
	printf 'aws-sam-cli\nboto3\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.13 \
	  --generate-hashes --no-header --no-annotate --constraint requirements.lock - \
	  --output-file requirements-deploy.lock
	echo 'checkov>=3.2' | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.13 \
	  --generate-hashes --no-header --no-annotate - --output-file requirements-checkov.lock

build: $(STAMP) ## run sam build for AWS (ARCHITECTURE=arm64 or x86_64)
	$(BIN)/sam build --parameter-overrides Architecture=$(ARCHITECTURE)

# Each deployment has a unique Release, which SnapStart needs. tools.logs_role creates the account's
# role for access logs if it has none. ROLLBACK=off deploys even while an alarm is on.
deploy: build ## run sam deploy to your AWS account (ARCHITECTURE as for build; PARAMETERS="Name=value …")
	$(if $(filter off,$(ROLLBACK)),$(PYTHON) -m tools.safeguards --no-rollback)
	logs=$$($(PYTHON) -m tools.logs_role) && $(BIN)/sam deploy --parameter-overrides \
	  Architecture=$(ARCHITECTURE) ApiGatewayLogsRole=$$logs Release=$$(date -u +%Y%m%dT%H%M%SZ) $(PARAMETERS)
	$(if $(filter off,$(ROLLBACK)),,$(PYTHON) -m tools.safeguards)
	@$(PYTHON) -m tools.budget

smoke: $(STAMP) ## check every face of a deployed gateway against the docs (URL=… KEY=…)
	@$(PYTHON) -m tools.smoke $(URL)

export: $(STAMP) ## download the whole history of a user into a file (URL=… KEY=… LASTFM_USER=rj FORMAT=ndjson, csv or listenbrainz)
	@$(PYTHON) -m tools.export --user $(LASTFM_USER) --format $(FORMAT) $(URL)

pictures: $(STAMP) ## photograph a local deployment for the README, into docs/pictures (needs Chromium and Node.js)
	@$(PYTHON) -m local.pictures

card-pictures: $(STAMP) ## draw the pictures anew that the tests compare the cards with (needs the same)
	@$(PYTHON) -m tests.support.card_sheets

credentials: $(STAMP) ## store Last.fm's API key and secret in your account's Parameter Store (PREFIX=/lastfm-gateway; PAIR=sign-in for a second pair)
	$(PYTHON) -m tools.credentials --prefix $(PREFIX) --pair $(PAIR)

admin-key: $(STAMP) ## print a new admin key for the stack of `make run`, or of your account (STACK=…)
	@$(PYTHON) -m tools.keys --kind admin --user $(LASTFM_USER) $(if $(STACK),--stack $(STACK))

# KIND=write reads the user's session key from LASTFM_SESSION_KEY, or prompts for it.
key: $(STAMP) ## print a new key of a user, likewise (LASTFM_USER=rj KIND=read, write or admin)
	@$(PYTHON) -m tools.keys --kind $(KIND) --user $(LASTFM_USER) $(if $(STACK),--stack $(STACK))

forget: $(STAMP) ## erase a user's stored listening history, likewise (LASTFM_USER=rj)
	@$(PYTHON) -m tools.forget --user $(LASTFM_USER) $(if $(STACK),--stack $(STACK))

clean: ## remove all build output, caches and virtual environments
	rm -rf .venv .venv-checkov .aws-sam .build .run .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
