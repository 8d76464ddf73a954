"""Long videos as a whole run: landmarks in pieces, spotters, emotions, scores, and a timeline."""

import json

import h5py
import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.slow
RESULT, PAGE = "results/spotting/samm_tracks.json", "results/timeline/samm_tracks.html"
THEIRS = "results/spotting/theirs.json"
TABLE = "results/spotting/samm_tracks.table_iii.tsv"


def test_long_videos_are_spotted_scored_and_shown(project):
    project.snakemake("--cores", "2", RESULT, PAGE, TABLE)
    result = json.loads((project.folder / RESULT).read_text())
    assert [*result["spotters"]] == ["mdmd_landmarks", "tcn"]
    assert result["videos"]["count"] == result["videos"]["subjects"] == 3
    assert result["truth"]["macro"] == 6 and result["truth"]["micro"] == 3
    shards = json.loads((project.folder / "results/spotting/samm_tracks.shards.json").read_text())
    pieces = [member for members in shards["shards"].values() for member in members]
    assert len(shards["shards"]) == 3 and len(pieces) == 6  # two of each video
    emotions = pd.read_csv(project.folder / "results/spotting/samm_tracks.emotions.tsv", sep="\t")
    page = (project.folder / PAGE).read_text()
    shown = emotions[emotions["spotter"] == "tcn"]
    assert page.count('class="span ') == page.count("<article ") == len(shown)
    assert "lstm_people</code>, trained on people (generated people)" in page
    told = pd.read_csv(project.folder / "results/timeline/samm_tracks.tsv", sep="\t")
    with h5py.File(project.folder / "results/timeline/samm_tracks.explained.h5") as file:
        assert len(file["amount"]) == len(told) == len(shown)
        assert np.isfinite(file["evidence"][:]).all(axis=(1, 2)).sum() == page.count("Evidence for")
    check_table(project.folder, result)
    assert project.jobs("-n", RESULT, PAGE, TABLE) == {}

    (project.folder / "pred.csv").write_text("vid,onset,offset,type\n999_1,1,100,mae\n")
    truth = "results/demo/samm_tracks/SAMM_LongVideos_V3_Release.xlsx"
    theirs = f"theirs: {{file: pred.csv, truth: {{reader: samm, path: {truth}}}}}"
    submission = ("--config", f"spotting={{submissions: {{{theirs}}}}}")
    said = project.snakemake("--cores", "1", THEIRS, *submission, check=False)
    assert "pred.csv: lists the videos 999_1, none of which" in said
    video = emotions["video"].iloc[0] if len(emotions) else "006_1"
    (project.folder / "pred.csv").write_text(f"vid,onset,offset,type\n{video},1,100,mae\n")
    project.snakemake("--cores", "1", THEIRS, *submission)
    scored = json.loads((project.folder / THEIRS).read_text())["spotters"]["theirs"]["macro"]
    assert scored["tp"] + scored["fn"] == 6

    refused = project.snakemake("-n", "results/spotting/practice.json", check=False)
    assert "spotter tcn is trained on practice, and spotters are not tested on their" in refused


def check_table(folder, result):
    """Without images, the TCN alone recognises; its weights are those of all clips of CK+."""
    table = pd.read_csv(folder / TABLE, sep="\t", keep_default_na=False)
    assert table["recogniser"].tolist() == ["", "", "", "tcn", "tcn", "commonest emotion"]
    alone = table[table["recogniser"] == ""].set_index("spotter")
    for spotter, score in result["spotters"].items():
        assert [alone.loc[spotter, n] for n in ("tp", "fp")] == [
            score["macro"][n] for n in ("tp", "fp")
        ]
    assert (folder / "results/models/ckplus/tcn/all/weights.safetensors").exists()
    by_tcn = pd.read_csv(folder / "results/spotting/samm_tracks.emotions.tcn.tsv", sep="\t")
    macro = by_tcn[(by_tcn["type"] == "macro") & (by_tcn["spotter"] == "tcn")]
    row = table[(table["spotter"] == "tcn") & (table["recogniser"] == "tcn")].iloc[0]
    assert row["tp"] + row["fp"] == len(macro) and row["tp"] + row["fn"] == 6
