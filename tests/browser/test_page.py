"""The page in a real browser: it needs nothing else, and the explorer explores."""

import re

import pytest

DRAWN = "id => document.getElementById(id).toDataURL()"


def drawn(page, canvas: str) -> str:
    return page.evaluate(DRAWN, canvas)


def frame(page) -> int:
    return int(page.input_value("#frame"))


def options(page) -> list[str]:
    return page.locator("#clip option").all_inner_texts()


def test_it_opens_from_disk_without_network_or_complaint(opened):
    assert opened.complaints == []
    asked = [url for url in opened.asked if not url.startswith(("data:", "file:"))]
    assert asked == []
    assert len([url for url in opened.asked if url.startswith("file:")]) == 1
    counted = opened.inner_text("#filter-count")
    assert counted == f"{len(options(opened))} of {len(options(opened))} clips"


def test_the_slider_moves_the_landmarks_and_the_cursor(opened):
    opened.uncheck("#pixels", force=True)  # so that only landmarks can differ
    face, over = drawn(opened, "face"), drawn(opened, "map")
    opened.locator("#frame").fill("3")
    assert drawn(opened, "face") != face
    assert drawn(opened, "map") != over
    assert opened.inner_text("#frame-text").startswith("frame 4 of 20 (image ")
    assert opened.get_attribute("#frame", "aria-valuetext").startswith("frame 4 of 20")


def test_choosing_a_clip_shows_it(opened):
    name = options(opened)[-1]
    before = drawn(opened, "map")
    opened.select_option("#clip", label=name)
    clip, true, wrong = re.fullmatch(r"[✓✗] (\S+): (\w+)(?: → (\w+))?", name).groups()
    title = opened.inner_text("#clip-title")
    assert title.startswith(f"{clip}: {true}, predicted {wrong or true} (")
    assert drawn(opened, "map") != before
    assert opened.inner_text("#announce") == f"Clip {title.replace(':', ',', 1)}"
    rows = opened.locator("#probabilities tbody tr").all_inner_texts()
    assert len(rows) == 7
    assert sum(float(re.search(r"([\d.]+)%", row)[1]) for row in rows) == pytest.approx(100, abs=3)


def test_the_sentence_beside_a_map_is_of_the_clip_that_is_shown(made_up):
    for name in (options(made_up)[3], options(made_up)[8]):
        made_up.select_option("#clip", label=name)
        clip = int(re.match(r"[✓✗] S(\d+)_", name)[1])
        unit = ("AU12", "AU1")[clip % 2]
        said = f"Clip {clip}, because of {unit}, +{clip / 10:.1f} log-odds."
        assert made_up.inner_text("#sentence") == said
        assert made_up.locator("#readings li").all_inner_texts() == [
            "AU12 is recovered with AUROC 0.97, intensity ICC 0.81 (generated people, 60 of 180 "
            "clips); AUROC 0.88 (ckplus\u2019s FACS codes, 7 of 35 clips)"
            if unit == "AU12" else "AU1 is recovered with unknown quality"
        ]  # fmt: skip
    made_up.select_option("#filter-class", "0")  # of anger; another clip is shown
    shown = int(re.match(r"S(\d+)_", made_up.inner_text("#clip-title"))[1])
    assert made_up.inner_text("#sentence").startswith(f"Clip {shown},")
    made_up.select_option("#filter-class", "all")
    made_up.select_option("#clip", label=options(made_up)[-1])
    assert made_up.inner_text("#sentence") == "Not available: the clip is excluded."
    assert made_up.locator("#readings li").count() == 0


def test_a_map_has_the_referees_verdict(made_up):
    made_up.select_option("#method", label="gradcam_conv2 (not passed: deletion)")
    line = "rank correlation with true effects 0.10 (0.00–0.20); ceiling 0.95, plain motion 0.20"
    assert f"causes: {line}." in made_up.locator("#verdicts li").all_inner_texts()
    made_up.select_option("#method", label="plain displacement (no network)")
    assert made_up.locator("#verdicts li").count() == 0


def test_filters_keep_what_they_say(opened):
    everything = options(opened)
    opened.select_option("#filter-class", "3")
    happy = options(opened)
    assert happy
    assert all(re.search(": happy( →|$)", name) for name in happy)
    opened.select_option("#filter-class", "all")
    opened.select_option("#filter-result", "right")
    right = options(opened)
    assert all(name.startswith("✓") for name in right)
    opened.select_option("#filter-result", "wrong")
    wrong = options(opened)
    assert all(name.startswith("✗") for name in wrong)
    assert len(right) + len(wrong) == len(everything)
    assert opened.inner_text("#filter-count").startswith(f"{len(wrong)} of {len(everything)}")


def test_no_clip_left_is_said_and_the_way_back_works(made_up):
    made_up.select_option("#filter-class", "3")
    made_up.select_option("#filter-subject", "S000")
    assert made_up.inner_text("#filter-count") == "0 of 35 clips"
    assert made_up.is_disabled("#clip")
    made_up.select_option("#filter-class", "all")
    assert made_up.inner_text("#filter-count") == "2 of 35 clips"
    assert made_up.is_enabled("#clip")


