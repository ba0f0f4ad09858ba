# Tyto. `make help` lists what can be made.

PREFIX ?= /usr/local
SWIFT ?= swift
export SWIFT
PYTHON ?= python3
SWIFT_FLAGS ?=

build := $(SWIFT) build -c release $(SWIFT_FLAGS)
test := $(SWIFT) test -c release --skip-build $(SWIFT_FLAGS)
tyto := .build/release/tyto
sources := Package.swift Sources Tests

bin := $(DESTDIR)$(PREFIX)/bin
share := $(DESTDIR)$(PREFIX)/share/tyto
# Where shells look for what completes a command line, by shell.
bash_file := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/tyto
zsh_file := $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_tyto
fish_file := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tyto.fish
models := $(addprefix Sources/KeywordSpotting/Models/,*.safetensors words.dict words.pairs)
# `sudo` where PREFIX is not the user's own to write.
as_root = $(shell d="$(DESTDIR)$(PREFIX)"; until [ -e "$$d" ]; do d=$$(dirname "$$d"); done; \
  [ -w "$$d" ] || echo sudo)

sounds := /usr/share/asterisk/sounds/en_US_f_Allison
prompts := corpora/asterisk
rivals := Benchmarks/rivals

.PHONY: help demo test build install uninstall dependencies bench rivals rivals-spotting format lint clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo: ## find words by their spelling, then digits, in recorded telephone prompts
	@.ci/dependencies demo
	$(build) --product tyto
	@cut -f 1 $(prompts)/words.tsv | grep -v '^#' | sed 's|^|$(sounds)/|' > .build/demo.list
	$(tyto) spot -k conference -k directory -k extension -k message - < .build/demo.list
	@echo
	$(tyto) evaluate files $(prompts)/words.tsv --root $(sounds) --model english
	@echo
	$(tyto) evaluate files $(prompts)/digits.tsv --root $(sounds)

# The kernels' tests run every kernel that the machine has, cap by cap, in one process.
test: ## build, and run every test
	@.ci/dependencies
	$(build) --build-tests
	$(test)

build: ## build the command, .build/release/tyto
	@.ci/dependencies
	$(build) --product tyto

install: ## install into PREFIX (/usr/local); DESTDIR is honoured
	@.ci/dependencies
	@# With the Swift libraries inside, so that the command outlives the toolchain.
	$(build) --product tyto --static-swift-stdlib --scratch-path .build-install
	$(as_root) install -d "$(bin)" "$(share)/models"
	$(as_root) install -m 755 .build-install/release/tyto "$(bin)/tyto"
	$(as_root) install -m 644 $(models) "$(share)/models"
	.build-install/release/tyto --generate-completion-script bash > .build-install/tyto.bash
	.build-install/release/tyto --generate-completion-script zsh > .build-install/tyto.zsh
	.build-install/release/tyto --generate-completion-script fish > .build-install/tyto.fish
	$(as_root) install -D -m 644 .build-install/tyto.bash "$(bash_file)"
	$(as_root) install -D -m 644 .build-install/tyto.zsh "$(zsh_file)"
	$(as_root) install -D -m 644 .build-install/tyto.fish "$(fish_file)"

uninstall: ## remove what install put there
	$(as_root) rm -f "$(bin)/tyto" "$(bash_file)" "$(zsh_file)" "$(fish_file)"
	$(as_root) rm -rf "$(share)"

dependencies: ## install missing Debian packages
	@.ci/dependencies demo

bench: build ## time the kernels, the features and training here
	$(tyto) bench kernels
	$(tyto) bench features
	$(tyto) bench inference
	$(tyto) bench training
	$(tyto) bench ctc

rivals: build $(rivals)/.venv/installed ## the same beside PyTorch, ONNX Runtime, librosa and others
	$(rivals)/.venv/bin/python $(rivals)/run.py --tyto $(tyto) $(ARGUMENTS)

rivals-spotting: build $(rivals)/.venv/installed ## words of a corpus, beside PocketSphinx: ARGUMENTS="--corpus DIR"
	$(rivals)/.venv/bin/python $(rivals)/spotting.py --tyto $(tyto) $(ARGUMENTS)

$(rivals)/.venv/installed: $(rivals)/requirements.txt
	$(PYTHON) -m venv $(rivals)/.venv
	@# One by one where they do not all install: a missing rival is reported, not fatal.
	$(rivals)/.venv/bin/pip install --quiet --requirement $< || \
	  { some=; while read -r rival; do \
	      if $(rivals)/.venv/bin/pip install --quiet "$$rival"; then some=1; \
	      else echo "$$rival cannot be installed"; fi; done < $<; [ -n "$$some" ]; }
	@touch $@

format: ## rewrite the Swift sources in the project's style
	$(SWIFT) format --in-place --recursive --parallel $(sources)

lint: ## complain where format would change something
	$(SWIFT) format lint --strict --recursive --parallel $(sources)

clean: ## remove what was built
	rm -rf .build .build-install $(rivals)/.venv
