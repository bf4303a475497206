# Each target sets up what it needs first, so that any of them works first thing in a fresh clone.
.PHONY: help reproduce reproduce-quick alternation report test soak check lint format build bench clean
.DELETE_ON_ERROR:

.DEFAULT_GOAL := reproduce

EXPERIMENTS := fixed-data sensitivity inference constraints
RESULTS := results
# The long one, too, where it has been run.
REPORTED := $(EXPERIMENTS) $(notdir $(wildcard $(RESULTS)/alternation))
PLOTS := plots
CHECKLIST := REPRODUCIBILITY.md
NODE_MODULES := node_modules/.package-lock.json
SOURCES := $(shell find src -name '*.ts' 2>/dev/null) esbuild.config.js kernels.config.js package.json tsconfig.json

## help: these lines
help:
	@sed -n 's/^## //p' Makefile

## reproduce: compute every trial of the paper's experiments afresh, draw the figures, write the report
reproduce: build
	node bin/moe.js run $(EXPERIMENTS) --fresh --out $(RESULTS)
	node bin/moe.js plot $(EXPERIMENTS) --results $(RESULTS) --out $(PLOTS)
	$(MAKE) report

# Fills what results say in README.md and docs/claims.md; what is of results that are not there stays as it is.
FILL = s{(<!-- (claims|headline|findings): (.*?) -->\n).*?(<!-- /\2 -->)}{ \
	my ($$all, $$from, $$what, $$names, $$to) = ($$&, $$1, $$2, $$3, $$4); \
	(grep { !-d "$(RESULTS)/$$_" } split / /, $$names) ? $$all : do { \
		my $$table = `node bin/moe.js export $$names --results $(RESULTS) --table $$what`; \
		die "no $$what\n" if $$?; "$$from\n$$table\n$$to" } }gse

## report: plots/report.html, plots/verdicts.*, REPRODUCIBILITY.md, README's findings and docs/claims.md from the results at hand
report: build
	node bin/moe.js report $(REPORTED) --results $(RESULTS) --out $(PLOTS)/report.html --checklist $(CHECKLIST)
	node bin/moe.js plot $(REPORTED) --verdicts --results $(RESULTS) --out $(PLOTS)
	perl -0pi -e '$(FILL)' README.md docs/claims.md

## reproduce-quick: the same with the quick sections of the specs, alternation's too
reproduce-quick: build
	node bin/moe.js run $(EXPERIMENTS) alternation --quick --fresh --out $(RESULTS)
	node bin/moe.js plot $(EXPERIMENTS) alternation --quick --results $(RESULTS) --out $(PLOTS)
	node bin/moe.js report $(EXPERIMENTS) alternation --quick --results $(RESULTS) --out $(PLOTS)/report-quick.html

## alternation: one more experiment, what makes the alternation of section 4.2 work: about 15 minutes, with figures and report
alternation: build
	node bin/moe.js run alternation --fresh --out $(RESULTS)
	node bin/moe.js plot alternation --results $(RESULTS) --out $(PLOTS)
	$(MAKE) report

## test: all tests, on all cores but one; on as many as there are: make test WORKERS=2
test: build
	npm test -- $(if $(WORKERS),--maxWorkers=$(WORKERS))

SEED := 1

## soak: every round of every fault (src/faults/), of which the tests run a sample: about an hour; another: make soak SEED=2
soak: build
	table=$$(mktemp); printf '| fault | rounds | outcome |\n|---|---|---|\n' > $$table; \
	MOE_SOAK=$$table MOE_FAULT_SEED=$(SEED) npx vitest run src/faults --no-file-parallelism; status=$$?; \
	cat $$table; rm $$table; exit $$status

## check: compute trials afresh and hold them, the summaries and every claim against the committed results
check: build
	node bin/moe.js check

## lint: types, style, formatting
lint: $(NODE_MODULES)
	npm run lint

## format: write what lint and the tests ask for: formatting, the JSON Schemas of specs and studies, and docs/api.md
format: build
	npm run format
	node bin/moe.js schema > experiments/schema.json
	node bin/moe.js schema --study > experiments/study.schema.json
	node api.config.js > docs/api.md

## build: the command line, the worker and the library, into dist/
build: dist/build.json

## bench: CPU time as ratios, beside the peers that python3 has; some parts of it: make bench PARTS="assignment memory"
bench: build
	node --expose-gc dist/bench.js $(PARTS) --out $(PLOTS)

## clean: what was built and installed
clean:
	rm -rf dist node_modules

dist/build.json: $(NODE_MODULES) $(SOURCES)
	npm run build

$(NODE_MODULES): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@
