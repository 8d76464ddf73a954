"""Estimates of large runs: the formula in docs/scaling.md, applied to the measured costs."""

from dataclasses import dataclass
from math import ceil

FRAMES_A_CLIP = 20  # at most; frames shared by clips are processed once
SHARD_HOURS = 1.0  # work per landmark job: long compared with its start, short for a queue
MOST_SHARDS = 999  # limited by the names of shards
FOLDS = 12  # six for each of the two schemes in results/tcn_cv.json
TRAIN_SHARE = 5 / 6
OTHER_JOBS = 3  # index, merge and normalize; rules that take seconds are not queued
IMAGE_BYTES = 170_000  # a grey PNG of 640 x 490
CLIP_BYTES = 11_200  # of results/dataset/{dataset}.h5
LIST_BYTES = 150  # of results/landmarks/{dataset}.shards.json, per clip


@dataclass
class Size:
    """A run of a given number of clips; hours are of one core, bytes on the shared file system."""

    clips: int
    shards: int
    jobs: int
    landmark_hours: float
    training_hours: float
    overhead_hours: float
    wall_hours: float
    watch_hours: float
    image_bytes: float
    result_bytes: float
    merge_memory: float
    list_bytes: float


def scale(clips: int, costs: dict[str, float], cores: int, job_seconds: float) -> Size:
    """Estimate the size of a run.

    Parameters
    ----------
    clips
        Number of clips, each of 20 distinct frames.
    costs
        Measured costs by name, in their units (`benchmarks/results.tsv`).
    cores
        Number of jobs that run at a time.
    job_seconds
        Overhead of a job on a cluster, in seconds.
    """
    frames = clips * FRAMES_A_CLIP
    landmarks = frames * costs["landmarks"] / 1000 / 3600
    shards = min(MOST_SHARDS, max(1, ceil(landmarks / SHARD_HOURS)))
    fold = clips * TRAIN_SHARE * costs["training_tcn"] / 3600
    jobs = shards + FOLDS + OTHER_JOBS
    rounds = ceil(shards / cores) * landmarks / shards + ceil(FOLDS / cores) * fold
    return Size(
        clips=clips,
        shards=shards,
        jobs=jobs,
        landmark_hours=landmarks,
        training_hours=FOLDS * fold,
        overhead_hours=jobs * job_seconds / 3600,
        wall_hours=rounds + (OTHER_JOBS + 2) * job_seconds / 3600,
        watch_hours=frames * costs["fingerprint"] / 1e6 / 3600,
        image_bytes=frames * IMAGE_BYTES,
        result_bytes=clips * CLIP_BYTES + 2 * frames * costs["landmark_file"],
        merge_memory=frames * costs["merge_memory"],
        list_bytes=clips * LIST_BYTES,
    )


ROWS = (
    ("clips", lambda s: f"{s.clips:,}"),
    ("frames", lambda s: f"{s.clips * FRAMES_A_CLIP:,}"),
    ("`landmarks.shards`", lambda s: f"{s.shards}"),
    ("jobs in the queue", lambda s: f"{s.jobs}"),
    ("landmarks, core hours", lambda s: in_hours(s.landmark_hours)),
    ("training, 12 folds of the TCN, core hours", lambda s: in_hours(s.training_hours)),
    ("job overhead, core hours", lambda s: in_hours(s.overhead_hours)),
    ("wall time", lambda s: in_hours(s.wall_hours)),
    ("checking the raw files, at each start of Snakemake", lambda s: in_hours(s.watch_hours)),
    ("images", lambda s: in_bytes(s.image_bytes)),
    ("results", lambda s: in_bytes(s.result_bytes)),
    ("memory of merge_landmarks", lambda s: in_bytes(s.merge_memory)),
    ("list of shards, which every landmark job reads", lambda s: in_bytes(s.list_bytes)),
)


def format_table(sizes: list[Size]) -> str:
    """Format sizes as a Markdown table, one per column."""
    rows = [[name, *(cell(size) for size in sizes)] for name, cell in ROWS]
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---|" + "---:|" * len(sizes), *body]) + "\n"


def in_hours(hours: float) -> str:
    """Format a time with two digits: 35 s, 12 min, 3.4 h, 2,100 h."""
    for limit, factor, unit in ((1 / 60, 3600, "s"), (1, 60, "min"), (float("inf"), 1, "h")):
        if hours < limit:
            return f"{_two_digits(hours * factor)} {unit}"


def in_bytes(count: float) -> str:
    """Format a size with two digits: 17 kB, 2.5 MB, 410 GB, 34 TB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{_two_digits(count)} {unit}"
        count /= 1000
    return f"{_two_digits(count)} TB"


def _two_digits(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{float(f'{value:.2g}'):,.0f}"
