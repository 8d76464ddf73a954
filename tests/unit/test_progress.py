"""Progress is a few plain lines."""

import logging

from facemotion import progress


def test_a_long_loop_says_how_far_it_is(monkeypatch, caplog, capfd):
    monkeypatch.setattr(progress, "SECONDS", 0)
    with caplog.at_level(logging.INFO):
        assert list(progress.track(iter("abc"), "landmarks", "frames", 3)) == ["a", "b", "c"]
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(",")[0] for line in lines] == [
        "landmarks: 1/3 frames",
        "landmarks: 2/3 frames",
    ]
    assert all("remaining" in line and "\r" not in line for line in lines)
    assert capfd.readouterr() == ("", "")


def test_a_short_loop_says_nothing(caplog, capfd):
    with caplog.at_level(logging.INFO):
        assert list(progress.track([1, 2], "epochs", "epochs")) == [1, 2]
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
