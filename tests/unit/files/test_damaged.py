"""Whatever is wrong with a file of an earlier stage, one sentence says where, and what should be.

Each row of `DAMAGE` damages a file that is read without complaint before.
"""

import re
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import load_file, save_file

from clips_builder import sequences
from dataset_builder import CLASSES, NAMES
from facemotion.clips.resampling import resample_frames
from facemotion.clips.table import read_clips
from facemotion.clips.wanted import read_wanted, want_frames
from facemotion.dataset.contract import read_dataset, write_dataset
from facemotion.dataset.frames_layout import LAYOUT as FRAMES_LAYOUT
from facemotion.dataset.table import read_clip_table
from facemotion.errors import DamagedFileError
from facemotion.explanation.maps import open_maps, write_maps
from facemotion.explanation.planted_maps import PlantedMaps, read_planted_maps, write_planted_maps
from facemotion.files import hdf5
from facemotion.files.json_file import read_json, write_json
from facemotion.files.sealing import seal
from facemotion.files.tsv import write_table
from facemotion.files.weights import read_weights, write_weights
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.models.frame_stack import FrameStack
from facemotion.models.tables import read_fold_predictions, read_history, read_predictions
from facemotion.sequences.table import read_sequences
from facemotion.splits.folds import read_split
from report_builder import make_clips, make_history, make_maps

TENSORS = {"a.weight": torch.arange(6.0).reshape(2, 3), "a.bias": torch.zeros(2)}
NETWORK = {"network": "tcn", "shape": [2, 68, 20]}
PREDICTIONS = pd.DataFrame(
    {"clip_id": ["c0", "c1"], "subject": "S1", "class": "happy", "predicted": "sad"}
    | {f"p_{name}": "0.142857" for name in NAMES}
)
WHOLE_PREDICTIONS = PREDICTIONS.assign(
    status="ok", reason="", emotion="happy", trained_on="demo", uncertain="no", in_training="no"
)
CLIP_TABLE = pd.DataFrame(
    {"clip_id": ["c0"], "subject": "S1", "emotion": "", "class": "", "failed_frames": 0}
    | {"status": "ok", "reason": ""}
)
SPLIT = {
    "schema_version": 1,
    "dataset": {"name": "mine", "classes": CLASSES.as_json(), "frames": 20},
    "scheme": "grouped",
    "settings": {},
    "clips": 3,
    "folds": [{"train": ["c0", "c1"], "test": ["c2"]}, {"train": ["c2"], "test": ["c0", "c1"]}],
}
SUMMARY = {
    "schema_version": 2,
    "dataset": SPLIT["dataset"],
    **{"parameters": 7, "train_clips": 2, "test_clips": 1, "epochs": 2, "seed": 1},
    "layers": [{"words": "input", "output": [20, 68, 2], "parameters": 0}],
    **{"final_fall": 0.01, "settled": True, "temperature": 1.0},
    "versions": {"torch": "2"},
}
SHARDS = {
    "schema_version": 1,
    "shards": {
        "000-0123456789ab": [
            {"sequence_id": "s", "frame_pattern": "x", "frame_numbers": "1-3", "fingerprint": "0"}
        ]
    },
}


def make_landmarks(path: Path) -> None:
    points = np.full((68, 2), 5, "f4")
    faces = [Face(FrameStatus.OK, points + k, np.ones(4, "f4"), 1.0, (64, 48)) for k in range(3)]
    write_landmarks([("s", k, face) for k, face in enumerate(faces)], "dlib 20", path)


def make_frames(path: Path) -> None:
    arrays = {
        "frames": np.ones((3, 20, 8, 8), "u1"),
        "filled": np.zeros((3, 20), "u1"),
        "clip_id": np.array(["c0", "c1", "c2"], object),
    }
    hdf5.write(path, FRAMES_LAYOUT, arrays, crop="face", settings_digest="x")


def make_maps_file(path: Path) -> None:
    about = {"dataset": "mine", "model": "tcn", "scheme": "grouped", "settings_digest": "x"}
    write_maps(make_maps(make_clips(3)), path, **about)


def make_planted(path: Path) -> None:
    maps = dict.fromkeys(("truth", "gradcam"), np.ones((7, 68, 20), "f4"))
    write_planted_maps(PlantedMaps(maps, on_pixels=False), "tcn", path)


