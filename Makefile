# Two commands matter: `make run` and `make test`. The rest is for those who change things.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench prove fuzz build rust-test ui-test shop-test interop journeys window setup fmt clean

TOOLS := target/tools
export PATH := $(CURDIR)/$(TOOLS)/bin:$(PATH)

help: ## What there is to make.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: build node-tests ## Build and open the vault and a demo shop that asks; without a display, tell the whole story and leave screenshots.
	@tests/run

test: rust-test ui-test shop-test interop journeys window ## Everything that guards main.

check: setup node-ui node-sdk $(TOOLS)/bin/cargo-deny ## Format, lints as errors, licences and sources, types, tidiness.
	cargo fmt --all --check
	cd ui && npm run --silent build && npm run --silent check
	cargo clippy --workspace --all-targets --features inkling-shell/e2e,inkling-exchange/s3-emulator -- -D warnings
	cargo deny --all-features check licenses bans sources
	cargo test --quiet --workspace --test tidy

bench: ## Speed, as ratios within one run; fails where a limit is missed.
	cargo bench -p inkling-tests --no-fail-fast

prove: setup ## The file under harm, at length: 5,000 kills, 1,000 power cuts, 1,000 calls that fail, 10,000 flipped bytes and cuts; and 10,000 stops that race with what serves.
	INKLING_KILLS=5000 INKLING_CUTS=1000 INKLING_FAILED=1000 INKLING_HARMED=10000 \
	cargo test --release -p inkling-tests --test kills --test power --test trouble --test damage -- --nocapture
	cargo test --release -p inkling-vault ten_thousand_races -- --ignored

fuzz: $(TOOLS)/bin/cargo-fuzz ## A million inputs to each parser of outside bytes; needs a nightly toolchain.
	tests/fuzz/run

build: setup node-ui node-sdk node-shop ## The window, the command line, the window's pages and the shop.
	cd ui && npm run --silent build
	cd retailer/sdk && npm run --silent build
	cargo build --workspace

# Each part of `make test`, to run alone. Cargo is always asked for the whole workspace: another choice of packages gives
# shared dependencies other features, and all of them are built again.
rust-test: setup ## Unit and property tests, vectors, fuzz corpora, what each window may do; then the bindings are as generated.
	cargo test --workspace
	git diff --exit-code -- ui/src/generated
ui-test: setup node-ui ## The window's components, and every screen under the strict policy with axe.
	cd ui && npm run --silent build && npm run --silent check && npm test
shop-test: node-sdk node-shop ## The retailer's SDK and the demo shop.
	cd retailer/sdk && npm run --silent build && npm test
	cd retailer/demo-shop && npm test
interop: build node-tests $(TOOLS)/python ## Our tokens, requests and mailboxes against software we did not write.
	cargo build --quiet --locked --manifest-path tests/interop/peer/Cargo.toml --target-dir target/peer
	INKLING_TEST_PYTHON=$(CURDIR)/$(TOOLS)/python/bin/python cargo test --workspace --features inkling-exchange/s3-emulator --test s3
	node --test --test-reporter=spec --test-concurrency=3 tests/interop/
journeys: build node-tests ## The story through the window's pages in Chromium, over the real core.
	node --test --test-reporter=spec tests/journeys/
	cd tests && npx playwright test --config journeys/playwright.config.js
window: build node-tests ## The real window under Xvfb: its fences, and the whole story.
	tests/window/run

setup:
	@tests/setup
node-%: DIR = $(or $(node_$*),$*)
node_ui := ui
node_sdk := retailer/sdk
node_shop := retailer/demo-shop
node_tests := tests
node-ui node-sdk node-shop node-tests: node-%:
	@cd $(DIR) && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --silent; }
node-shop: node-sdk

$(TOOLS)/bin/cargo-deny:
	cargo install cargo-deny --version 0.20.2 --locked --debug --quiet --root $(TOOLS)
$(TOOLS)/bin/cargo-fuzz:
	cargo install cargo-fuzz --version 0.13.2 --locked --quiet --root $(TOOLS)
$(TOOLS)/python: tests/interop/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet --require-virtualenv -r $< && touch $@

fmt: ## Format everything.
	cargo fmt --all
clean: ## Remove what was built.
	rm -rf target ui/dist retailer/sdk/dist {ui,retailer/sdk,retailer/demo-shop,tests}/node_modules
