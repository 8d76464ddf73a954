"""A target that cannot be made says why."""

from pathlib import Path

import pytest
import yaml

from facemotion.config.targets import explain_target

DEFAULT = yaml.safe_load((Path(__file__).parents[3] / "config.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    "target",
    ["results/tcn_cv.json", "results/tcn_cv.loso.txt", "results/tcn_samm.json",
     "results/comparison.txt", "results/report.html", "results/report.scn.html",
     "results/predictions/samm.tsv", "results/predictions/samm.tcn.tsv", "results/demo/ckplus",
     "results/cam/tcn/scores.json", "results/sequences/ckplus.index.tsv", "results/frames/samm.tsv",
     "results/dataset/ckplus_frames.h5", "results/dataset/people.h5", "results/x/y.z",
     "results/splits/ckplus/grouped.audit.json", "results/causes/basis.h5",
     "results/causes/amounts.samm.tsv",
     "results/causes/tcn/choice/effects.tsv", "results/causes/tcn/sentences.samm.tsv",
     "results/spotting/samm_tracks.json",
     "results/timeline/practice.html", "results/spotting/samm_tracks.truth.tsv"],
)  # fmt: skip
def test_what_can_be_made_is_not_refused(target):
    assert explain_target(target, DEFAULT) == ""


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("results/tnc_cv.json", "no model 'tnc', only tcn, lstm_people"),
        ("results/tcn_cv.kflod.json", "no scheme 'kflod', only shuffle, kfold, grouped, loso; did "
         "you mean kfold?"),
        ("results/tcn_sam.json", "named after a model in config.yaml, followed by _cv or a test "
         "dataset; did you mean results/tcn_samm.json?"),
        ("results/predictions/mine.tsv", "no dataset 'mine', only ckplus, samm, people."),
        ("results/cam/cnn/scores.json", "no model 'cnn', only tcn"),
        ("results/causes/tcm/units.tsv", "no model 'tcm', only tcn"),
        ("results/causes/amounts.sam.tsv", "no dataset 'sam', only ckplus, samm, people; did "
         "you mean samm?"),
        ("results/causes/tcn/sentences.sam.tsv", "no dataset 'sam', only ckplus, samm, people; did "
         "you mean samm?"),
        ("results/splits/ckplus/groups.json", "no scheme 'groups'"),
        ("results/timeline/mine.html", "no videos 'mine', only samm_tracks, practice."),
        ("results/landmarks/ckpuls.h5", "no dataset 'ckpuls', only ckplus, samm, people; did you "
         "mean ckplus?"),
    ],
)  # fmt: skip
@pytest.mark.oddity(
    "a target with an unknown model, dataset or scheme",
    "one-sentence error with the nearest known name",
)
def test_a_name_of_nothing_is_told_with_the_nearest(target, sentence):
    assert sentence in explain_target(target, DEFAULT)
    assert explain_target(target, DEFAULT).startswith(f"{target}: ")


def test_a_table_of_predictions_cannot_be_asked_again():
    external = {"theirs": {"path": "theirs.tsv", "scheme": "grouped"}}
    config = DEFAULT | {"evaluation": DEFAULT["evaluation"] | {"external": external}}
    for target in ("results/causes/theirs/referee.txt", "results/cam/theirs/scores.json"):
        said = explain_target(target, config)
        assert said.startswith(f"{target}: theirs is a table of predictions")
        assert "models.theirs.network" in said
    assert explain_target("results/causes/amounts.samm.tsv", config) == ""
