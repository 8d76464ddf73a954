"""Write landmark tracks of the demo's people, without images, and the ground truth of each clip."""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.demo.acting.clips import POSED, SPONTANEOUS, Style
from facemotion.demo.acting.emotions import NEUTRAL, VARIANTS
from facemotion.demo.people.action_units import CODES
from facemotion.demo.shots import HEIGHT, WIDTH
from facemotion.demo.tracks import draw_tracks
from facemotion.files import hdf5
from facemotion.files.tsv import write_table
from facemotion.sequences.tracks.layout import FILE, LAYOUT

ABOUT = """\
The tracks in this folder show no real person: heads of MakeHuman's mesh (CC0), animated by action
units, with the errors of a landmark tracker added. The ground truth is in tracks.h5 and truth.tsv.
"""
SOURCE = "generated people (facemotion.demo)"
SCORED, ONSET, APEX = 0.05, 0.05, 0.95  # smallest intensity in truth.tsv; shares of the peak
TRUTH_COLUMNS = ["sequence_id", "au", "side", "peak_intensity", "onset_frame", "apex_frame"]


def write_people(out: Path, settings: dict, frames: int) -> None:
    """Write a folder of landmark tracks.

    Parameters
    ----------
    out : Path
        Folder to write; created if it is missing.
    settings : dict
        "seed"; "people" and "clips", their numbers; "neutral_share" of the clips; "posed_share" of
        the others, which end at the apex.
    frames : int
        Frames per clip.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(settings["seed"])
    emotions, people = deal(settings, rng)
    posed = round(settings["posed_share"] * len(emotions))
    parts = [
        draw_tracks(
            emotions[clips], people[clips], settings["seed"] + k, frames=frames, style=style
        )
        for k, (clips, style) in enumerate(
            [(slice(posed), Style(POSED)), (slice(posed, None), Style(SPONTANEOUS))]
        )
        if len(emotions[clips])
    ]
    first = settings["seed"] * 1000
    names = [f"P{who - first + 1:03d}_{row + 1:05d}" for row, who in enumerate(people)]
    values = {
        "sequence_id": np.array(names, object),
        "subject": np.array([name.split("_")[0] for name in names], object),
        "emotion": np.array(emotions, object),
        "image_size": np.tile(np.array([WIDTH, HEIGHT], "int32"), (len(names), 1)),
    }
    for name in ("landmarks", "expression", "intensities", "angles", "speaks", "closed"):
        values[name] = np.concatenate([getattr(part, name) for part in parts])
    scales = {"au": np.array(CODES, "int32")}
    hdf5.write(out / FILE, LAYOUT, values, scales, source=SOURCE)
    truth = pd.DataFrame(_truth(names, values), columns=TRUTH_COLUMNS)
    write_table(truth, out / "truth.tsv")
    (out / "DEMO.txt").write_text(ABOUT, encoding="utf-8")


def deal(settings: dict, rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """Assign emotions to people evenly in random order; return each clip's emotion and person."""
    count = settings["clips"]
    neutral = round(settings["neutral_share"] * count)
    shown = [*VARIANTS]
    emotions = [NEUTRAL] * neutral + [shown[i % len(shown)] for i in range(count - neutral)]
    people = settings["seed"] * 1000 + np.arange(count) % settings["people"]
    return [emotions[i] for i in rng.permutation(count)], people


def _truth(names: list[str], values: dict[str, np.ndarray]) -> list[tuple]:
    """Return the onset and apex of each unit of an expression, by its exact intensity."""
    rows = []
    for clip, unit in np.argwhere(values["expression"] >= SCORED):
        course = values["intensities"][clip, :, unit]
        peak = course.max()
        if peak < SCORED:
            continue
        apex = int(np.argmax(course >= APEX * peak))
        resting = np.flatnonzero(course[: apex + 1] <= ONSET * peak)
        onset = int(resting[-1]) if len(resting) else 0
        for side in ("left", "right"):
            rows.append((names[clip], CODES[unit], side, f"{peak:.4f}", onset + 1, apex + 1))
    return rows