def test_the_keyboard_is_enough(opened):
    opened.locator("#explorer").scroll_into_view_if_needed()
    opened.locator("#frame").fill("19")
    opened.focus("#play")
    opened.keyboard.press("ArrowLeft")
    assert frame(opened) == 18
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    assert frame(opened) == 0  # round
    first = opened.inner_text("#clip-title")
    opened.keyboard.press("n")
    assert opened.inner_text("#clip-title") != first
    opened.keyboard.press("p")
    assert opened.inner_text("#clip-title") == first
    opened.keyboard.press("Space")  # the button's own key
    assert opened.inner_text("#play") == "Pause"
    opened.wait_for_function("document.getElementById('frame').value > 2")
    opened.keyboard.press("Space")
    assert opened.inner_text("#play") == "Play"


def test_tab_reaches_every_control(made_up):
    wanted = {"filter-class", "filter-result", "filter-subject", "clip", "play", "frame",
              "outline", "mark-units", "method", "scale"}  # fmt: skip
    reached = set()
    made_up.focus("nav a")
    for _ in range(40):
        made_up.keyboard.press("Tab")
        reached.add(made_up.evaluate("document.activeElement.id"))
    assert wanted - reached == set()


def test_a_landmark_is_marked_by_the_keyboard_too(made_up):
    before = drawn(made_up, "face")
    made_up.focus("#strongest li:nth-child(2) button")
    made_up.keyboard.press("Enter")
    pressed = made_up.locator("#strongest button[aria-pressed=true]")
    assert pressed.count() == 1
    assert drawn(made_up, "face") != before
    assert made_up.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    made_up.keyboard.press("Enter")
    assert drawn(made_up, "face") == before


def test_a_click_on_the_map_chooses_landmark_and_frame(made_up):
    box = made_up.locator("#map").bounding_box()
    before = drawn(made_up, "face")
    made_up.locator("#map").click(position={"x": 92 + (box["width"] - 98) * 0.325, "y": 100})
    assert frame(made_up) == 6
    assert drawn(made_up, "face") != before


def test_a_method_that_did_not_pass_is_stamped(made_up):
    assert made_up.is_hidden("#stamp")  # the method that passed most is shown first
    made_up.select_option("#method", label="gradcam_conv2 (not passed: deletion)")
    assert made_up.inner_text("#stamp") == "not passed: deletion"
    assert "coloured by the map (not passed: deletion)" in made_up.inner_text("#face-text")
    assert "deletion failed: deletion of gradcam_conv2 was 0.5 (< 0.7 wanted)." in (
        made_up.locator("#verdicts li").all_inner_texts()
    )
    made_up.select_option("#method", label="plain displacement (no network)")
    assert made_up.is_hidden("#stamp")


def test_the_face_can_show_the_sum_of_all_frames(made_up):
    before = made_up.locator("#strongest li").all_inner_texts()
    made_up.check("#sum")
    after = made_up.locator("#strongest li").all_inner_texts()
    assert after != before
    assert re.search(r"[+−]100%$", after[0])


def test_a_wrong_clip_shows_the_map_of_its_true_class_too(made_up):
    assert made_up.is_disabled("#target")
    made_up.select_option("#filter-result", "wrong")
    before = drawn(made_up, "map")
    made_up.select_option("#target", "true")
    assert drawn(made_up, "map") != before
    assert "Evidence for sad" in made_up.inner_text("#map-text")  # clip 4 of anger, disgust …


def test_only_those_who_consent_are_seen(made_up):
    assert made_up.is_visible("#pixels")
    made_up.wait_for_function(
        "document.getElementById('face').getContext('2d').getImageData(5, 5, 1, 1).data[3] === 255"
    )
    made_up.select_option("#filter-subject", "S001")
    assert made_up.is_hidden("#pixels")
    assert "No consent to show the face" in made_up.inner_text("#face-text")
    strips = made_up.evaluate("JSON.parse(document.getElementById('packed-pictures').textContent)")
    assert ["image" in strip for strip in strips] == [True, True] + 33 * [False]


def test_a_phone_shows_it_without_sideways_scrolling(opened):
    opened.set_viewport_size({"width": 390, "height": 844})
    width = "document.documentElement.scrollWidth"
    opened.wait_for_function(f"{width} <= 390 && document.getElementById('clip').size === 1")
    box = opened.locator("#face").bounding_box()
    assert 300 < box["width"] < 390
    assert box["height"] == box["width"]


def test_dark_and_light_differ_and_the_map_does_not(made_up):
    colour = "getComputedStyle(document.body).backgroundColor"
    made_up.emulate_media(color_scheme="dark")
    dark = made_up.evaluate(colour)
    made_up.emulate_media(color_scheme="light")
    assert made_up.evaluate(colour) != dark
