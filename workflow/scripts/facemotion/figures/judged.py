"""The paper's Figs. 6 and 7 with the referee's verdict below each map."""

import numpy as np
from matplotlib.figure import Figure

from facemotion.explanation.causes.method_names import MOTION
from facemotion.explanation.causes.verdict_lines import method_words, verdict_line
from facemotion.explanation.maps import TRUE, Maps
from facemotion.explanation.scenes import Scene
from facemotion.figures.explanation import draw_overview
from facemotion.figures.heat_map import draw_heat_map
from facemotion.figures.style import PAGE_INCHES, new_figure

COLUMNS = 3


def draw_judged_overview(scene: Scene, found: dict) -> Figure:
    """Draw all classes by one method, each map with the verdict on the clips of its class.

    Parameters
    ----------
    scene
        Of the method.
    found
        The referee's verdict.
    """
    method = str(scene.maps.method[scene.method])
    figure = draw_overview(scene, lambda name: _in_lines(verdict_line(found, method, name)))
    figure.suptitle(f"{method_words(method)}: {verdict_line(found, method)}", fontsize=9)
    return figure


def draw_mean_maps(maps: Maps, name: str, failed: dict[str, list[str]], found: dict) -> Figure:
    """Draw the mean map of a class by every method, and plain motion, with the verdict on each.

    Parameters
    ----------
    maps
        N clips.
    name
        A class.
    failed
        By method, the checks that it has not passed.
    found
        The referee's verdict.
    """
    rows = np.flatnonzero(maps.label == maps.classes.names.index(name))
    names = [*map(str, maps.method), MOTION]
    lines = -(-len(names) // COLUMNS)
    figure = new_figure(PAGE_INCHES, 0.4 + 3.1 * lines)
    figure.suptitle(f"mean maps of {name}, {len(rows)} clips", fontsize=9)
    if not len(rows):
        return figure
    panels = figure.subplots(lines, COLUMNS, squeeze=False, sharey=True).flatten()
    values = [maps.of_method(m, TRUE)[rows].mean(axis=0) for m in range(len(maps.method))]
    values.append(maps.displacement[rows].mean(axis=0))
    for axes, method, value in zip(panels, names, values, strict=False):
        title = "plain motion" if method == MOTION else method_words(method)
        draw_heat_map(axes, value, title, {}, failed.get(method, []))
        axes.set_xlabel(
            f"{axes.get_xlabel()}\n{_in_lines(verdict_line(found, method, name))}", fontsize=6
        )
    for axes in panels[len(names) :]:
        axes.set_axis_off()
    return figure


def _in_lines(line: str) -> str:
    return line.replace("; ", "\n").replace(": ", ":\n").replace(" effects ", " effects\n")
