"""The pictures of the explanation: a page an emotion, and all at a glance (Fig. 7)."""

import numpy as np
from matplotlib.figure import Figure

from facemotion.emotions import CLASSES
from facemotion.explanation.agreement import evidence
from facemotion.explanation.examples import typical_clip
from facemotion.explanation.postprocessing import post_process
from facemotion.explanation.scenes import Scene
from facemotion.figures.face import draw_face
from facemotion.figures.heat_map import draw_heat_map, outline
from facemotion.figures.style import PAGE_INCHES, new_figure

STRIP = (0, 4, 8, 12, 16, 19)  # frames of the film strip; the last is the apex


def draw_emotion(scene: Scene, emotion: str) -> Figure:
    """Draw one emotion: the mean map and a typical clip's, as in the paper too; a film strip."""
    label = CLASSES.index(emotion)
    rows = np.flatnonzero(scene.maps.label == label)
    clip = typical_clip(scene.maps, label)
    figure = new_figure(PAGE_INCHES, 8.6)
    if clip is None:
        figure.text(
            0.5, 0.5, f"{emotion}: {len(rows)} clips, none of them predicted rightly", ha="center"
        )
        return figure
    top, bottom = figure.subfigures(2, 1, height_ratios=[5, 1.5])
    axes = top.subplots(2, 2, sharey=True)
    shared, own = scene.marked_units(rows), scene.marked_units([clip])
    name, probability = scene.maps.clip_id[clip], scene.maps.probabilities[clip, label]
    for line, (signed, units, of) in enumerate((
        (scene.signed(rows), shared, f"mean of {len(rows)} clips"),
        (scene.signed([clip]), own, f"clip {name}, p = {probability:.2f}"),
    )):  # fmt: skip
        kept = post_process(signed)
        draw_heat_map(axes[line, 0], signed.mean(axis=0), f"signed map, {of}", units, scene.failed)
        draw_heat_map(
            axes[line, 1],
            kept.mean(axis=0),
            f"the paper's rendering, {of}\n({(kept != 0).mean():.1%} of the cells kept)",
            units,
            scene.failed,
        )
    outline(axes[1, 0], scene.cells[clip])
    figure.suptitle(f"{emotion}, {scene.title}", fontsize=9)
    _draw_strip(bottom, scene, clip)
    return figure


def draw_overview(scene: Scene) -> Figure:
    """Draw all emotions as the paper's Fig. 7: the mean map left, a typical clip's apex right."""
    clips = {e: typical_clip(scene.maps, k) for k, e in enumerate(CLASSES)}
    shown = {emotion: clip for emotion, clip in clips.items() if clip is not None}
    figure = new_figure(PAGE_INCHES, 2.9 * max(1, -(-len(shown) // 2)))
    figure.suptitle(scene.title, fontsize=9)
    if not shown:
        return figure
    axes = figure.subplots(-(-len(shown) // 2), 4, width_ratios=[1.3, 1] * 2, squeeze=False)
    pairs = axes.reshape(-1, 2)
    for (left, right), (emotion, clip) in zip(pairs, shown.items(), strict=False):
        rows = np.flatnonzero(scene.maps.label == CLASSES.index(emotion))
        units = scene.marked_units(rows)
        mean = scene.signed(rows).mean(axis=0)
        draw_heat_map(left, mean, f"{emotion}, n = {len(rows)}", units, scene.failed)
        activation = evidence(scene.signed(clip)).sum(axis=1)
        draw_face(
            right, scene.points(clip)[-1], activation, activation.max(), scene.image(clip, 19), 6
        )
        right.set_title(f"{scene.maps.clip_id[clip]}, apex", fontsize=7)
    for axis in pairs[len(shown) :].flat:
        axis.set_axis_off()
    return figure


def _draw_strip(figure, scene: Scene, clip: int) -> None:
    """Draw frames of a clip, landmarks coloured by their evidence; at last the sum at the apex."""
    found = evidence(scene.signed(clip))
    points = scene.points(clip)
    axes = figure.subplots(1, len(STRIP) + 1)
    for axis, frame in zip(axes, STRIP, strict=False):
        draw_face(axis, points[frame], found[:, frame], found.max(), scene.image(clip, frame), 5)
        axis.set_title(f"frame {frame + 1}", fontsize=7)
    total = found.sum(axis=1)
    draw_face(axes[-1], points[-1], total, total.max(), scene.image(clip, 19), 5)
    axes[-1].set_title("apex, all frames", fontsize=7)
    figure.suptitle(
        f"Clip {scene.maps.clip_id[clip]}: evidence for the class, white → yellow → red", fontsize=8
    )
