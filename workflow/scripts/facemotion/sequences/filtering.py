"""Select sequences, and count those left after each step of the paper's section III.

CK+: 593 sequences → 327 labelled → 269 with at least 10 frames → 257 in one of the classes.
"""

from collections.abc import Mapping

import pandas as pd

from facemotion.errors import InputError
from facemotion.sequences import table as contract
from facemotion.sequences.labels import LABELS, NEUTRAL


def filter_sequences(table: pd.DataFrame, settings: Mapping) -> pd.DataFrame:
    """Set the first status that excludes each usable row, if any; no row is dropped.

    The order is the paper's: unlabelled, too short, emotion not used. Rows that are not ``ok``
    are left as they are, so that filtering is idempotent. An existing reason is kept after the new
    one.

    Parameters
    ----------
    table : pandas.DataFrame
        A sequence table.
    settings : mapping
        ``min_frames``; ``emotions``, the labels that any class contains; ``keep_unlabelled``,
        whether to keep sequences without a label, or with one outside the classes, for prediction.

    Returns
    -------
    pandas.DataFrame
        A new sequence table with the same rows.
    """
    table = table.copy()
    verdicts = [_verdict(row, settings) for row in table.to_dict("records")]
    table["status"] = pd.array([status for status, _ in verdicts], dtype="str")
    table["reason"] = pd.array([reason for _, reason in verdicts], dtype="str")
    return table


def _verdict(row: Mapping, settings: Mapping) -> tuple[str, str]:
    n, least, used = _clip_frames(row), settings["min_frames"], settings["emotions"]
    unlabelled = not row["emotion"] and row["status"] in (contract.OK, contract.UNLABELLED)
    if row["status"] != contract.OK and not (unlabelled and settings["keep_unlabelled"]):
        return row["status"], row["reason"]
    if unlabelled and not settings["keep_unlabelled"]:
        status, reason = contract.UNLABELLED, "no emotion label"
    elif n < least:
        reason = f"{n} frame{'s' * (n != 1)}, at least {least} are required"
        status = contract.TOO_SHORT
    elif not unlabelled and not _is_used(row["emotion"], settings):
        status = contract.EXCLUDED_EMOTION
        reason = f"{row['emotion']} is in none of the classes, which include {', '.join(used)}"
    else:
        return contract.OK, row["reason"]
    return status, "; ".join(filter(None, (reason, row["reason"])))


def _is_used(emotion: str, settings: Mapping) -> bool:
    """Return whether clips of an emotion are needed, for a class or only for prediction."""
    return emotion in settings["emotions"] or settings["keep_unlabelled"]


def _clip_frames(row: Mapping) -> int:
    """Count the frames that a clip is made from: from onset to apex, if these are known."""
    if pd.isna(row["onset"]) or pd.isna(row["apex"]):
        return row["n_frames"]
    numbers = contract.parse_ranges(row["frame_numbers"])
    return sum(row["onset"] <= number <= row["apex"] for number in numbers)


def count_flow(table: pd.DataFrame, settings: Mapping) -> dict:
    """Count the sequences left after each step, in total and by emotion.

    Parameters
    ----------
    table : pandas.DataFrame
        A sequence table, filtered with the same settings or not filtered yet.
    settings : mapping
        As in `filter_sequences`.

    Returns
    -------
    dict
        ``steps``, a list of ``{"step", "n"}``; ``by_emotion``, for each emotion that is used or
        occurs, ``{"labelled", "long_enough", "kept"}``; ``not_used``, numbers of sequences by
        status; ``settings``, those used for counting. Unreadable sequences count in the first step
        only.
    """
    table = filter_sequences(table, settings)
    status, emotion = table["status"], table["emotion"]
    kept = status == contract.OK
    long_enough = kept | (status == contract.EXCLUDED_EMOTION)
    labelled = (long_enough | (status == contract.TOO_SHORT)) & (emotion != "")
    masks = {"labelled": labelled, "long_enough": long_enough, "kept": kept}
    used = [e for e in settings["emotions"] if e != NEUTRAL]  # neutral clips are made from others
    listed = [e for e in LABELS if e in used or (labelled & (emotion == e)).any()]
    totals = (len(table), *(int(mask.sum()) for mask in masks.values()))
    names = ("sequences", "labelled", "long enough", "emotion used")
    steps = [{"step": name, "n": n} for name, n in zip(names, totals, strict=True)]
    if settings["keep_unlabelled"]:
        del steps[1]  # unlabelled sequences are kept
    return {
        "schema_version": 1,
        "steps": steps,
        "by_emotion": {
            e: {name: int((mask & (emotion == e)).sum()) for name, mask in masks.items()}
            for e in listed
        },
        "not_used": {s: n for s in contract.STATUSES[1:] if (n := int((status == s).sum()))},
        "settings": dict(settings),
    }


def format_flow(flow: Mapping) -> str:
    """Format the result of `count_flow` as a chain of arrows and a small table by emotion."""
    words = {
        "long enough": f"with at least {flow['settings']['min_frames']} frames",
        "emotion used": "in one of the classes",
    }
    steps = flow["steps"]
    lines = [
        " → ".join(f"{step['n']} {words.get(step['step'], step['step'])}" for step in steps),
        "",
        f"{'emotion':<10}{'labelled':>10}{'long enough':>13}{'kept':>6}",
    ]
    lines += [
        f"{emotion:<10}{row['labelled']:>10}{row['long_enough']:>13}{row['kept']:>6}"
        for emotion, row in flow["by_emotion"].items()
    ]
    return "\n".join([*lines, "", f"not used: {_not_used(flow)}"])


def broken_sequences(table: pd.DataFrame, settings: Mapping) -> list[tuple[str, str]]:
    """List names and reasons of sequences with a problem.

    Sequences excluded on purpose, such as CK+'s unlabelled ones, are not listed; among clips for
    prediction only, short ones are.
    """
    statuses = [contract.UNREADABLE, contract.IMPOSSIBLE_FRAMES]
    if settings["keep_unlabelled"]:
        statuses.append(contract.TOO_SHORT)
    broken = table[table["status"].isin(statuses)]
    return [*zip(broken["sequence_id"], broken["reason"], strict=True)]


def require_sequences(flow: Mapping, source: str) -> None:
    """Raise an error if no sequence is left.

    Raises
    ------
    InputError
        No sequence of the table `source` can be used.
    """
    if flow["steps"][-1]["n"] == 0:
        raise InputError(
            f"{source}: none of its {flow['steps'][0]['n']} sequences can be used "
            f"({_not_used(flow)}), expected at least one; its column reason says why. Fix the "
            "data, or change sequences.min_frames or dataset.classes in config.yaml."
        )


def _not_used(flow: Mapping) -> str:
    return ", ".join(f"{n} {status}" for status, n in flow["not_used"].items() if n) or "none"
