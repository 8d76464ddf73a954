"""Take docs/report.png, the explorer of a finished demo run, with the Chromium there is."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CLIP = "S063_003: fear"  # the sentence names two action units
SIZE = {"width": 1280, "height": 800}


def main() -> None:
    """Open the page, choose a clip and take the section's picture."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto((ROOT / "results/report.html").as_uri())
        page.locator("#clip option").first.wait_for(state="attached")
        page.locator("#clip").select_option(label=f"✓ {CLIP}")
        page.wait_for_timeout(1000)  # for the clip's picture
        page.locator("#explorer").screenshot(path=ROOT / "docs/report.png")
        browser.close()


if __name__ == "__main__":
    main()
