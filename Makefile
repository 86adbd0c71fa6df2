# The tasks of this repository; `make` alone lists them. Each installs the Debian packages that it
# needs and the machine lacks.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

install := deploy/install-packages.sh
build := swift build --explicit-target-dependency-import-check error
swift_sources := Sources Tests Package.swift Benchmarks
scripts := .ci/run $(wildcard deploy/*.sh Benchmarks/*.sh Benchmarks/*/*.sh)
yaml := docker-compose.yml prometheus.yml prometheus-rules.yml examples/rules Tests/RuleTests
yaml_rules := {extends: default, rules: {document-start: disable, line-length: disable, \
    braces: disable, brackets: disable, colons: disable}}

.PHONY: help
help: ## list the tasks
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 16

.PHONY: run
run: release ## build and start Sonde on port 8080 with the mock service and the built-in probe
	@echo "try: curl -X POST http://localhost:8080/reservations"
	exec "$$($(build) -c release --show-bin-path)/sonde" serve

.PHONY: test
test: ## run every test, also those against a real Prometheus
	$(install) build test
	$(build) --build-tests
	@# What failed is said once more at the end, where one looks first.
	swift test --skip-build --disable-xctest 2>&1 | tee .build/test.log || \
		{ grep -aA 9 'recorded an issue' .build/test.log; exit 1; }

.PHONY: lint
lint: ## check the format of Swift, shell and YAML files
	$(install) build lint
	swift format lint --strict --recursive $(swift_sources)
	shellcheck $(scripts)
	yamllint --strict --config-data '$(yaml_rules)' $(yaml)

.PHONY: format
format: ## format the Swift files
	swift format --in-place --recursive $(swift_sources)

.PHONY: fuzz
fuzz: ## change requests at random for FUZZ_SECONDS (60), with the address sanitizer
	$(install) build
	$(build) --build-tests --sanitize=address --scratch-path .build-fuzz
	@# Without leak detection, which finds what the test runner keeps to its end.
	ASAN_OPTIONS=detect_leaks=0 FUZZ_SECONDS="$${FUZZ_SECONDS:-60}" \
		swift test --skip-build --disable-xctest --sanitize=address --scratch-path .build-fuzz \
		--filter MutationTests

.PHONY: bench
bench: ## run the benchmarks
	$(install) build bench
	Benchmarks/run.sh

.PHONY: demo
demo: release ## watch the alerts fire and resolve in a real Prometheus, in about a minute
	$(install) demo
	deploy/demo.sh "$$($(build) -c release --show-bin-path)/sonde"

.PHONY: release
release:
	$(install) build
	$(build) -c release --product sonde --static-swift-stdlib

.PHONY: clean
clean: ## remove what was built
	rm -rf .build .build-bench .build-fuzz Benchmarks/results
