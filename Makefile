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

.PHONY: help run test build setup ui oracles generate lint bench fuzz soak clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build  ## build, go the whole way on the bundled models, then serve them (Ctrl-C stops it)
	@$(DENOTA) demo --serve

test: setup ui oracles  ## everything that can fail; what CI runs
	cargo fmt --all --check
	cargo test --locked --workspace --no-fail-fast

build: setup ui
	@echo "building (the first time takes half an hour on two fast cores, an hour on slow ones, later ones seconds)" >&2
	@$(BUILD)

setup:  ## install what the build needs, or say what to install
	@bash tests/setup/system.sh

ui: setup  ## build the pages that the server embeds, where there is npm
	@bash tests/setup/ui.sh "$(CACHE)/ui"

oracles: setup  ## install the implementations that our output is held against
	@bash tests/setup/oracles.sh

generate:  ## derive the committed files again: vocabulary, shapes, docs, golden files
	DENOTA_UPDATE=1 cargo test --locked --workspace --no-fail-fast

lint: setup  ## clippy and documentation, warnings denied; typos, deny and machete where installed
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps
	@$(call installed,typos,typos)
	@$(call installed,cargo-deny,cargo deny --locked check licenses bans sources)
	@$(call installed,cargo-machete,cargo machete)

# What is not installed is named: the tests in `policy.rs` and `unused.rs` hold most of it too.
installed = if command -v $(1) >/dev/null; then echo "$(2)" >&2; $(2); else echo "not installed, left out: $(1)" >&2; fi

bench: setup ui oracles  ## the figures of docs/benchmarks.md
	CARGO_INCREMENTAL=0 cargo --config tests/bench/optimized.toml build --locked --workspace --bins --examples
	bash tests/bench/run.sh

fuzz: setup  ## the fuzzers, resumable; SECONDS_EACH=60 by default
	bash tests/fuzz/run.sh $(or $(SECONDS_EACH),60)

soak: setup ui oracles  ## the tests with their full counts
	DENOTA_SOAK=1 cargo test --locked --workspace --no-fail-fast

clean:  ## remove the cache outside the clone
	rm -rf $(CACHE)
