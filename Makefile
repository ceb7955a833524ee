# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Cargo's target folder lives in a cache outside the clone, so that later runs are quick;
# nothing depends on what is in it.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/denota
export CARGO_TARGET_DIR ?= $(CACHE)/target
export DENOTA_ORACLES ?= $(CACHE)/oracles
DENOTA := $(CARGO_TARGET_DIR)/debug/denota
# One selection of packages for everything: another would unify features differently and
# compile the heavy dependencies a second time.
BUILD := cargo build --locked --workspace --all-targets

.PHONY: help run test build setup oracles generate lint bench fuzz soak clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build  ## build, go the whole way on the bundled models, then serve them (Ctrl-C stops it)
	@$(DENOTA) demo --serve

test: setup oracles  ## everything that can fail; what CI runs
	cargo fmt --all --check
	cargo test --locked --workspace --no-fail-fast

build: setup
	@echo "building (the first time takes a quarter of an hour or more, later ones seconds)" >&2
	@$(BUILD)

setup:  ## install what the build needs, or say what to install
	@bash tests/setup/system.sh

oracles: setup  ## install the implementations that our output is held against
	@bash tests/setup/oracles.sh

generate:  ## derive the committed files again: vocabulary, shapes, docs, golden files
	DENOTA_UPDATE=1 cargo test --locked --workspace --no-fail-fast

lint: setup  ## clippy and documentation, warnings denied
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

bench: setup oracles  ## the figures of docs/benchmarks.md
	CARGO_PROFILE_DEV_OPT_LEVEL=3 CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false $(BUILD)
	bash tests/bench/run.sh

fuzz: setup  ## the fuzzers, resumable; SECONDS_EACH=60 by default
	bash tests/fuzz/run.sh $(or $(SECONDS_EACH),60)

soak: setup oracles  ## the tests with their full counts
	DENOTA_SOAK=1 cargo test --locked --workspace --no-fail-fast

clean:  ## remove the cache outside the clone
	rm -rf $(CACHE)
