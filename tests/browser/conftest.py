"""A browser, and pages to open in it."""

import os
import shutil
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from causes_builder import make_referee, write_causes
from facemotion.files.atomic import write_text
from facemotion.report.causes import read_causes
from facemotion.report.page import pack_explorer, page_context, render_page
from report_builder import (
    make_checks,
    make_clips,
    make_flow,
    make_maps,
    make_quality,
    make_result,
    make_scores,
    make_sequences,
)
from timeline_builder import make_timeline

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = (
            f"no browser: none of {', '.join(NAMES)} is installed (Debian: apt install chromium)"
        )
        # Where every change is judged, a missing browser is a failure and no excuse.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def made_up_page(tmp_path_factory) -> Path:
    """A page of 35 made-up clips, of which the subject S000 alone consents to be seen."""
    folder = tmp_path_factory.mktemp("page")
    clips, sequences = make_clips(35), make_sequences(35)
    for name, number in product(("S000_001", "S001_001"), range(1, 21)):
        frame = folder / name / f"{number:08d}.png"
        frame.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(frame), np.full((490, 640), 6 * number, "uint8"))
    result = make_result() | {"flow": make_flow()}
    picture = folder / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>')
    names = (
        "frames",
        "classes",
        "skeleton",
        "quality",
        "confusion",
        "per_class",
        "training",
        "reliability",
    )
    causes = read_causes(*write_causes(folder, clips.clip_id), make_referee())
    context = page_context(
        result, make_sequences(4), sequences.iloc[:0], make_quality(), make_checks(), make_scores(),
        causes, "", dict.fromkeys(names, str(picture)),
    )  # fmt: skip
    shown = {"root": str(folder), "timing": None, "consenting": ["S000"]}
    data, strips = pack_explorer(
        make_maps(clips), clips, sequences, context, shown,
        {"frame_px": 64, "quality": 50},
    )  # fmt: skip
    write_text(render_page(context, data, strips), folder / "report.html")
    return folder / "report.html"


@pytest.fixture(scope="session")
def timeline(tmp_path_factory) -> Path:
    """A timeline of a short made-up video."""
    folder = tmp_path_factory.mktemp("timeline")
    _, html = make_timeline(folder)
    (folder / "page.html").write_text(html, encoding="utf-8")
    return folder / "page.html"


@pytest.fixture(scope="session")
def demo_page(explained) -> Path:
    """The page of a small run."""
    return explained.folder / "results/report.html"


@pytest.fixture(params=["made_up_page", pytest.param("demo_page", marks=pytest.mark.slow)])
def opened(request, browser):
    """A page, opened from the disk; what it says to the console and asks of the network is kept."""
    yield from _open(browser, request.getfixturevalue(request.param))


@pytest.fixture
def made_up(browser, made_up_page):
    yield from _open(browser, made_up_page)


def _open(browser, path: Path):
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    page.set_default_timeout(60_000)
    page.complaints, page.asked = [], []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    page.locator("#clip option").first.wait_for(state="attached")
    yield page
    page.close()
