# What the rules share: the checked configuration and a few functions; no rules.
import os
import sys
import time

LIBRARY = Path(workflow.current_basedir).parent / "scripts"
sys.path.insert(0, str(LIBRARY))

from facemotion.config import check_paths, validate_config
from facemotion.errors import InputError
from facemotion.provenance import code_digest
from facemotion.sequences.fingerprint import tree_fingerprint

DEMO = "results/demo"
STARTED = time.time()

# One thread a job, jobs side by side: measured faster than threads inside, and the same bytes on
# any number of cores.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

try:
    validate_config(config)
    check_paths(config, DEMO)
except InputError as error:
    sys.exit(f"ERROR {error}")


wildcard_constraints:
    dataset="|".join(config["sequences"]["datasets"]),
    model="|".join(config["models"]),
    scheme="shuffle|kfold|grouped",
    fold=r"\d+",
    shard=r"\d{3}-[0-9a-f]{12}",


def code(rule, *modules):
    """Digest the code of a rule: its script, what it imports, and modules chosen by name."""
    files = [LIBRARY / f"{rule}.py"]
    files += [LIBRARY / f"{module.replace('.', '/')}.py" for module in modules]
    return code_digest(*files)


def dataset_path(wildcards):
    return config["sequences"]["datasets"][wildcards.dataset]["path"]


def describe_dataset(name):
    """Say what a result was made of, and whether it is only the rendered demo."""
    dataset = config["sequences"]["datasets"][name]
    return {"name": name, **dataset, "rendered": Path(dataset["path"]).is_relative_to(DEMO)}


def raw_data(wildcards):
    """Fingerprint a dataset's files, so that a changed image is noticed.

    The demo is made by a rule, which Snakemake watches itself.
    """
    path = Path(dataset_path(wildcards))
    return DEMO if path.is_relative_to(DEMO) else tree_fingerprint(path)


def print_summaries():
    """Print the summaries that this run has made."""
    for summary in sorted(Path("results").glob("*_cv*.txt")):
        if summary.stat().st_mtime > STARTED:
            print(f"\n{summary.with_suffix('.json')}\n", summary.read_text(), sep="\n")
