"""The formula of docs/scaling.md, by numbers worked out by hand, and its tables."""

import pytest

import run
from scaling import format_table, in_bytes, in_hours, scale

COSTS = {
    "landmarks": 18.0,  # ms per frame
    "training_tcn": 0.36,  # s a clip
    "fingerprint": 9.0,  # µs per file
    "landmark_file": 600.0,
    "merge_memory": 2000.0,
}


def test_a_run_of_10_000_clips():
    size = scale(10_000, COSTS, cores=1, job_seconds=36)
    assert size.landmark_hours == pytest.approx(1)  # 200,000 frames of 18 ms
    assert size.shards == 1
    assert size.jobs == 1 + 12 + 3
    assert size.training_hours == pytest.approx(10)  # 12 folds of 8,333 clips of 0.36 s
    assert size.overhead_hours == pytest.approx(16 * 0.01)
    assert size.wall_hours == pytest.approx(1 + 10 + 5 * 0.01)
    assert size.watch_hours == pytest.approx(200_000 * 9e-6 / 3600)
    assert size.image_bytes == 34e9
    assert size.result_bytes == pytest.approx(112e6 + 240e6)
    assert size.merge_memory == 400e6


def test_more_cores_share_shards_and_folds():
    size = scale(100_000, COSTS, cores=5, job_seconds=0)
    assert size.shards == 10
    assert size.wall_hours == pytest.approx(2 * 1 + 3 * 100 / 12)  # rounds of an hour and of a fold


def test_shards_end_at_999():
    assert scale(20_000_000, COSTS, cores=100, job_seconds=10).shards == 999


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0.002, "7.2 s"), (0.01, "36 s"), (0.5, "30 min"), (1, "1.0 h"), (5834, "5,800 h")],
)
def test_times_have_two_digits(hours, text):
    assert in_hours(hours) == text


@pytest.mark.parametrize(
    ("count", "text"), [(150_000, "150 kB"), (3.4e9, "3.4 GB"), (34e12, "34 TB"), (0, "0.0 B")]
)
def test_bytes_have_two_digits(count, text):
    assert in_bytes(count) == text


def test_the_tables_of_the_document_follow_from_the_committed_measurements():
    document = run.DOCUMENT.read_text(encoding="utf-8")
    assert run.with_tables(document) == document
    assert format_table([scale(1, COSTS, 1, 1)]).startswith("| clips | 1 |\n|---|---:|\n| frames |")
