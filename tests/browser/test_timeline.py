"""The page of a timeline in a real browser: intervals can be clicked, and a phone shows it all."""

import pytest

WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def shown(browser, timeline):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.complaints, page.asked = [], []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(timeline.as_uri())
    yield page
    page.close()


def test_it_opens_from_disk_without_network_or_complaint(shown):
    assert shown.complaints == []
    assert [url for url in shown.asked if not url.startswith("data:")] == [shown.url]
    broken = "[...document.images].filter((image) => !image.naturalWidth).length"
    assert shown.evaluate(broken) == 0


def test_a_click_on_an_interval_shows_its_card(shown):
    shown.set_viewport_size({"width": 390, "height": 600})
    card = shown.locator("#v1i1")
    above = card.bounding_box()["y"]
    assert above > 300
    shown.locator(".span.macro").first.click()
    assert shown.url.endswith("#v1i1")
    assert card.bounding_box()["y"] < 100
    assert "AU12 the lip corners are pulled" in card.inner_text()
    outline = "(card) => getComputedStyle(card).outlineStyle"
    assert card.evaluate(outline) == "solid"
    card.get_by_text("timeline").click()
    assert shown.locator("#v1").bounding_box()["y"] >= -1


def test_pictures_stand_below_their_time(shown):
    lane = shown.locator(".time").bounding_box()
    strip = shown.locator(".strip > div")
    assert strip.count() == 14
    seventh = strip.nth(6).bounding_box()  # the middle of it is at 6.5 of 14 spans
    middle = (seventh["x"] + seventh["width"] / 2 - lane["x"]) / lane["width"]
    assert middle == pytest.approx(6.5 / 14, abs=0.01)


def test_a_phone_shows_it_without_sideways_scrolling(shown):
    shown.set_viewport_size({"width": 390, "height": 844})
    assert shown.evaluate(WIDTH) == 390
    # The timeline itself is wider, and scrolls within its frame.
    assert shown.locator(".scroll").evaluate("(e) => e.scrollWidth") > 600
    shown.click("summary")
    assert "trained on practice (generated people)" in shown.locator("dl").inner_text()
    assert shown.evaluate(WIDTH) == 390


def test_dark_and_light_differ_and_the_map_does_not(shown):
    colour, seen = "getComputedStyle(document.body).backgroundColor", set()
    for scheme in ("dark", "light"):
        shown.emulate_media(color_scheme=scheme)
        seen.add((shown.evaluate(colour), shown.locator(".rows img").first.get_attribute("src")))
    assert len(seen) == 2 and len({picture for _, picture in seen}) == 1
