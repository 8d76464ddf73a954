"""Odd inputs drawn by a seed: each is read as it was meant, or told; none is silently wrong."""

import random
import unicodedata
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from openpyxl import Workbook
from PIL import Image

from clips_builder import GREY_STEP, encode
from dataset_builder import make_counted_clips
from facemotion.errors import InputError
from facemotion.files.video import SLACK_FRAMES
from facemotion.sequences.custom.indexing import index_custom
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges
from facemotion.splits.audit import audit_split
from facemotion.splits.schemes import split_folds

N = 12  # frames of a clip
WORDS = {"happy": ["Happy", "JOY", " happiness "], "sad": ["Sadness", "SAD"], "anger": ["angry"]}
INVISIBLE = ["", "\u200b", "\ufeff"]


def greys(n: int = N, size: tuple[int, int] = (48, 64)) -> list[np.ndarray]:
    """Images whose grey tells their order: that of frame k, from 1, is 8 k."""
    return [np.full(size, GREY_STEP * k, "uint8") for k in range(1, n + 1)]


def assert_in_order_or_told(sheet: Path, n: int = N) -> str:
    """Hold what the one clip of a sheet shows against the order in which its frames were made."""
    row = index_custom(sheet).iloc[0].to_dict()
    if row["status"] == "unreadable":
        assert row["reason"]
        return row["reason"]
    numbers = parse_ranges(row["frame_numbers"])
    images = list(read_frames(sheet.parent, row, numbers))
    shown = [i.mean() / GREY_STEP for i in images if isinstance(i, np.ndarray)]
    complete = len(shown) == len(numbers) == n
    assert complete or row["reason"]
    assert np.allclose(shown, np.round(shown), atol=0.3)
    assert shown == sorted(shown)
    return row["reason"]


def draw_sheet(rng: random.Random, folder: Path) -> None:
    """A sheet in any encoding, with any separator, line ends, remarks and case of titles."""
    for k, image in enumerate(greys(), start=1):
        (folder / "José").mkdir(exist_ok=True)
        cv2.imwrite(str(folder / "José" / f"f{k}.png"), image)
    emotion = rng.choice([*WORDS])
    word = rng.choice(WORDS[emotion])
    titles = ["clip", "path", "subject", "emotion"]
    cells = ["a" + rng.choice(INVISIBLE), "José", rng.choice(["José", "S 5"]), word]
    if rng.random() < 0.5:
        titles, cells = [*titles, "notes"], [*cells, "left, then right"]
    order = rng.sample(range(len(titles)), len(titles))
    form = rng.choice([str.upper, str.lower, str.title])
    rows = [[form(titles[k]) for k in order], [cells[k] for k in order]]
    if rng.random() < 0.25:
        sheet = folder / "clips.xlsx"
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(sheet)
    else:
        sheet = folder / "clips.tsv"
        separator = rng.choice(["\t", ";", ","])
        quote = '"{}"' if separator == "," or rng.random() < 0.3 else "{}"
        lines = [separator.join(quote.format(cell) for cell in row) for row in rows]
        text = rng.choice(["\n", "\r\n"]).join(["# mine", *lines, separator * 3, ""])
        text = text if rng.random() < 0.5 else unicodedata.normalize("NFD", text)
        codes = ["utf-8", "utf-8-sig", "utf-16"]
        sheet.write_bytes(text.encode(rng.choice(codes)))
    row = index_custom(sheet).iloc[0]
    assert (row["sequence_id"], row["emotion"], row["n_frames"]) == ("a", emotion, N)
    assert row["subject"] in ("José", "S 5")


