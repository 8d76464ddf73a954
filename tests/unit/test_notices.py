"""What cannot be used is on the terminal: the first reasons, and the file that has all."""

import logging
from types import SimpleNamespace

import pytest

import filter_sequences
import index_sequences
from clips_builder import make_images, write_sheet
from facemotion.errors import InputError
from facemotion.files.tsv import write_table
from facemotion.notices import first_reasons
from facemotion.sequences.table import make_table

REASONS = [(name, f"{name} is odd") for name in "abcd"]


def test_the_first_three_and_the_file():
    assert first_reasons(REASONS, "9 clips", "results/x.tsv") == (
        "4 of 9 clips cannot be used: a: a is odd; b: b is odd; c: c is odd; … (all reasons: "
        "results/x.tsv)"
    )
    assert "; …" not in first_reasons(REASONS[:3], "9 clips", "results/x.tsv")


@pytest.mark.oddity(
    "unusable clips",
    "the first three reasons are printed, with the file that lists all",
)
@pytest.mark.parametrize(("keeps", "told"), [(True, ["bad", "short"]), (False, ["bad"])])
def test_broken_sequences_are_told_when_they_are_filtered(tmp_path, caplog, keeps, told):
    row = {"emotion": "happy", "onset": 1, "apex": 4, "frame_numbers": "1-4", "n_frames": 4}
    good = row | {"apex": 12, "frame_numbers": "1-12", "n_frames": 12, "status": "ok"}
    rows = [
        good | {"sequence_id": "good"},
        row | {"sequence_id": "short", "status": "ok"},
        row | {"sequence_id": "bad", "status": "unreadable", "reason": "cannot be decoded"},
    ]
    if not keeps:
        rows.append(good | {"sequence_id": "none", "emotion": "", "status": "unlabelled"})
    run_filter(tmp_path, rows, keeps)
    message = caplog.messages[0]
    assert message.startswith(
        f"{len(told)} of {len(rows)} sequences cannot be used: bad: cannot be"
    )
    assert all(f"{name}: " in message for name in told)
    assert message.endswith(f"(all reasons: {tmp_path / 'out.tsv'})")


def test_reasons_are_told_before_a_run_stops_for_having_nothing_left(tmp_path, caplog):
    row = {"sequence_id": "bad", "status": "unreadable", "reason": "cannot be decoded"}
    with pytest.raises(InputError, match="none of its 1 sequences can be used"):
        run_filter(tmp_path, [row], keeps=True)
    assert "1 of 1 sequences cannot be used: bad: cannot be decoded" in caplog.text


def run_filter(folder, rows, keeps):
    write_table(make_table(rows), folder / "in.tsv")
    settings = {"min_frames": 10, "emotions": ["happy"], "keep_unlabelled": keeps}
    output = SimpleNamespace(table=folder / "out.tsv", flow=folder / "flow.json")
    filter_sequences.main(
        SimpleNamespace(
            input=[folder / "in.tsv"], output=output, params=SimpleNamespace(settings=settings)
        )
    )


@pytest.mark.oddity("one subject spelled in two ways", "a warning that lists them")
def test_subjects_spelled_in_two_ways_are_told(tmp_path, caplog):
    make_images(tmp_path / "x", [f"{k}.png" for k in range(1, 13)])
    sheet = write_sheet(
        tmp_path / "clips.tsv", "clip | path | subject", "a | x | S005", "b | x | s5"
    )
    with caplog.at_level(logging.WARNING):
        index_sequences.main(
            SimpleNamespace(
                input=SimpleNamespace(path=sheet),
                output=SimpleNamespace(table=tmp_path / "out.tsv"),
                params=SimpleNamespace(reader="custom", settings={"has_images": True}),
            )
        )
    assert "the subjects S005 and s5 differ only in spelling" in caplog.text