def table_of(rows: pd.DataFrame) -> Callable[[Path], None]:
    return lambda path: write_table(rows, path)


def json_of(value: dict, schema: str) -> Callable[[Path], None]:
    return lambda path: write_json(value, path, schema)


def json_by(schema: str) -> Callable[[Path], object]:
    return lambda path: read_json(path, schema)


def two_predictions(path: Path) -> object:
    return read_fold_predictions(path, CLASSES, ["c0", "c1"])


def all_maps(path: Path) -> object:
    with open_maps(path) as maps:
        return maps.maps[:], maps.random_maps[:]


def every_frame(path: Path) -> object:
    return FrameStack(path, np.array(["c0", "c1", "c2"], object))[[0, 1, 2]]


# A file to what writes it and what reads it.
KINDS = {
    "landmarks.h5": (make_landmarks, read_landmarks),
    "dataset.h5": (
        lambda path: write_dataset(make_clips(3), path, settings_digest="x"),
        read_dataset,
    ),
    "frames.h5": (make_frames, every_frame),
    "maps.h5": (make_maps_file, all_maps),
    "planted.h5": (make_planted, read_planted_maps),
    "weights.safetensors": (
        lambda path: write_weights(TENSORS, NETWORK, path),
        lambda path: read_weights(path, NETWORK, TENSORS),
    ),
    "sequences.tsv": (table_of(sequences(3)), read_sequences),
    "clips.tsv": (table_of(resample_frames(sequences(3), 5)), read_clips),
    "frames.tsv": (table_of(want_frames(resample_frames(sequences(3), 5))), read_wanted),
    "dataset.tsv": (table_of(CLIP_TABLE), read_clip_table),
    "history.tsv": (table_of(make_history()), read_history),
    "predictions.tsv": (table_of(PREDICTIONS), two_predictions),
    "mine.tsv": (table_of(WHOLE_PREDICTIONS), lambda path: read_predictions(path, CLASSES)),
    "split.json": (json_of(SPLIT, "split"), read_split),
    "shards.json": (json_of(SHARDS, "shards"), json_by("shards")),
    "summary.json": (json_of(SUMMARY, "summary"), json_by("summary")),
}

Damage = Callable[[Path], None]


def removed(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_utf8(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3] + b"\xff\xfe\n")


def text(old: str, new: str) -> Damage:
    """Replace the first place of a text."""

    def damage(path: Path) -> None:
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new, 1))

    return damage


def without_line(number: int) -> Damage:
    def damage(path: Path) -> None:
        lines = path.read_text().splitlines(True)
        path.write_text("".join(lines[: number - 1] + lines[number:]))

    return damage


def number(array: str, value: float) -> Damage:
    """Set the first number of an array."""

    def damage(path: Path) -> None:
        with h5py.File(path, "a") as file:
            file[array][(0,) * file[array].ndim] = value
        seal(path)

    return damage


def array(name: str, change: Callable[[np.ndarray], np.ndarray] | None = None) -> Damage:
    """Take an array out, or put it in changed."""

    def damage(path: Path) -> None:
        with h5py.File(path, "a") as file:
            values = file[name][:]
            del file[name]
            if change is not None:
                file[name] = change(values)
        seal(path)

    return damage


def attribute(name: str, value: object = None) -> Damage:
    """Take an attribute out, or put another value in."""

    def damage(path: Path) -> None:
        with h5py.File(path, "a") as file:
            del file.attrs[name]
            if value is not None:
                file.attrs[name] = value
        seal(path)

    return damage


def seal_again(path: Path) -> None:
    """Let a damaged file pass for what was written, so that what reads it has to notice."""
    path.write_bytes(path.read_bytes()[:-40])
    seal(path)


def bit_flipped(name: str) -> Damage:
    """Change a bit within the numbers of an array."""

    def damage(path: Path) -> None:
        with h5py.File(path) as file:
            place = file[name].id.get_chunk_info(0).byte_offset
        content = bytearray(path.read_bytes())
        content[place + 1] ^= 1
        path.write_bytes(content)
        seal_again(path)

    return damage


def letter(old: str, new: str) -> Damage:
    """Change a text of an array or attribute where it lies in the file."""

    def damage(path: Path) -> None:
        content = path.read_bytes()
        assert old.encode() in content
        path.write_bytes(content.replace(old.encode(), new.encode()))

    return damage


