"""Assemble the page (rule `build_report`)."""

import json
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from facemotion.dataset.contract import Clips
from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.explanation.maps import Maps
from facemotion.explanation.truth import known_cells
from facemotion.report import sections
from facemotion.report.causes import of_clips
from facemotion.report.packing import constants, describe_clips, pack_maps
from facemotion.report.pixels import make_strips, shown_window

TEMPLATES = Path(__file__).resolve().parents[3] / "report" / "page"


def pack_explorer(
    maps: Maps,
    clips: Clips,
    sequences: pd.DataFrame,
    context: dict,
    shown: dict,
    settings: dict,
) -> tuple[dict, list]:
    """Gather everything that the explorer shows.

    Parameters
    ----------
    maps, clips, sequences
        Of one dataset.
    context
        From `page_context`: `methods` and `causes`.
    shown
        `root` of the images, `timing` of the action units or None, `consenting` subjects or None.
    settings
        `frame_px` and `quality` of the pictures.

    Returns
    -------
    data
        JSON-serialisable: constants shared by all clips, a description of each, and the arrays.
    strips
        The clips' pictures.
    """
    rows = clips.rows_of(maps.clip_id, "the maps file")
    points = clips.landmarks[rows].astype("float64") * clips.image_size[rows, None, None, :]
    windows = [shown_window(p) for p in points]
    numbers = clips.frame_number[rows]
    cells = known_cells(maps, clips, shown["timing"])
    data = constants(maps) | {
        "method_names": maps.method.tolist(),
        "methods": context["methods"],
        "units": sections.describe_units(),
        "causes": of_clips(context["causes"], maps.clip_id) if context["causes"] else None,
        "clips": describe_clips(maps, numbers, clips.frame_status[rows]),
        "arrays": pack_maps(maps, points, windows, cells),
        "timed": bool(cells.any()),
        "frame_px": settings["frame_px"],
    }
    consenting = shown["consenting"]
    return data, make_strips(clips, rows, windows, sequences, shown["root"], consenting, settings)


def render_page(context: dict, data: dict, strips: list) -> str:
    """Fill the template; the page is self-contained.

    Parameters
    ----------
    context
        The variables of `workflow/report/page/page.html`.
    data, strips
        From `pack_explorer`.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.1f}"
    environment.globals["read_file"] = lambda name: (TEMPLATES / name).read_text("utf-8")
    return environment.get_template("page.html").render(
        **context, data=_script_json(data), strips=_script_json(strips)
    )


def page_context(
    result: dict,
    sequences: pd.DataFrame,
    clip_table: pd.DataFrame,
    quality: pd.DataFrame,
    checks: dict,
    scores: dict,
    causes: dict | None,
    why_no_causes: str,
    figures: dict[str, str],
) -> dict:
    """Gather the content of the sections.

    Parameters
    ----------
    result
        Of the cross-validation.
    sequences, clip_table
        The filtered sequences, and the table of the stage `dataset`.
    quality
        Of the landmarks.
    checks, scores
        Of the explanation.
    causes, why_no_causes
        From `facemotion.report.causes.read_causes`; for a model whose decisions cannot be explained
        by action units None, and the reason.
    figures
        Name → path of a picture.
    """
    methods = sections.describe_methods(checks, scores)
    return {
        "result": result,
        "flow": result["flow"],
        "scores": sections.score_rows(result),
        "intervals": NO_WIDTH,
        "classes": sections.class_rows(result),
        "reasons": sections.why_different(result),
        "exclusions": sections.exclusions(sequences, clip_table),
        "quality": sections.describe_quality(quality),
        "methods": methods,
        "agreement": sections.agreement_rows(scores, methods[0]["name"]),
        "agreement_note": scores["note"],
        "causes": causes,
        "why_no_causes": why_no_causes,
        "units_from": sections.units_in_words(scores["action_units_from"]),
        "figures": {name: sections.read_picture(path) for name, path in figures.items()},
    }


def _script_json(value: object) -> str:
    """Write JSON that is safe in a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
