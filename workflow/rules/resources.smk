# Resources of jobs: threads, memory (MB) and time (minutes): functions, no rules.
#
# Every rule declares, after `conda`,
#     threads: 1
#     resources:
#         mem_mb=scaled(1000, by_input=5),
#         runtime=scaled(10, by_input=0.1),
# and rules that take seconds also declare `localrule: True`: they run where Snakemake runs and are not queued. The
# fixed part covers the two Snakemake processes of a cluster job (0.3 GB). docs/scaling.md has the
# measurements. On a single computer these are not limits, unless Snakemake is told what is available:
# --resources mem_mb=16000.
import warnings
from math import ceil

# `snakemake --report` evaluates input.size_mb where Snakemake cannot wait for it; it continues without it,
# after a useless warning.
warnings.filterwarnings("ignore", message="coroutine 'InputFiles._predicated_size_files")


def scaled(fixed, by_input=0):
    """Request `fixed` plus `by_input` per MB of input; each further attempt adds as much again."""
    return lambda wildcards, input, attempt: attempt * ceil(fixed + by_input * input.size_mb)


def shard_memory(wildcards, input, attempt):
    """Request memory for the list of shards, which is read whole, and for the faces of one shard."""
    return attempt * ceil(1000 + (10 + 400 / config["landmarks"]["shards"]) * input.size_mb)


def shard_minutes(wildcards, input, attempt):
    """Request time by a shard's share of the list; one MB lists about 130,000 frames."""
    return attempt * ceil(15 + 120 / config["landmarks"]["shards"] * input.size_mb)


def training_memory(wildcards, input, attempt):
    """Request memory for the landmarks; frames are read in batches, 1.5 GB in total at 224 pixels."""
    datasets = [input.dataset] if isinstance(input.dataset, str) else input.dataset
    return attempt * ceil(2500 + 10 * sum(map(os.path.getsize, datasets)) / 1e6)


def training_minutes(wildcards, input, attempt):
    """Request time by the amount of data the network reads in all epochs."""
    epochs = model_settings(wildcards).get("epochs", 1)
    return attempt * ceil(15 + 0.1 * epochs * input.size_mb)
