"""Draw docs/causes.png from a finished demo run: a clip's apex, its map, and its sentence.

It needs results/causes/tcn/sentences.tsv, referee.json beside it, and results/cam/tcn/checks.json.
"""

import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from facemotion.explanation.agreement import evidence  # noqa: E402
from facemotion.explanation.causes.tables import SENTENCES  # noqa: E402
from facemotion.explanation.causes.verdict_lines import method_words, verdict_line  # noqa: E402
from facemotion.explanation.scenes import Scene, open_scene  # noqa: E402
from facemotion.figures.face import draw_face  # noqa: E402
from facemotion.figures.heat_map import draw_heat_map, outline  # noqa: E402
from facemotion.figures.style import new_figure, save_figure  # noqa: E402
from facemotion.files.json_file import read_json  # noqa: E402
from facemotion.files.tsv import read_table  # noqa: E402

RESULTS = ROOT / "results"
TRUTH = RESULTS / "demo/ckplus/truth.tsv"
METHOD = "hirescam_conv2"


def choose_clip(told: pd.DataFrame) -> pd.Series:
    """Take a clip that is classified rightly, all of whose named units its FACS codes have.

    Of these it is one with most units for its class; of equals that with the largest first effect.
    """
    right = told[(told["class"] == told["predicted"]) & (told["status"] == "ok")]
    named = right["units"].str.findall(r"(AU[\d/]+) ")
    coded = [
        set(units) <= set(codes.split()) for units, codes in zip(named, right["coded"], strict=True)
    ]
    right = right[coded]
    count = right["units"].str.count(r"AU[\d/]+ \+")
    most = right[count == count.max()]
    first = most["units"].str.extract(r" \+([\d.]+)")[0].astype(float)
    return most.loc[first.idxmax()]


def exact_units(sequence: str) -> str:
    """List the units that a rendered clip shows, with their peaks on both sides' mean."""
    truth = pd.read_csv(TRUTH, sep="\t")
    peaks = truth[truth["sequence_id"] == sequence].groupby("au")["peak_intensity"].mean()
    return ", ".join(f"AU{unit} {peak:.2f}" for unit, peak in peaks.items())


def draw_clip(scene: Scene, clip: int, told: pd.Series, found: dict) -> Figure:
    """Draw a clip's apex with its landmarks, its map, and under both its sentence."""
    figure = new_figure(7.0, 4.3)
    pictures, words = figure.subfigures(2, 1, height_ratios=[4.4, 1])
    face, axes = pictures.subplots(1, 2, width_ratios=[1, 1.25])
    total = evidence(scene.signed(clip)).sum(axis=1)
    draw_face(face, scene.points(clip)[-1], total, total.max(), scene.image(clip, -1), 9)
    face.set_title(f"clip {scene.maps.clip_id[clip]}, apex", fontsize=8)
    title = f"evidence for {told['class']}, {method_words(METHOD)}"
    draw_heat_map(axes, scene.signed(clip), title, scene.marked_units([clip]), scene.failed)
    outline(axes, scene.cells[clip])
    verdict = verdict_line(found, METHOD).replace("; ", "\n")
    axes.set_xlabel(f"{axes.get_xlabel()}\n{verdict}", fontsize=6.5)
    exact = f"The face was rendered with {exact_units(scene.maps.sequence_id[clip])}."
    lines = textwrap.wrap(told["sentence"], 100) + textwrap.wrap(exact, 110)
    words.text(0.02, 0.95, "\n".join(lines), va="top", fontsize=8.5, linespacing=1.4)
    return figure


def main() -> None:
    """Draw the picture, and print the clip, its sentence and its exact units."""
    found = read_json(RESULTS / "causes/tcn/referee.json", "referee")
    told = choose_clip(read_table(RESULTS / "causes/tcn/sentences.tsv", SENTENCES))
    with open_scene(
        RESULTS / "cam/tcn/maps.h5",
        RESULTS / "dataset/ckplus.h5",
        RESULTS / "sequences/ckplus.tsv",
        RESULTS / "cam/tcn/checks.json",
        METHOD,
        root=str(RESULTS / "demo/ckplus"),
        timing=str(TRUTH),
        consenting=None,
        crop="face",
    ) as scene:
        clip = int(np.flatnonzero(scene.maps.clip_id == told["clip_id"])[0])
        save_figure(draw_clip(scene, clip, told, found), ROOT / "docs/causes.png")
        print(
            told["clip_id"], told["sentence"], exact_units(scene.maps.sequence_id[clip]), sep="\n"
        )


if __name__ == "__main__":
    main()
