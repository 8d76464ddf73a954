# What jobs ask of a cluster, threads, memory (MB) and time (minutes): functions, no rules.
#
# Every rule declares, after `conda`,
#     threads: 1
#     resources:
#         mem_mb=scaled(1000, by_input=5),
#         runtime=scaled(10, by_input=0.1),
# and one that takes seconds `localrule: True` besides: it runs where Snakemake runs, queued nowhere. The
# fixed part covers the two Snakemakes that a cluster's job brings along (0.3 GB). docs/scaling.md says
# what was measured. On one computer nothing of it binds, unless Snakemake is told what there is:
# --resources mem_mb=16000.
import warnings
from math import ceil

# `snakemake --report` meets input.size_mb where Snakemake cannot wait for it: it goes on without, and
# would say so in a warning that helps nobody.
warnings.filterwarnings("ignore", message="coroutine 'InputFiles._predicated_size_files")


def scaled(fixed, by_input=0):
    """Ask for `fixed` and `by_input` a MB of input; each further attempt for as much again."""
    return lambda wildcards, input, attempt: attempt * ceil(fixed + by_input * input.size_mb)


def all_cores(wildcards):
    """Ask for all cores, so that no other job disturbs the clock; on a cluster the profile sees to that."""
    return workflow.cores if workflow.local_exec else 1


def shard_memory(wildcards, input, attempt):
    """Ask for memory by the list of shards, of which all is read and one shard's faces are held."""
    return attempt * ceil(1000 + (10 + 400 / config["landmarks"]["shards"]) * input.size_mb)


def shard_minutes(wildcards, input, attempt):
    """Ask for time by a shard's share of the list, of which a MB names some 130,000 frames."""
    return attempt * ceil(15 + 120 / config["landmarks"]["shards"] * input.size_mb)


def training_memory(wildcards, input, attempt):
    """Ask for memory by the landmarks; frames are read batch by batch, 1.5 GB in all at 224 pixels."""
    datasets = [input.dataset] if isinstance(input.dataset, str) else input.dataset
    return attempt * ceil(2500 + 10 * sum(map(os.path.getsize, datasets)) / 1e6)


def training_minutes(wildcards, input, attempt):
    """Ask for time by what the network sees in all its epochs."""
    epochs = model_settings(wildcards).get("epochs", 1)
    return attempt * ceil(15 + 0.1 * epochs * input.size_mb)
