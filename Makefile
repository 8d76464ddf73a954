# Shortcuts; plain Snakemake works as well once `make env` has made .venv:
#   . .venv/bin/activate && snakemake --cores 8 results/tcn_cv.json

PYTHON ?= python3
CORES  ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
BIN    := .venv/bin
SHEET  ?= clips.tsv
# What the results of a video are called: its file's name in letters, digits and _.
NAME   ?= $(shell printf %s "$(basename $(notdir $(FILE)))" | sed 's/[^A-Za-z0-9]/_/g; s/^[^A-Za-z]/v&/')

.DEFAULT_GOAL := help
.PHONY: help env env-slurm env-dev demo sheet video verify test test-cluster torture mutants lint bench clean
.NOTPARALLEL:

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18
	@echo
	@echo "  Without make:  . .venv/bin/activate && snakemake --cores 8 results/tcn_cv.json"
	@echo "  PYTHON=/path/to/python3.12 chooses the interpreter of a new .venv (3.11, 3.12, 3.13);"
	@echo "  CORES=4 limits demo and test. On Linux, PyPI's torch is the CUDA build of several GB:"
	@echo "  PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu gives the small CPU build."

env: ## make or complete .venv, what a run needs
	@$(PYTHON) envs/bootstrap.py

env-slurm: ## the same, and what submits to a Slurm cluster
	@$(PYTHON) envs/bootstrap.py --slurm

env-dev: ## all of that, and what tests and linters need
	@$(PYTHON) envs/bootstrap.py --dev

demo: ## everything on the demo data, up to results/tcn_cv.json
	@begun=$$(date +%s) && \
	$(PYTHON) envs/bootstrap.py && \
	ready=$$(date +%s) && \
	$(BIN)/snakemake --cores $(CORES) results/tcn_cv.json && \
	echo "results/tcn_cv.json is there: environment $$((ready - begun)) s, run $$(($$(date +%s) - ready)) s."

sheet: env ## write a sample sheet of a folder of clips, to fill in: make sheet DIR=videos
	@test -n "$(DIR)" || { echo "Which folder? make sheet DIR=videos [SHEET=clips.tsv]"; exit 2; }
	@PYTHONPATH=workflow/scripts $(BIN)/python -m facemotion.sequences.custom.listing "$(DIR)" "$(SHEET)"

video: env ## what happens when in a video of yours: make video FILE=clip.mp4
	@test -f "$(FILE)" || { echo "Which video? make video FILE=clip.mp4"; exit 2; }
	@$(BIN)/snakemake --cores $(CORES) results/timeline/$(NAME).html \
	  --config 'spotting={datasets: {$(NAME): {reader: video, path: "$(FILE)"}}}' && \
	echo "results/timeline/$(NAME).html is there, and $(NAME).tsv beside it."

verify: env ## compare results/ with results/manifest.json, which the last run wrote
	@PYTHONPATH=workflow/scripts $(BIN)/python -m facemotion.manifest results

test: env-dev ## all tests, but for the cluster's
	$(BIN)/python -m pytest -n $(CORES) -m 'not cluster'

test-cluster: env-dev ## the workflow on a real Slurm of two nodes, brought up for it
	$(BIN)/python -m pytest tests/cluster -rA --no-header

torture: env-dev ## kill runs, fill disks, damage inputs, and see whether anything is lost; an hour
	OMP_NUM_THREADS=1 $(BIN)/python tests/torture/torture.py

mutants: env-dev ## put faults into the code, one at a time, and see whether a test notices
	$(BIN)/python tests/mutants/run.py --cores $(CORES)

lint: env-dev ## ruff, snakefmt and snakemake --lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/python tests/lint_workflow.py

bench: env ## measure what the stages cost; renews benchmarks/results.tsv and docs/scaling.md
	PYTHONPATH=workflow/scripts $(BIN)/python benchmarks/run.py
	PYTHONPATH=workflow/scripts OMP_NUM_THREADS=1 $(BIN)/python benchmarks/memory.py

clean: ## remove results, logs and caches; .venv and raw data stay
	rm -rf results logs .snakemake .pytest_cache .ruff_cache .hypothesis
