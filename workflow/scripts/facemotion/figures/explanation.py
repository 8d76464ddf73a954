"""Figures of the explanation: one page per class, and an overview (the paper's Fig. 7)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from facemotion.explanation.agreement import evidence
from facemotion.explanation.examples import typical_clip
from facemotion.explanation.postprocessing import post_process
from facemotion.explanation.scenes import Scene
from facemotion.figures.face import draw_face
from facemotion.figures.heat_map import draw_heat_map, outline, stamp_face
from facemotion.figures.style import PAGE_INCHES, new_figure

STRIP = 6  # frames of the film strip, evenly spaced; the last is the apex


def draw_class(scene: Scene, name: str) -> Figure:
    """Draw one class: the mean map and a typical clip's, also as the paper does; a film strip."""
    label = scene.maps.classes.names.index(name)
    rows = np.flatnonzero(scene.maps.label == label)
    figure = new_figure(PAGE_INCHES, 8.6)
    figure.suptitle(f"evidence for {name} (hatched: against), {scene.title}", fontsize=9)
    if not len(rows):
        figure.text(0.5, 0.5, f"no clips of class {name}", ha="center")
        return figure
    clip = typical_clip(scene.maps, label)
    wrong = int((scene.maps.predicted[rows] != label).sum())
    top, bottom = figure.subfigures(2, 1, height_ratios=[5, 1.5])
    axes = top.subplots(2, 2, sharey=True)
    _draw_pair(axes[0], scene, rows, f"mean of {len(rows)} clips, {wrong} of them misclassified")
    if clip is None:
        for axis in axes[1]:
            axis.set_axis_off()
        bottom.text(0.5, 0.5, f"no clip is correctly classified as {name}", ha="center")
        return figure
    probability = scene.maps.probabilities[clip, label]
    _draw_pair(axes[1], scene, [clip], f"clip {scene.maps.clip_id[clip]}, p = {probability:.2f}")
    outline(axes[1, 0], scene.cells[clip])
    _draw_strip(bottom, scene, clip)
    return figure


def draw_overview(scene: Scene, remark: Callable[[str], str] | None = None) -> Figure:
    """Draw all classes as in the paper's Fig. 7: the mean map left, a typical clip's apex right.

    Parameters
    ----------
    scene
        Of one method.
    remark
        Returns the text below the map of a class.
    """
    names = scene.maps.classes.names
    shown = [k for k in range(len(names)) if (scene.maps.label == k).any()]
    height = 2.9 if remark is None else 3.3
    figure = new_figure(PAGE_INCHES, height * max(1, -(-len(shown) // 2)))
    figure.suptitle(f"evidence for each class (hatched: against), {scene.title}", fontsize=9)
    if not shown:
        return figure
    axes = figure.subplots(-(-len(shown) // 2), 4, width_ratios=[1.3, 1] * 2, squeeze=False)
    pairs = axes.reshape(-1, 2)
    for (left, right), label in zip(pairs, shown, strict=False):
        rows = np.flatnonzero(scene.maps.label == label)
        mean = scene.signed(rows).mean(axis=0)
        title = f"{names[label]}, n = {len(rows)}"
        draw_heat_map(left, mean, title, scene.marked_units(rows), scene.failed)
        if remark is not None:
            left.set_xlabel(f"{left.get_xlabel()}\n{remark(names[label])}", fontsize=6)
        clip = typical_clip(scene.maps, label)
        right.set_axis_off()
        if clip is None:
            right.set_title("none correctly classified", fontsize=7)
        else:
            _draw_apex(right, scene, clip, f"{scene.maps.clip_id[clip]}, apex")
    for axis in pairs[len(shown) :].flat:
        axis.set_axis_off()
    return figure


def _draw_pair(axes, scene: Scene, rows, of: str) -> None:
    """Draw the mean of the maps, and the mean of the paper's rendering of each."""
    signed, units = scene.signed(rows), scene.marked_units(rows)
    kept = post_process(signed)
    draw_heat_map(axes[0], signed.mean(axis=0), f"signed map,\n{of}", units, scene.failed)
    share = f"the paper's rendering ({(kept != 0).mean():.1%} of the cells kept),\n{of}"
    draw_heat_map(axes[1], kept.mean(axis=0), share, units, scene.failed)


def _draw_strip(figure, scene: Scene, clip: int) -> None:
    """Draw frames of a clip, landmarks coloured by their evidence, then the sum at the apex."""
    found = evidence(scene.signed(clip))
    points = scene.points(clip)
    shown = strip_frames(scene.maps.frames)
    axes = figure.subplots(1, len(shown) + 1)
    for axis, frame in zip(axes, shown, strict=False):
        draw_face(axis, points[frame], found[:, frame], found.max(), scene.image(clip, frame), 5)
        axis.set_title(f"frame {frame + 1}", fontsize=7)
        if scene.failed:
            stamp_face(axis, scene.failed)
    _draw_apex(axes[-1], scene, clip, "apex, all frames")
    figure.suptitle(
        f"Clip {scene.maps.clip_id[clip]}: evidence for the class, white → yellow → red", fontsize=8
    )


def strip_frames(frames: int) -> list[int]:
    """Choose the frames of the film strip."""
    return sorted({-(-k * (frames - 1) // (STRIP - 1)) for k in range(STRIP)})


def _draw_apex(axes, scene: Scene, clip: int, title: str) -> None:
    """Draw the apex with the evidence over all frames; for pixel networks, also the map itself."""
    total = evidence(scene.signed(clip)).sum(axis=1)
    covering = scene.overlay(clip)
    draw_face(axes, scene.points(clip)[-1], total, total.max(), scene.image(clip, -1), 5, covering)
    axes.set_title(title, fontsize=7)
    if scene.failed:
        stamp_face(axes, scene.failed)
