# What there is to do with Canopy; `make` alone prints this list.

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint watch build sprite bench-hierarchy bench-page bench-search

help: ## print this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, build and serve Canopy with its demo company on http://127.0.0.1:3000
	@xtask/make.sh run

test: ## set up and run every test, in Rust and in the browser
	@xtask/make.sh test

test-long: ## the tests that take minutes: a thousand random histories of moves at once, and the ignored ones
	@xtask/make.sh test-long

lint: ## formatting, clippy, types of the browser tests, house rules
	@xtask/make.sh lint

watch: ## rebuild and reload while you work (needs cargo-leptos)
	@xtask/make.sh watch

build: ## set up and build, without serving
	@xtask/make.sh build

sprite: ## cut style/assets/icons.svg from the names in style/icons.txt
	@xtask/make.sh sprite

bench-page: ## bytes, time to interactive, Lighthouse of each page, against their bars
	@xtask/make.sh bench-page

bench-hierarchy: ## the tree of 1,111,111 accounts, in the database and on screen, against their bars
	@xtask/make.sh bench-hierarchy

bench-search: ## every class of search at ACCOUNTS accounts (a million unless said), against its bars
	@xtask/make.sh bench-search --accounts $(or $(ACCOUNTS),1000000)
