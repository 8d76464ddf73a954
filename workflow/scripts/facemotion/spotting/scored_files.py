"""Score interval files from other programs, without any video (rule `score_submission`)."""

from collections.abc import Mapping
from pathlib import Path

from facemotion.errors import InputError
from facemotion.spotting.folders import USUAL_FPS
from facemotion.spotting.readers import load_video_reader
from facemotion.spotting.referee import Referee, read_extents, subject_of_name
from facemotion.spotting.result import make_result
from facemotion.spotting.submissions import read_submission
from facemotion.spotting.truth import OK, Rules, make_truth


def score_submission(
    name: str,
    file: str | Path,
    truth: Mapping,
    rules: Rules,
    labels: Mapping,
    classes: Mapping,
    bootstrap: Mapping,
) -> dict:
    """Score a file of intervals against a workbook or a table.

    Parameters
    ----------
    name
        Name of the submission in the config.
    file
        Path of the intervals, in a format of `facemotion.spotting.submissions`.
    truth
        ``reader`` and ``path`` of the annotations.
    rules, labels, classes, bootstrap
        Rules for unusual cells; `sequences.samm` of the config; labels of each class; settings of
        the bootstrap intervals.

    Raises
    ------
    InputError
        A file cannot be read, or no video occurs in both files.
    """
    reader = load_video_reader(truth["reader"])
    annotations = reader.read_truth(truth["path"], labels)
    table = make_truth(annotations, rules, {})
    submission = read_submission(file)
    class_of = {label: of for of, held in classes.items() for label in held}
    predicted = [i._replace(emotion=class_of.get(i.emotion, "")) for i in submission.intervals]
    known = dict(zip(table["video"], table["subject"], strict=True))
    named = {interval.video for interval in predicted}
    if named and not named & known.keys():
        raise InputError(
            f"{file}: lists the videos {', '.join(sorted(named)[:3])}, none of which is in "
            f"{truth['path']}, where they are called {', '.join(sorted(known)[:3])}; rename them, "
            "or give the ground truth of this dataset."
        )
    extents = read_extents(table, predicted)
    fps = getattr(reader, "FPS", USUAL_FPS)
    referee = Referee(
        table, rules, {}, extents, dict.fromkeys(extents, fps),
        {v: known.get(v) or subject_of_name(v) for v in extents}, classes, bootstrap,
    )  # fmt: skip
    notes = [*submission.notes]
    notes.append("no videos were read: each is assumed to end at the last frame of any interval")
    if unknown := sorted(named - set(table.loc[table["status"] == OK, "video"])):
        notes.append(f"{len(unknown)} videos without ground truth: {', '.join(unknown[:5])}")
    about = {"name": name, "file": str(file), "truth": dict(truth), "notes": notes}
    return make_result(about, referee, {name: predicted}, {})