def draw_names(rng: random.Random, folder: Path) -> None:
    """Numbers anywhere in names, padded or not, decimals, clock times, gaps, other files."""
    kind = rng.choice(["plain", "padded", "decimal", "clock", "gap", "two"])
    start, step = rng.randrange(200), rng.choice([1, 1, 2, 5])
    before, after = rng.choice([("f", ""), ("p2_", "_x3"), ("smile (", ")"), ("", "_color")])
    numbers = [start + step * k for k in range(N)]
    clock = [f"{h:02d}{m:02d}{s:02d}" for h, m, s in [divmod_time(43195 + 60 * k + k % 2)
                                                       for k in range(N)]]  # fmt: skip
    named = {
        "plain": [str(n) for n in numbers],
        "padded": [f"{n:05d}" for n in numbers],
        "decimal": [f"{n / 20}" for n in range(1, N + 1)],
        "clock": clock,
        "gap": [str(n + 1000 * (k > 5)) for k, n in enumerate(numbers)],
        "two": [f"{k % 3}_{n}" for k, n in enumerate(numbers)],
    }[kind]
    for name, image in zip(named, greys(), strict=True):
        cv2.imwrite(str(folder / f"{before}{name}{after}.png"), image)
    (folder / "Thumbs.db").write_text("")
    sheet = folder.with_suffix(".tsv")
    sheet.write_text(f"clip\tpath\na\t{folder.name}\n", encoding="utf-8")
    reason = assert_in_order_or_told(sheet)
    if kind in ("decimal", "clock", "gap", "two"):
        assert reason
    else:
        assert reason == ("" if step == 1 else f"{11 * (step - 1)} of {numbers[-1] - start + 1} "
                          "frames are missing")  # fmt: skip


def divmod_time(seconds: int) -> tuple[int, int, int]:
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def draw_images(rng: random.Random, folder: Path) -> None:
    """Images of any format and depth, with alpha, turned, or as pages of one file."""
    grey = cv2.GaussianBlur(np.random.default_rng(rng.randrange(99)).integers(
        0, 256, (N, 48, 64)).astype("uint8"), (0, 0), 2)  # fmt: skip
    kind = rng.choice(["rgb", "rgba", "16 bits", "turned", "pages"])
    suffix = rng.choice(["png", "tif"]) if kind != "pages" else "tif"
    if kind == "pages":
        pages = [Image.fromarray(image) for image in grey]
        pages[0].save(folder / "a.tif", save_all=True, append_images=pages[1:])
    for k, image in enumerate(grey if kind != "pages" else [], start=1):
        path = folder / f"{k}.{suffix}"
        if kind == "16 bits":
            cv2.imwrite(str(path), image.astype("uint16") * 257)
        elif kind == "turned":
            exif = Image.Exif()
            exif[0x112] = 6  # shown turned clockwise
            Image.fromarray(np.rot90(image)).save(path, exif=exif)
        else:
            bands = [image] * 3 + [np.full_like(image, 255)] * (kind == "rgba")
            Image.fromarray(np.stack(bands, axis=-1)).save(path)
    sheet = folder.with_suffix(".tsv")
    target = f"{folder.name}/a.tif" if kind == "pages" else folder.name
    sheet.write_text(f"clip\tpath\na\t{target}\n", encoding="utf-8")
    row = index_custom(sheet).iloc[0].to_dict()
    assert row["n_frames"] == N
    shown = list(read_frames(folder.parent, row, range(1, N + 1)))
    np.testing.assert_allclose(np.stack(shown).astype(int), grey.astype(int), atol=1)


