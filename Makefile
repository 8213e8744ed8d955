# Every target sets up what it needs by itself. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run start-api test soak bench units lint format openapi events docs lock build deploy
.PHONY: credentials admin-key key clean smoke

ARCHITECTURE ?= arm64
# What the virtual environment holds; requirements-deploy.lock is enough to deploy.
LOCK ?= requirements.lock
PREFIX ?= /lastfm-gateway
LASTFM_USER ?= rj
BIN := $(CURDIR)/.venv/bin
PYTHON := $(BIN)/python
STAMP := .venv/.synced
# Apart: it asks for other versions of what the project uses.
CHECKOV_STAMP := .venv-checkov/.synced

# The layer's own Makefile finds python3.13 here.
export PATH := $(BIN):$(PATH)
export LAYER_ARCHITECTURE := $(ARCHITECTURE)
export SAM_CLI_TELEMETRY := 0

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): $(LOCK)
	@python=$$(tools/find-python) && echo "Setting up .venv with $$python" >&2 && "$$python" -m venv --clear .venv
	@$(PYTHON) -m pip install -qq --no-compile --no-deps --require-hashes --requirement $(LOCK)
	@touch $@

$(CHECKOV_STAMP): requirements-checkov.lock | $(STAMP)
	@echo "Setting up .venv-checkov" >&2 && $(PYTHON) -m venv --clear .venv-checkov
	@.venv-checkov/bin/python -m pip install -qq --no-deps --require-hashes --requirement requirements-checkov.lock
	@touch $@

# Make hands PARAMETERS and PORT on in the environment.
run: $(STAMP) ## build, deploy to a local AWS and serve on 127.0.0.1 (PORT=8080) until Ctrl-C (PARAMETERS as for deploy)
	@exec $(PYTHON) -m local.run

start-api: $(STAMP) ## sam local start-api in Docker (PORT=3000), the local AWS behind it: see docs/development.md
	@exec $(PYTHON) -m local.start_api

test: $(STAMP) ## every test, the end-to-end ones on a deployed local stack included
	$(PYTHON) -m pytest tests/unit tests/contract tests/integration --numprocesses auto --dist loadfile
	$(PYTHON) -m pytest tests/e2e

soak: $(STAMP) ## a minute of load with faults on the local stack; fails on a lost or wrong answer
	$(PYTHON) -m local.soak

bench: $(STAMP) ## measure: bench/results.json, bench/RESULTS.md and bench/fleet.png
	PYTHONPATH=layers/gateway $(PYTHON) -m bench
units: $(STAMP) ## count DynamoDB's units for each kind of request, and what a million cost
	PYTHONPATH=layers/gateway $(PYTHON) -m bench.units
	$(PYTHON) -m bench.cost

lint: $(STAMP) $(CHECKOV_STAMP) ## ruff, mypy, the template's checks, the dependencies' audit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy layers/gateway functions local tools bench tests
	PYTHONPATH=layers/gateway $(BIN)/lint-imports
	$(BIN)/sam validate --lint
	$(BIN)/cfn-lint -a cfn_lint_serverless.rules -t template.yaml
	.venv-checkov/bin/checkov --config-file .checkov.yaml
	$(PYTHON) -m tools.template_checks
	$(PYTHON) -m tools.audit

format: $(STAMP) ## rewrite the code in the project's format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi events docs key admin-key: export PYTHONPATH := $(CURDIR)/layers/gateway

openapi: $(STAMP) ## write openapi.yaml from the declarations
	$(PYTHON) -m tools.openapi

events: $(STAMP) ## write events/ from the declarations
	$(PYTHON) -m tools.events

docs: $(STAMP) ## write docs/routes.md and docs/parameters.md from the declarations
	$(PYTHON) -m tools.docs

lock: $(STAMP) ## resolve pyproject.toml anew into the two requirement files
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

build: $(STAMP) ## sam build for AWS (ARCHITECTURE=arm64 or x86_64)
	$(BIN)/sam build --parameter-overrides Architecture=$(ARCHITECTURE)

# A name of its own for each deployment, which SnapStart needs; the account's role for access logs is
# made only where there is none. ROLLBACK=off deploys although an alarm is on.
deploy: build ## sam deploy to your AWS account (ARCHITECTURE as for build; PARAMETERS="Name=value …")
	$(if $(filter off,$(ROLLBACK)),$(PYTHON) -m tools.safeguards --no-rollback)
	logs=$$($(PYTHON) -m tools.logs_role) && $(BIN)/sam deploy --parameter-overrides \
	  Architecture=$(ARCHITECTURE) ApiGatewayLogsRole=$$logs Release=$$(date -u +%Y%m%dT%H%M%SZ) $(PARAMETERS)
	$(if $(filter off,$(ROLLBACK)),,$(PYTHON) -m tools.safeguards)

smoke: $(STAMP) ## every face of a deployed gateway, against what the docs promise (URL=… KEY=…)
	@$(PYTHON) -m tools.smoke $(URL)

credentials: $(STAMP) ## write Last.fm's key and secret to your account's parameter store (PREFIX=/lastfm-gateway)
	$(PYTHON) -m tools.credentials --prefix $(PREFIX)

admin-key: $(STAMP) ## print a new admin key for the stack of `make run`, or for STACK=… of your account
	@$(PYTHON) -m tools.keys --kind admin --user $(LASTFM_USER) $(if $(STACK),--stack $(STACK))

key: $(STAMP) ## print a new read key of LASTFM_USER (rj), likewise
	@$(PYTHON) -m tools.keys --user $(LASTFM_USER) $(if $(STACK),--stack $(STACK))

clean: ## remove everything that was built, the virtual environment too
	rm -rf .venv .venv-checkov .aws-sam .build .run .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
