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
COMPLETIONS = bash-completion/completions zsh/site-functions fish/vendor_completions.d

.DEFAULT_GOAL := help
.PHONY: help setup build demo man test test-random test-macro test-numa test-address test-thread bench fuzz datasets docs check-install install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the build needs (does nothing when it is there)
	@Scripts/setup

build: setup ## the optimised `gyr`, in .build/release
	$(SWIFT) build -c release --product gyr $(STATIC)

demo: build ## a motif census of a real graph, drawn, and a report on it
	@mkdir -p demo-output
	@echo
	$(GYR) info $(DEMO_GRAPH)
	@echo
	$(GYR) motifs $(DEMO_GRAPH) --size $(DEMO_SIZE) --draw demo-output/motifs.svg
	@echo
	@printf 'Look at demo-output/motifs.svg and '; $(GYR) report $(DEMO_GRAPH) --quiet -o demo-output/report.html

man: build ## manual pages, in .build/man
	Scripts/man $(GYR) .build/man

test: build ## every test
	@Scripts/setup valgrind
	$(SWIFT) test -c $(TEST_CONFIGURATION) $(TEST_FLAGS)

test-random: setup ## 20,480 random graphs and patterns over all features against brute force (minutes)
	GYR_RANDOM_CASES=20480 $(SWIFT) test -c $(TEST_CONFIGURATION) --filter RandomCaseTests

test-macro: setup ## #pattern("..."), the checked literal, with its trait (builds swift-syntax: minutes)
	SWIFT="$(SWIFT)" Scripts/test-macro

test-numa: build ## run gyr inside emulated machines with 2 and 4 memory nodes and check where everything is
	Scripts/test-numa $(GYR)

test-address: setup ## the tests under the address sanitizer
	Scripts/sanitize address $(TEST_FLAGS)

test-thread: setup ## the tests under the thread sanitizer
	Scripts/sanitize thread $(TEST_FLAGS)

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

install: build man ## put gyr, its manual pages and its shell completions into $(DESTDIR)$(PREFIX)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon"
	install -m 755 -s $(GYR) "$(DESTDIR)$(PREFIX)/bin/gyr"
	install -m 644 LICENSE NOTICE "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon/"
	install -d "$(DESTDIR)$(PREFIX)/share/man/man1" && install -m 644 .build/man/*.1 "$(DESTDIR)$(PREFIX)/share/man/man1/"
	install -d $(COMPLETIONS:%="$(DESTDIR)$(PREFIX)/share/%")
	$(GYR) --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/gyr"
	$(GYR) --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_gyr"
	$(GYR) --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/gyr.fish"

uninstall: ## take it out again
	rm -f "$(DESTDIR)$(PREFIX)/bin/gyr"
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/gyrfalcon" "$(DESTDIR)$(PREFIX)/share/man/man1/"gyr*.1
	cd "$(DESTDIR)$(PREFIX)/share" && rm -f bash-completion/completions/gyr zsh/site-functions/_gyr fish/vendor_completions.d/gyr.fish

clean: ## remove what was built
	rm -rf .build demo-output