def draw_video(rng: random.Random, folder: Path) -> None:
    """A video with a second stream, pixels that are not square, turned, or cut off."""
    kind = rng.choice(["streams", "aspect", "turned", "cut"])
    size = rng.choice([(48, 64), (64, 48)])
    images = [cv2.GaussianBlur(image + np.tri(*image.shape, dtype="uint8"), (0, 0), 1)
              for image in greys(size=size)]  # fmt: skip
    path, stream = folder / "a.mkv", {"images": images}
    lossy = {"codec": "mpeg4", "pixels": "yuv420p", "options": {"qscale": "1"}}
    if kind == "streams":
        other = {"images": [np.zeros((32, 32), "uint8")] * N, "default": False}
        encode(path, *((other, stream) if rng.random() < 0.5 else (stream, other)))
    elif kind == "aspect":
        path = folder / "a.mp4"
        encode(path, stream | lossy | {"aspect": rng.choice([Fraction(2), Fraction(4, 3)])})
    elif kind == "turned":
        path = folder / "a.mp4"
        turn = [0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30]
        encode(path, stream | lossy | {"matrix": turn})
    else:
        encode(path, stream)
        path.write_bytes(path.read_bytes()[: rng.randrange(300, path.stat().st_size)])
    sheet = folder / "clips.tsv"
    sheet.write_text(f"clip\tpath\na\t{path.name}\n", encoding="utf-8")
    row = index_custom(sheet).iloc[0].to_dict()
    if kind == "streams" or row["n_frames"] < N - SLACK_FRAMES:
        assert row["reason"]
    if row["status"] == "unreadable":
        assert kind == "cut"
        return
    for k, image in enumerate(read_frames(folder, row, parse_ranges(row["frame_numbers"])), 1):
        if isinstance(image, np.ndarray):
            assert abs(image.mean() / GREY_STEP - k) < 0.5
            assert (image.shape != size) == (kind in ("aspect", "turned"))


def draw_names_of_people(rng: random.Random, folder: Path) -> None:
    """People and frames under several names, which splits must keep together."""
    people, clips = 8, make_counted_clips({0: 24, 3: 24}, 8)
    who = [rng.randrange(people) for _ in range(48)]
    forms = [lambda n: f"S{n:03d}", lambda n: f"s{n}", lambda n: f" S{n:02d}\u200b",
             lambda n: f"S{n}.0"]  # fmt: skip
    clips.subject[:] = [rng.choice(forms)(n) for n in who]
    clips.content = np.arange(1, 48 * 20 + 1, dtype="uint64").reshape(48, 20)
    for _ in range(rng.randrange(1, 6)):  # files of one person under two names
        a = rng.randrange(48)
        b = rng.choice([k for k in range(48) if who[k] == who[a]])
        clips.content[b, rng.randrange(20) :] = clips.content[a, 0]
    scheme = rng.choice(["grouped", "loso"])
    settings = {"folds": 3, "seed": rng.randrange(9), "test_share": 0.3}
    split = split_folds(clips, scheme, settings)
    person = dict(zip(clips.clip_id, who, strict=True))
    for fold in split["folds"]:
        assert not {person[c] for c in fold["train"]} & {person[c] for c in fold["test"]}
    assert audit_split(clips, split)["total"]["shared_frames"] == 0


def draw_mistakes(rng: random.Random, folder: Path) -> None:
    """A cell that cannot be meant: the sheet is refused with the line, and what was found."""
    cv2.imwrite(str(folder / "x.png"), greys()[0])
    good = {"clip": "a", "path": "x.png", "subject": "p", "emotion": "happy", "onset": "1"}
    column, cell = rng.choice(
        [("clip", "a b"), ("path", "nowhere"), ("path", "https://x.org/a.mp4"), ("path", "~/a.mp4"),
         ("emotion", "hapy"), ("onset", "x"), ("onset", "-1"), ("onset", "1.5"), ("subject", "?")]
    )  # fmt: skip
    rows = [good, good | {"clip": "b"} | {column: cell}]
    lines = ["\t".join(good), *("\t".join(row.values()) for row in rows)]
    (folder / "clips.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        index_custom(folder / "clips.tsv")
    assert "line 3: " in str(caught.value)
    assert repr(cell) in str(caught.value) or cell in str(caught.value)


KINDS = (draw_sheet, draw_names, draw_images, draw_video, draw_names_of_people, draw_mistakes)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("draw", KINDS)
def test_generated_oddities_are_never_silently_wrong(tmp_path, draw, seed):
    folder = tmp_path / "data"
    folder.mkdir()
    draw(random.Random(seed), folder)
