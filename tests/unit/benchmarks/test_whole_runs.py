"""The tree of CK+'s size, and what is read off a run."""

import json

import pytest

from ckplus_sized import make_tree
from whole_runs import Job, Row, covered, describe_run, read_jobs, stages_of_rules, watch
from whole_runs import Run as WholeRun


def write_source(folder):
    """Three sequences of two people: 20, 16 and 5 frames; S005/002 has no label."""
    for name, frames in (("S005/001", 20), ("S005/002", 16), ("S010/001", 5)):
        stem = name.replace("/", "_")
        images, facs = folder / "cohn-kanade-images" / name, folder / "FACS" / name
        images.mkdir(parents=True)
        facs.mkdir(parents=True)
        (images / ".DS_Store").write_text("")
        for number in range(1, frames + 1):
            (images / f"{stem}_{number:08d}.png").write_text(f"{stem} {number}")
        (facs / f"{stem}_{frames:08d}_facs.txt").write_text(stem)
        if name != "S005/002":
            emotion = folder / "Emotion" / name
            emotion.mkdir(parents=True)
            (emotion / f"{stem}_{frames:08d}_emotion.txt").write_text("5")


def names(folder, pattern):
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(pattern))]


def test_a_tree_has_the_sequences_frames_and_labels_asked_for(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    write_source(source)
    make_tree(source, out, sequences=4, frames=65, labelled=1)
    # 65 frames of 4 sequences: the short one is not repeated, the others hold 72, seven too many.
    images = out / "cohn-kanade-images"
    assert [len(names(out, f"cohn-kanade-images/S00{k}/00{n}/*.png")) for k in (0, 1)
            for n in (1, 2)] == [13, 16, 20, 16]  # fmt: skip
    # The first and the last frame stay.
    numbers = [name[-6:-4] for name in names(images, "S000/001/*")]
    assert numbers == ["01", *(f"{n:02d}" for n in range(9, 21))]
    linked = images / "S001/002/S001_002_00000016.png"
    assert linked.read_text() == "S005_002 16" and linked.stat().st_nlink == 3
    assert names(out, "Emotion/*/*/*") == ["Emotion/S000/001/S000_001_00000020_emotion.txt"]
    assert len(names(out, "FACS/*/*/*")) == 4


def test_without_a_number_of_frames_all_are_kept(tmp_path):
    write_source(tmp_path / "source")
    make_tree(tmp_path / "source", tmp_path / "out", 5, None, 5)
    pattern = "out/cohn-kanade-images/*/*/*.png"
    assert len(names(tmp_path, pattern)) == 20 + 16 + 5 + 20 + 16
    assert len(names(tmp_path, "out/Emotion/*/*/*")) == 3


def test_time_counts_once_where_jobs_run_side_by_side():
    jobs = [Job("a", "", 20, 30), Job("b", "", 22, 24), Job("c", "", 28, 35), Job("d", "", 40, 41)]
    assert covered(jobs) == 16
    assert covered([]) == 0


def test_a_run_is_told_by_stage_with_the_share_of_no_job():
    jobs = [Job("index_sequences", "", 0, 2), Job("extract_landmarks", "x", 2, 6),
            Job("extract_landmarks", "y", 3, 8)]  # fmt: skip
    rows = list(describe_run(WholeRun(10.0, 3_000_000_000, jobs), "all", 2))
    assert rows == [
        Row("run_2", "10", "s", "all"),
        Row("run_2_sequences", "2", "s", "1 job"),
        Row("run_2_landmarks", "6", "s", "2 jobs"),
        Row("run_2_snakemake", "20.0", "%", "of the wall time no job ran"),
        Row("run_2_memory", "3.00", "GB", "all processes together"),
    ]


def test_every_rule_has_a_stage():
    stages = stages_of_rules()
    known = {"train_fold": "models", "shard_videos": "spotting", "track_pieces": "spotting",
             "compute_cam_transfer": "explanation", "tell_causes": "causes"}  # fmt: skip
    assert known.items() <= stages.items()


def test_jobs_are_read_from_what_snakemake_notes_of_files(tmp_path):
    noted = tmp_path / ".snakemake/metadata/deep"
    noted.mkdir(parents=True)
    for name, log, end in (("a", "x.log", 5.0), ("b", "x.log", 5.5), ("c", "y.log", 4.0)):
        record = {"rule": "r", "log": [log], "starttime": 1.0, "endtime": end}
        (noted / name).write_text(json.dumps(record))
    assert read_jobs(tmp_path) == [Job("r", "y.log", 1.0, 4.0), Job("r", "x.log", 1.0, 5.5)]


def test_memory_and_failures_of_a_command_are_noticed(tmp_path, capsys):
    seconds, memory = watch(["python3", "-c", "x = b'x' * 10**8; import time; time.sleep(1)"],
                            tmp_path, None)  # fmt: skip
    assert seconds >= 1 and memory > 10**8
    with pytest.raises(Exception, match="non-zero exit status 3"):
        watch(["python3", "-c", "print('why'); raise SystemExit(3)"], tmp_path, None)
    assert "why" in capsys.readouterr().err
    with pytest.raises(Exception, match="timed out"):
        watch(["sleep", "60"], tmp_path, 0.1)
