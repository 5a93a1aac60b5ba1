# make demo | test | bench | install | clean. Every goal does the set-up it needs first.

PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift
# debug keeps assertions and overflow checks; `make test TEST_CONFIGURATION=release` tests what is shipped
TEST_CONFIGURATION ?= debug
TEST_FLAGS ?=
DEMO_GRAPH ?= Datasets/words.txt
DEMO_SIZE  ?= 4

GYR = .build/release/gyr

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-random test-macro bench fuzz datasets install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the build needs (does nothing when it is there)
	@Scripts/setup

build: setup ## the optimised `gyr`, in .build/release
	$(SWIFT) build -c release --product gyr

demo: build ## a motif census of a real graph, and a picture of it
	@echo
	$(GYR) info $(DEMO_GRAPH)
	@echo
	$(GYR) motifs $(DEMO_GRAPH) --size $(DEMO_SIZE)
	@mkdir -p demo-output
	@$(GYR) motifs $(DEMO_GRAPH) --size $(DEMO_SIZE) --json > demo-output/motifs.json
	@echo
	@printf 'Look at '; Scripts/demo -o demo-output/motifs.svg demo-output/motifs.json

test: build ## every test
	$(SWIFT) test -c $(TEST_CONFIGURATION) $(TEST_FLAGS)

test-random: setup ## 20,480 random graphs and patterns over all features against brute force (minutes)
	GYR_RANDOM_CASES=20480 $(SWIFT) test -c $(TEST_CONFIGURATION) --filter RandomCaseTests

test-macro: setup ## #pattern("..."), the checked literal, with its trait (builds swift-syntax: minutes)
	SWIFT="$(SWIFT)" Scripts/test-macro

bench: build ## time the cases of Bench/cases.json and check their answers
	Bench/run --gyr $(GYR)
	@if [ -x ../shared/bench/compare ]; then ../shared/bench/compare --gyr $(GYR); fi

fuzz: setup ## read 10 million mutated graph files under the address sanitizer
	Scripts/fuzz-readers

datasets: setup ## check Datasets/ against its manifest
	Scripts/check-datasets

install: build ## put gyr into $(DESTDIR)$(PREFIX)/bin
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon"
	install -m 755 $(GYR) "$(DESTDIR)$(PREFIX)/bin/gyr"
	install -m 644 LICENSE NOTICE "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon/"

uninstall: ## take it out again
	rm -f "$(DESTDIR)$(PREFIX)/bin/gyr"
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon"

clean: ## remove what was built
	rm -rf .build demo-output
