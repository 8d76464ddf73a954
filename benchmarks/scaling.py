"""How large a run becomes: the formula of docs/scaling.md, over what the benchmarks measured."""

from dataclasses import dataclass
from math import ceil

FRAMES_A_CLIP = 20  # at most; frames that clips share are processed once
SHARD_HOURS = 1.0  # of work in a landmark job: long beside its start, short beside a queue's limits
MOST_SHARDS = 999  # what the names of shards have room for
FOLDS = 12  # six of each of the two schemes in results/tcn_cv.json
TRAIN_SHARE = 5 / 6
OTHER_JOBS = 3  # index, merge and normalize; what takes seconds is not queued
IMAGE_BYTES = 170_000  # a grey PNG of 640 x 490
CLIP_BYTES = 11_200  # of results/dataset/{dataset}.h5
LIST_BYTES = 150  # of results/landmarks/{dataset}.shards.json, a clip


@dataclass
class Size:
    """A run of so many clips; hours are of one core, bytes are on the shared file system."""

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
    """Compute the size of a run.

    Parameters
    ----------
    clips
        Clips of 20 distinct frames.
    costs
        Measurement by name, in its unit (`benchmarks/results.tsv`).
    cores
        Jobs that run at a time.
    job_seconds
        What a cluster's job takes beside its work.
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
    ("jobs beside their work, core hours", lambda s: in_hours(s.overhead_hours)),
    ("from begin to end", lambda s: in_hours(s.wall_hours)),
    ("watching the raw files, at each start of Snakemake", lambda s: in_hours(s.watch_hours)),
    ("images", lambda s: in_bytes(s.image_bytes)),
    ("results", lambda s: in_bytes(s.result_bytes)),
    ("memory of merge_landmarks", lambda s: in_bytes(s.merge_memory)),
    ("list of shards, which every landmark job reads", lambda s: in_bytes(s.list_bytes)),
)


def format_table(sizes: list[Size]) -> str:
    """Write sizes as a Markdown table, one a column."""
    rows = [[name, *(cell(size) for size in sizes)] for name, cell in ROWS]
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---|" + "---:|" * len(sizes), *body]) + "\n"


def in_hours(hours: float) -> str:
    """Write a time with two digits: 35 s, 12 min, 3.4 h, 2,100 h."""
    for limit, factor, unit in ((1 / 60, 3600, "s"), (1, 60, "min"), (float("inf"), 1, "h")):
        if hours < limit:
            return f"{_two_digits(hours * factor)} {unit}"


def in_bytes(count: float) -> str:
    """Write a size with two digits: 17 kB, 2.5 MB, 410 GB, 34 TB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{_two_digits(count)} {unit}"
        count /= 1000
    return f"{_two_digits(count)} TB"


def _two_digits(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{float(f'{value:.2g}'):,.0f}"
