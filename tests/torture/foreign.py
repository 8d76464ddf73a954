"""Small examples of users' files, and the code that reads them: every reader and backend."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import openpyxl
import pandas as pd
import yaml
from cases import Case, digest_of
from small import LITTLE, ROOT

from builders import make_ckplus, make_samm
from clips_builder import make_images, make_video, write_sheet
from facemotion.clips.resampling import resample_frames
from facemotion.clips.wanted import want_frames
from facemotion.config.command_line import typed
from facemotion.config.datasets import make_datasets
from facemotion.config.syntax import check_syntax
from facemotion.config.validation import check_paths, restore_whole, validate_config, with_defaults
from facemotion.errors import InputError
from facemotion.files.grey import UnreadableError
from facemotion.files.images import count_images, image_times, read_grey, read_stack
from facemotion.files.video import read_video, scan_video
from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.mesh import mesh_points
from facemotion.landmarks.shards import shard_frames
from facemotion.landmarks.store import read_landmarks
from facemotion.sequences.filtering import filter_sequences
from facemotion.sequences.readers import load_reader
from facemotion.spotting.readers import load_video_reader
from facemotion.spotting.submissions import read_submission
from facemotion.spotting.truth import Rules, make_truth
from facemotion.spotting.videos import last_frames, make_videos

LABELS = {"label_order": ["emotion_column", "label_table", "action_units"], "label_table": None}
FILTER = {"min_frames": 5, "emotions": ["happy", "surprise"], "keep_unlabelled": True}
N = 68
RENDERED = {f"results/demo/{name}": reader for name, reader in (
    ("ckplus", "ckplus"), ("samm", "samm"), ("samm_videos", "samm"), ("samm_tracks", "tracks"),
    ("practice", "tracks"), ("people", "tracks"))}  # fmt: skip


def make_foreign() -> list[Case]:
    """Write all example files below `in/` in the working folder."""
    rng = np.random.default_rng(0)
    Path("in").mkdir()
    made = [_images(rng), _trees(), _sheets(), _tables(rng), _spotting(), _settings()]
    return [case for cases in made for case in cases]


# Pixels


def _images(rng: np.random.Generator) -> list[Case]:
    grey = cv2.GaussianBlur(rng.integers(0, 256, (40, 48)).astype("uint8"), (0, 0), 2)
    colour = np.dstack([grey, grey // 2, 255 - grey])
    root = Path("in/images")
    root.mkdir()
    kinds = {"a.png": grey, "b.png": colour, "c.jpg": colour,
             "d.tif": grey.astype("uint16") * 200, "e.bmp": colour, "f.webp": colour,
             "g.jpg": grey, "h.png": grey.astype("uint16") * 16}  # fmt: skip
    for name, image in kinds.items():
        cv2.imwrite(str(root / name), image)
    cv2.imwritemulti(str(root / "i.tif"), [grey, 255 - grey, grey // 2])
    make_video(root / "j.mp4", 8)
    make_video(root / "k.avi", 8)
    cases = [
        Case(f"image {name}", [f"{root}/{name}"], _reading(_read_image, root / name, count))
        for name, count in {**dict.fromkeys(kinds, 1), "i.tif": 3}.items()
    ]
    videos = ("j.mp4", "k.avi")
    return cases + [
        Case(f"video {name}", [f"{root}/{name}"], _reading(_read_video, root / name), 2)
        for name in videos
    ]


def _read_image(path: Path, count: int) -> tuple[list, list]:
    if count > 1:
        image_times(path)
        return _pixels(read_stack(path, range(1, count_images(path) + 1)), count)
    return [read_grey(path)], []


def _read_video(path: Path) -> tuple[list, list]:
    video = scan_video(path)
    pixels, told = _pixels(read_video(path, range(1, 9)), video.n_frames)
    return pixels, told + video.notes()


def _pixels(images, count: int) -> tuple[list, list]:
    images = list(images)
    whole = [image for image in images if isinstance(image, np.ndarray)]
    return whole, [str(image) for image in images if not isinstance(image, np.ndarray)] + [
        "missing"
    ] * (count - len(images))


def _reading(read: Callable, *given) -> Callable[[], tuple[str, int]]:
    """Wrap a reader as a case; an unreadable file counts as a reason, as in its caller's table.

    The reader returns its result and a list of remarks; in a table, the remarks are in the rows.
    """

    def run() -> tuple[str, int]:
        try:
            value = read(*given)
        except UnreadableError as error:
            return str(error), 1
        if isinstance(value, pd.DataFrame):
            return digest_of(value), int(
                (value["reason"] != "").sum() + (value["status"] != "ok").sum()
            )
        return digest_of([*map(digest_of, value[0]), *value[1]]), len(value[1])

    return run


# Datasets, up to their landmarks


def _trees() -> list[Case]:
    facs = {1: 2, 25: 0, 12: 5}
    make_ckplus(Path("in/ck"), [
        {"id": "S005_001", "emotion": "happy", "facs": facs, "landmarks": True},
        {"id": "S010_002", "emotion": "surprise", "facs": facs, "landmarks": True},
    ])  # fmt: skip
    make_samm(Path("in/samm"), [
        {"Filename": "006_1_2", "Action Units": "6+12"},
        {"Filename": "007_1_1", "Action Units": "AU1A+2C(B)"},
        {"Filename": "008_2_1", "Type": "Micro - 1/2", "Offset": 0},
    ])  # fmt: skip
    texts = [str(f) for f in Path("in/ck").rglob("*.txt")]
    books = [str(f) for f in Path("in/samm").rglob("*.xlsx")]
    return [
        Case("CK+ labels", texts, _reading(_index, "ckplus", "in/ck", {"has_images": True}), 3),
        Case("CK+ landmarks", texts, _reading(_landmarks, "ckplus", "in/ck", "dataset"), 3),
        Case(
            "SAMM workbook",
            books,
            _reading(_index, "samm", "in/samm", LABELS | {"has_images": True}),
            3,
        ),
    ]


def _index(reader: str, path: str, settings: dict) -> pd.DataFrame:
    return filter_sequences(load_reader(reader).index(path, settings), FILTER)


def _landmarks(reader: str, path: str, backend: str, **settings) -> tuple[list, list]:
    """Go from raw files to landmarks, as the rules do."""
    root = Path(path) if Path(path).is_dir() else Path(path).parent
    table = _index(reader, path, {"has_images": reader == "ckplus"})
    clips = resample_frames(table, 4)
    shards = shard_frames(want_frames(clips), table, make_backend(backend, settings), root, 1)[
        "shards"
    ]
    told = [
        f"{row.status} {row.reason}"
        for row in table.itertuples()
        if row.status != "ok" or row.reason
    ]
    found = []
    for members in shards.values():
        extract_landmarks(members, root, backend, settings, Path("out/landmarks.h5"))
        rows = read_landmarks("out/landmarks.h5")
        told += [reason for reason in rows.reason if reason]
        found += [rows.landmarks.tobytes(), list(rows.sequence_id), rows.frame_number.tobytes()]
    return found, told


def _sheets() -> list[Case]:
    root = Path("in/own")
    make_images(root / "smile", [f"{k:02d}.png" for k in range(1, 11)])
    make_video(root / "two.mp4", 10)
    write_sheet(root / "clips.tsv", "clip | path | subject | emotion | onset | apex | face",
                "s1 | smile | a | happy | 1 | 9 | largest",
                "s2 | two.mp4 | b | surprise | 2 | 10 | left",
                "s3 | two.mp4 | b | | | | 10,20")  # fmt: skip
    rows = [line.split("\t") for line in (root / "clips.tsv").read_text().splitlines()]
    (root / "clips.csv").write_text("".join(";".join(row) + "\n" for row in rows))
    _save_book(root / "clips.xlsx", [rows])
    files = [*map(str, (root / "smile").glob("*.png")), f"{root}/two.mp4"]
    return [
        Case(f"sample sheet {name}", [f"{root}/{name}"] * 8 + files,
             _reading(_index, "custom", f"{root}/{name}", {"has_images": True}), 3)
        for name in ("clips.tsv", "clips.csv", "clips.xlsx")
    ]  # fmt: skip


def _save_book(path: Path, sheets: list[list[list]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for k, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{k}")
        for row in rows:
            sheet.append([int(cell) if str(cell).isdigit() else cell for cell in row])
    book.save(path)


def _tables(rng: np.random.Generator) -> list[Case]:
    """Write landmark tables of every program: two sequences, one row per frame."""
    plain = ["frame", "confidence", "success"]
    pyfeat = ["frame", "FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore"]
    kinds = {
        "openface": (plain, N, [1, 0.98, 1], {}),
        "table": (plain, N, [1, 0.98, 1], {}),
        "pyfeat": (pyfeat, N, [0, 10, 20, 90, 90, 0.99], {"first_frame": 0}),
        "mediapipe": (["frame"], 478, [1], {"image_size": [640, 480]}),
    }
    cases = []
    for backend, (columns, points, begin, settings) in kinds.items():
        root = Path(f"in/{backend}")
        root.mkdir()
        names = [f"{axis}_{k}" for axis in "xy" for k in range(points)]
        for name in ("one.csv", "two.csv"):
            face = _face(rng, points).T.ravel() * (1 if points > N else 300)
            rows = [[begin[0] + f, *begin[1:], *(face * (1 + 0.01 * f)).round(4)] for f in range(6)]
            pd.DataFrame(rows, columns=columns + names).to_csv(root / name, index=False)
        rows = ("one | one.csv | a | happy", "two | two.csv | b | surprise")
        write_sheet(root / "sheet.tsv", "clip | path | subject | emotion", *rows)
        files = [f"{root}/{name}" for name in ("one.csv", "two.csv", "sheet.tsv")]
        run = _reading(_table_landmarks, f"{root}/sheet.tsv", backend, settings)
        cases.append(Case(f"tables of {backend}", files, run, 0.3 if points > N else 1))
    return cases


def _face(rng: np.random.Generator, points: int) -> np.ndarray:
    """Return an upright face as fractions of the image, (points, 2): eyes above the mouth."""
    face = np.full((N, 2), 0.5)
    face[36:42], face[42:48], face[48:] = (0.35, 0.4), (0.65, 0.4), (0.5, 0.75)
    face += rng.uniform(-0.05, 0.05, face.shape)
    if points == N:
        return face
    mesh = rng.uniform(0.3, 0.7, (points, 2))
    for landmark, of in zip(face, mesh_points(), strict=True):
        mesh[list(of)] = landmark
    return mesh


def _table_landmarks(sheet: str, backend: str, settings: dict) -> tuple[list, list]:
    return _landmarks("custom", sheet, backend, **settings)


# Long videos


def _spotting() -> list[Case]:
    root = Path("in/spot")
    make_images(root / "rawpic/s15/15_0101disgustingteeth", [f"img{k}.jpg" for k in range(1, 13)])
    codes = [["1", "anger1_1", "3", "5", "9", "4+7", "negative", "macro-expression", "anger"],
             ["1", "happy1_2", "2", "4", "0", "12", "positive", "micro-expression", "happyiness"],
             ]  # fmt: skip
    _save_book(
        root / "CAS(ME)^2code_final.xlsx",
        [codes, [["x", "s15", "1"]], [["101", "anger1"], ["102", "happy1"]]],
    )
    make_images(root / "three/part_A/spNO.1/a/color", [f"{k}.jpg" for k in range(8, 20)])
    third = [["Subject", "Filename", "Onset", "Apex", "Offset", "AU", "Expression", "emotion"],
             ["spNO.1", "a", "9", "11", "15", "4", "Macro-expression", "happy"],
             ["spNO.1", "a", "10", "12", "18", "4", "Micro-expression", "Others"]]  # fmt: skip
    _save_book(root / "three/cas(me)3_part_A_v2.xlsx", [third])
    make_video(root / "own/v.mp4", 10)
    write_sheet(root / "own/videos.tsv", "video | subject | fps | face", "v.mp4 | a | 25 | largest")
    write_sheet(root / "own/truth.tsv", "video | type | onset | apex | offset | emotion",
                "v | macro | 2 | 4 | 6 | happy", "v | micro | 7 | 8 | 9 |")  # fmt: skip
    make_samm(root / "samm", [{"Filename": "006_1_2"}, {"Filename": "006_1_3", "Type": "Micro"}])
    (root / "a.csv").write_text("vid,pred_onset,pred_offset,type\n006_1,10,90,mae\n006_1,5,9,me\n")
    (root / "b.txt").write_text(
        "1\n006_1 100 200 110 214 TP\n006_1 300 400 - - FN\n006_2 - - 1 106 FP\n"
    )
    (root / "c.csv").write_text(
        "subject,video,onset,offset,emotion\n006,006_1,3,9,Happiness\n007,007_1,1,4,x\n"
    )
    reader = {
        "casme2": root,
        "casme3": root / "three",
        "table": root / "own/videos.tsv",
        "samm": root / "samm",
    }
    suffixes = (".xlsx", ".tsv", ".mp4")
    cases = []
    for name, path in reader.items():
        beside = sorted((path if path.is_dir() else path.parent).rglob("*"))
        files = [
            f for f in beside if f.suffix in suffixes and (name != "casme2" or f.parent == root)
        ]
        run = _reading(_truth, name, str(path))
        cases.append(Case(f"truth of {name}", [*map(str, files)], run, 3))
    for name in ("a.csv", "b.txt", "c.csv"):
        run = _reading(_submission, root / name)
        cases.append(Case(f"submission {name}", [f"{root}/{name}"], run, 2))
    return cases


def _truth(name: str, path: str) -> pd.DataFrame:
    reader = load_video_reader(name)
    videos = make_videos(reader.list_videos(path, None), path)
    annotations = reader.read_truth(path, LABELS)
    truth = make_truth(annotations, Rules(), last_frames(videos))
    return pd.concat([truth, videos])


def _submission(path: Path) -> tuple[list, list]:
    said = read_submission(path)
    return said.intervals, said.notes


# Settings


def _settings() -> list[Case]:
    config = yaml.safe_load((ROOT / "config.yaml").read_text())
    Path("in/config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    Path("in/mine.yaml").write_text(yaml.safe_dump(LITTLE, sort_keys=False))
    return [
        Case(name, [file], _reading(_plan, Path(file)), 4)
        for name, file in (("settings", "in/config.yaml"), ("own settings", "in/mine.yaml"))
    ]


def _plan(path: Path) -> tuple[list, list]:
    """Check settings as the planning of a run does, which reports missing files in sentences."""
    try:
        check_syntax(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    config = with_defaults(typed(given), ROOT / "config.yaml")
    restore_whole(config, given)
    validate_config(config)
    check_paths(config, RENDERED)
    return sorted(make_datasets(config, RENDERED)), []