def last_bit_flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def tensors(about: dict, **changes: torch.Tensor | None) -> Damage:
    """Write weights anew: of another network, or with tensors changed or taken out."""

    def damage(path: Path) -> None:
        named = {name.replace("__", "."): value for name, value in changes.items()}
        state = {name: value for name, value in (TENSORS | named).items() if value is not None}
        write_weights(state, about, path)

    return damage


def plain(path: Path) -> None:
    """Write weights as another program would, which says nothing of the network."""
    save_file(load_file(path), path)


NAN = torch.tensor([0.0, float("nan")])

DAMAGE = [
    *((name, emptied, "found (no|''|an|content|invalid)") for name in KINDS),
    *((name, halved, "found ") for name in KINDS),
    ("landmarks.h5", removed, ": found an unreadable HDF5 file, expected a complete one"),
    ("landmarks.h5", attribute("schema_version", 99), "version: found 99, expected 3"),
    ("landmarks.h5", attribute("backend"), ", attribute backend: found nothing"),
    ("landmarks.h5", array("box"), ", array box: found nothing, expected the array"),
    ("landmarks.h5", number("landmarks", np.inf), r"landmarks\[0, 0, 0\]: found inf, expected a"),
    ("landmarks.h5", number("landmarks", np.nan), r"landmarks\[0\]: found NaN in a frame that is"),
    ("landmarks.h5", number("frame_status", 9), r"status\[0\]: found 9, expected at most 3"),
    ("landmarks.h5", array("confidence", lambda v: v[:2]), r"shape \(2,\), expected \(row 3\)"),
    ("landmarks.h5", array("landmarks", lambda v: v[:, :67]), r"\(row 3 × landmark 68 × axis 2\)"),
    ("landmarks.h5", array("box", lambda v: v.astype("f8")), "type float64, expected float32"),
    ("landmarks.h5", bit_flipped("landmarks"), "array landmarks: found data that cannot be read"),
    ("dataset.h5", attribute("schema_version"), "schema_version: found nothing, expected 4"),
    ("dataset.h5", attribute("classes"), "attribute classes: found nothing"),
    ("dataset.h5", attribute("class_labels", ["anger"]), "attribute class_labels: found classes"),
    ("dataset.h5", number("label", 7), "array label: found 7, expected at most 6, the last class"),
    ("dataset.h5", number("landmarks", np.nan), "landmarks: found NaN in a clip that is used"),
    ("dataset.h5", array("clip_id", lambda v: v[[0, 0, 1]]), "clip_id: found S000_001 in 2 rows"),
    ("dataset.h5", array("au"), "array au: found nothing"),
    ("dataset.h5", bit_flipped("frame_number"), "frame_number: found data that cannot be read"),
    ("dataset.h5", letter("S000_001", "S000_009"), ": found content that changed"),
    ("dataset.h5", letter("surprise", "surprize"), ": found content that changed"),
    ("frames.h5", attribute("schema_version", 1), "schema_version: found 1, expected 2"),
    ("frames.h5", array("clip_id", lambda v: v[::-1]), "found different clips, expected those"),
    ("frames.h5", bit_flipped("frames"), "array frames: found data that cannot be read"),
    ("maps.h5", bit_flipped("maps"), "array maps: found data that cannot be read"),
    ("maps.h5", attribute("schema_version", 1), "schema_version: found 1, expected 3"),
    ("maps.h5", number("maps", np.nan), r"maps\[0, 0, 0, 0, 0\]: found nan, expected a finite"),
    ("maps.h5", number("probabilities", 2), r"probabilities\[0, 0\]: found 2.0, expected at most"),
    ("maps.h5", array("probabilities", lambda v: v[:, :6]), "a size of 6, expected 7, one a class"),
    ("planted.h5", array("method"), "array method: found nothing"),
    ("planted.h5", attribute("on_pixels"), "attribute on_pixels: found nothing"),
    ("weights.safetensors", tensors(NETWORK, a__bias=NAN), "tensor a.bias: found NaN or infinity"),
    ("weights.safetensors", tensors(NETWORK, a__bias=None), r"a.bias: found nothing, expected \(2"),
    (
        "weights.safetensors",
        tensors(NETWORK, a__weight=torch.zeros(3, 3)),
        r"tensor a.weight: found \(3, 3\), expected \(2, 3\)",
    ),
    ("weights.safetensors", tensors(NETWORK, b=NAN), "tensor b: found .*, expected nothing"),
    (
        "weights.safetensors",
        tensors(NETWORK | {"network": "lstm"}),
        "metadata network: found lstm, expected tcn",
    ),
    ("weights.safetensors", plain, "metadata schema_version: found None, expected 1"),
    ("weights.safetensors", last_bit_flipped, "found numbers that changed after they were written"),
    ("sequences.tsv", text("\tok\t", "\tfine\t"), "column status: found 'fine', expected one of"),
    ("sequences.tsv", text("happy", "glad"), "column emotion: found 'glad', expected one of"),
    ("sequences.tsv", text("\t1-12\t", "\t12-1\t"), "found '12-1', expected rising ranges"),
    ("sequences.tsv", text("\t12\t", "\ttwelve\t"), "line 2, column n_frames: found 'twelve'"),
    ("sequences.tsv", text("S001_001", "S000_001"), "S000_001 is in two rows"),
    ("sequences.tsv", text("apex", "peak"), "header: found the columns .*, expected a column 'ape"),
    ("clips.tsv", without_line(4), "line 4: found position 3 of clip S000_001, expected whole"),
    ("clips.tsv", text("position", "subject"), "header: found the column 'subject' twice"),
    ("clips.tsv", text("\t1\n", "\t1\t1\n"), "found an unreadable table"),
    ("frames.tsv", text("1,", "1;"), "line 2, column frame_numbers: found '1;"),
    ("frames.tsv", no_utf8, "found an unreadable table .*utf-8.*, expected tab-separated UTF-8"),
    ("dataset.tsv", text("\tok\t", "\t\t"), "column status: found '', expected one of ok, interp"),
    ("history.tsv", without_line(2), "line 2, column epoch: found 2, expected 1"),
    ("history.tsv", text("1.5", "nan"), "column train_loss: found 'nan', expected a finite num"),
    ("predictions.tsv", removed, ": found no such file or directory, expected a table"),
    ("predictions.tsv", without_line(3), "line 3: found the end, expected c1, as in the split"),
    ("predictions.tsv", without_line(2), "line 2: found c1, expected c0, as in the split"),
    ("predictions.tsv", text("p_fear", "p_dread"), "expected a column 'p_fear'"),
    ("predictions.tsv", text("0.142857", "1.142857"), "found '1.142857', expected a probability"),
    ("predictions.tsv", text("\tsad\t", "\tcross\t"), "found 'cross', expected one of anger, dis"),
    ("mine.tsv", text("predicted", "guessed"), "expected a column 'predicted'"),
    ("split.json", removed, ": found no such file or directory, expected JSON"),
    ("split.json", text('"schema_version": 1', '"schema_version": 99'), "found 99, expected 1"),
    ("split.json", text("grouped", "random"), "key scheme: found \"random\", expected one of shuf"),
    ("split.json", text('"c1"', '"c2"'), "key folds.0: found the clip c2 in both train and test"),
    ("split.json", text('"clips": 3', '"clips": 4'), "key folds.0: found 3 clips, expected all 4"),
    ("split.json", text('"clips": 3', '"clips": NaN'), "found invalid JSON .the number NaN."),
    ("shards.json", text('"fingerprint"', '"print"'), "found an unknown key 'print'|no key 'fing"),
    ("shards.json", text("000-", "x-"), "key shards: found .*, expected what its schema allows"),
    ("summary.json", text('"seed": 1', '"seed": 1.5'), "key seed: found 1.5, expected a whole num"),
    ("summary.json", text('"epochs": 2', '"epochs": 0'), "key epochs: found 0, expected a whole"),
    ("summary.json", text('"name": "mine"', '"name": 3'), "key dataset.name: found 3, expected"),
]  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_file_is_read(name, tmp_path):
    make, read = KINDS[name]
    make(tmp_path / name)
    read(tmp_path / name)


@pytest.mark.parametrize(("name", "damage", "sentence"), DAMAGE)
def test_a_damaged_file_is_refused_in_one_sentence(name, damage, sentence, tmp_path):
    make, read = KINDS[name]
    path = tmp_path / name
    make(path)
    damage(path)
    with pytest.raises(DamagedFileError, match=sentence) as caught:
        read(path)
    assert caught.value.path == path  # from which job.py makes the command that mends it
    assert re.fullmatch(rf"{re.escape(str(path))}[,:] .*found .+, expected .+\.", str(caught.value))
