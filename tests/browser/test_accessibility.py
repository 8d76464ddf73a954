"""Pages that everybody can read: what axe-core finds, which knows the rules of WCAG; and print."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ["made_up_page", pytest.param("demo_page", marks=pytest.mark.slow), "timeline"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser, request, name, scheme, width):
    path = request.getfixturevalue(name)
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["made_up_page", "timeline"])
def test_dark_pages_are_printed_light(browser, request, name):
    page = browser.new_page(color_scheme="dark")
    page.goto(request.getfixturevalue(name).as_uri())
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(20, 23, 27)"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.close()
