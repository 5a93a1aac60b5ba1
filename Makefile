# make demo | test | bench | install | clean. Every goal does the set-up it needs first.

PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift
# debug keeps assertions and overflow checks; `make test TEST_CONFIGURATION=release` tests what is shipped
TEST_CONFIGURATION ?= debug
TEST_FLAGS ?=
# the installed program needs no Swift run-time libraries (Linux only), and starts faster
STATIC ?= $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
DEMO_GRAPH ?= Datasets/words.txt
DEMO_SIZE  ?= 4

GYR = .build/release/gyr

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-random bench fuzz datasets docs check-install install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the build needs (does nothing when it is there)
	@Scripts/setup

build: setup ## the optimised `gyr`, in .build/release
	$(SWIFT) build -c release --product gyr $(STATIC)

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
	@Scripts/setup valgrind
	$(SWIFT) test -c $(TEST_CONFIGURATION) $(TEST_FLAGS)

test-random: setup ## 20,480 random graphs and patterns over all features against brute force (minutes)
	GYR_RANDOM_CASES=20480 $(SWIFT) test -c $(TEST_CONFIGURATION) --filter RandomCaseTests

bench: build ## time the cases of Bench/cases.json, check their answers, compare with the last record; BENCH=--record keeps it
	$(SWIFT) run -c release --package-path Bench gyr-bench --project . $(BENCH)

fuzz: setup ## read 10 million mutated graph files under the address sanitizer
	Scripts/fuzz-readers

docs: setup ## the library's documentation as pages, in .build/documentation
	Scripts/make-docs

check-install: setup ## install into a bare root and run there; build a package that uses the library
	Scripts/check-install

datasets: setup ## check Datasets/ against its manifest
	Scripts/check-datasets

install: build ## put gyr into $(DESTDIR)$(PREFIX)/bin
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon"
	install -m 755 -s $(GYR) "$(DESTDIR)$(PREFIX)/bin/gyr"
	install -m 644 LICENSE NOTICE "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon/"

uninstall: ## take it out again
	rm -f "$(DESTDIR)$(PREFIX)/bin/gyr"
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon"

clean: ## remove what was built
	rm -rf .build demo-output
