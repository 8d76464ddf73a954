# Shortcuts; plain Snakemake works as well once `make env` has created .venv:
#   . .venv/bin/activate && snakemake --cores 8 results/tcn_cv.json

PYTHON ?= python3
CORES  ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
BIN    := .venv/bin
SHEET  ?= clips.tsv
# Name of a video's results: its file name in letters, digits and _.
NAME   ?= $(shell printf %s "$(basename $(notdir $(FILE)))" | sed 's/[^A-Za-z0-9]/_/g; s/^[^A-Za-z]/v&/')

SETUP   = command -v $(PYTHON) >/dev/null || { echo "setup: $(PYTHON) was not found: install Python 3.11, 3.12 \
	or 3.13, or name one: make PYTHON=/path/to/python3.12." >&2; exit 1; }; $(PYTHON) envs/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help env env-slurm env-dev demo sheet video verify test test-cluster torture mutants lint bench release-check \
	clean
.NOTPARALLEL:

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22
	@echo
	@echo "  Without make:  python3 envs/bootstrap.py && . .venv/bin/activate, then for example"
	@echo "                 snakemake --cores 8 results/tcn_cv.json"
	@echo "  PYTHON=/path/to/python3.12 selects the interpreter for a new .venv (3.11, 3.12 or 3.13);"
	@echo "  CORES=4 limits demo and test. On Linux, PyPI's torch is the CUDA build of several GB;"
	@echo "  PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu gives the small CPU build."

env: ## create or complete .venv with everything a run needs
	@$(SETUP)

env-slurm: ## the same, plus the plugin for a Slurm cluster
	@$(SETUP) --slurm

env-dev: ## the same, plus tests and linters
	@$(SETUP) --dev

demo: ## set up, then run the demo data through to results/tcn_cv.json
	@begun=$$(date +%s) && \
	{ $(SETUP); } && \
	ready=$$(date +%s) && \
	$(BIN)/snakemake --cores $(CORES) results/tcn_cv.json && \
	echo "results/tcn_cv.json is ready: environment $$((ready - begun)) s, run $$(($$(date +%s) - ready)) s."

sheet: env ## write a sample sheet for a folder of clips, to fill in: make sheet DIR=videos
	@test -n "$(DIR)" || { echo "Which folder? make sheet DIR=videos [SHEET=clips.tsv]"; exit 2; }
	@PYTHONPATH=workflow/scripts $(BIN)/python -m facemotion.sequences.custom.listing "$(DIR)" "$(SHEET)"

video: env ## show when which expression occurs in your own video: make video FILE=clip.mp4
	@test -f "$(FILE)" || { echo "Which video? make video FILE=clip.mp4"; exit 2; }
	@$(BIN)/snakemake --cores $(CORES) results/timeline/$(NAME).html \
	  --config 'spotting={datasets: {$(NAME): {reader: video, path: "$(FILE)"}}}' && \
	echo "results/timeline/$(NAME).html is ready, with $(NAME).tsv in the same folder."

verify: env ## compare results/ with the manifest written by the last run
	@PYTHONPATH=workflow/scripts $(BIN)/python -m facemotion.manifest results

test: env-dev ## run all tests except the cluster's
	$(BIN)/python -m pytest -n $(CORES) --dist loadgroup -m 'not cluster'

test-cluster: env-dev ## run the workflow on a local Slurm with two nodes
	$(BIN)/python -m pytest tests/cluster -rA --no-header

torture: env-dev ## kill runs, fill disks, damage inputs, and see whether anything is lost; 15 to 30 minutes
	OMP_NUM_THREADS=1 $(BIN)/python tests/torture/torture.py

mutants: env-dev ## inject faults into the code, one at a time, and check that a test fails
	$(BIN)/python tests/mutants/run.py --cores $(CORES)

lint: env-dev ## run ruff, snakefmt and snakemake --lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/python tests/lint_workflow.py

bench: env ## measure the cost of the stages; updates benchmarks/results.tsv and docs/scaling.md
	PYTHONPATH=workflow/scripts $(BIN)/python benchmarks/run.py
	PYTHONPATH=workflow/scripts OMP_NUM_THREADS=1 $(BIN)/python benchmarks/memory.py

release-check: lint test test-cluster ## what a release must pass; starts from a clean checkout
	@test -z "$$(git status --porcelain)" || { echo "Commit or remove what git status lists first."; exit 1; }
	@echo "Ready to tag $$(sed -n 's/^version: //p' CITATION.cff): tables, links, settings and version are what the tests checked."

clean: ## delete results, logs and caches; keep .venv and raw data
	rm -rf results logs .snakemake .pytest_cache .ruff_cache .hypothesis
