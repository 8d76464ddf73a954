"""Small data sets on disk, made to order."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

# One grey pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154081d6368000000820081f0aae3220000000049454e44ae426082"
)

CKPLUS_CODES = {
    "neutral": 0,
    "anger": 1,
    "contempt": 2,
    "disgust": 3,
    "fear": 4,
    "happy": 5,
    "sad": 6,
    "surprise": 7,
}

# Table I of the paper: labelled sequences of CK+, and those with at least 10 frames.
TABLE_I = {
    "anger": (45, 39),
    "contempt": (18, 12),
    "disgust": (59, 46),
    "fear": (25, 20),
    "happy": (69, 62),
    "sad": (28, 21),
    "surprise": (83, 69),
}


def make_ckplus(root: Path, spec: Iterable[Mapping], image: bytes = PNG) -> Path:
    """Write a CK+ tree, as the original is laid out.

    `spec` has a mapping a sequence: ``id`` (S005_001), ``frames`` (a count or the frame numbers;
    11), ``emotion`` (a name or None; without one the label folder is empty), ``facs`` (action unit
    to intensity in CK+'s coding, or None), ``landmarks`` (bool). Returns `root`.
    """
    for sequence in spec:
        sequence = {"frames": 11, "emotion": None, "facs": None, "landmarks": False} | sequence
        name = sequence["id"]
        folder = name.replace("_", "/")
        frames = sequence["frames"]
        numbers = range(1, frames + 1) if isinstance(frames, int) else list(frames)
        stem = f"{name}_{max(numbers, default=1):08d}"
        images = root / "cohn-kanade-images" / folder
        images.mkdir(parents=True)
        for number in numbers:
            (images / f"{name}_{number:08d}.png").write_bytes(image)
        labels = root / "Emotion" / folder
        labels.mkdir(parents=True)
        if sequence["emotion"] is not None:
            code = CKPLUS_CODES[sequence["emotion"]]
            (labels / f"{stem}_emotion.txt").write_text(f"   {code:.7e}\n")
        if sequence["facs"] is not None:
            lines = [f"   {au:.7e}   {i:.7e}\n" for au, i in sequence["facs"].items()]
            write(root / "FACS" / folder / f"{stem}_facs.txt", "".join(lines))
        for number in numbers if sequence["landmarks"] else ():
            file = root / "Landmarks" / folder / f"{name}_{number:08d}_landmarks.txt"
            write(file, "   1.0000000e+00   2.0000000e+00\n" * 68)
    return root


def write(path: Path, text: str = "") -> Path:
    """Write a text file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def table_i_spec(total: int = 593) -> list[dict]:
    """Give the `spec` of a tree with the paper's counts: labels, and lengths around 10 frames."""
    emotions = []
    for emotion, (labelled, long_enough) in TABLE_I.items():
        emotions += [(emotion, 10 + k % 3) for k in range(long_enough)]
        emotions += [(emotion, 9 - k % 3) for k in range(labelled - long_enough)]
    emotions += [(None, 8 + k % 5) for k in range(total - len(emotions))]
    return [
        {"id": f"S{5 + k // 5:03d}_{1 + k % 5:03d}", "emotion": emotion, "frames": frames}
        for k, (emotion, frames) in enumerate(emotions)
    ]


SAMM_COLUMNS = (
    "Subject",
    "Filename",
    "Inducement Code",
    "Onset",
    "Apex",
    "Offset",
    "Duration",
    "Type",
    "Action Units",
    "Notes",
)


def make_samm(
    root: Path,
    rows: Iterable[Mapping],
    version: int = 3,
    videos: Mapping[str, int | Iterable[int]] | None = None,
    header_row: int = 10,
    titles: Mapping[str, str] | None = None,
    frames_folder: str = "SAMM_longvideos",
    image: bytes = b"",
) -> Path:
    """Write a tree of SAMM Long Videos, as the original is laid out, with a real workbook.

    `rows` has a mapping a row of the workbook, column title to cell; what it leaves out is a
    plausible macro-expression of 31 frames, and None leaves a cell empty. Columns that no original
    has (Estimated Emotion) are added. `titles` renames columns; a column renamed to "" is left
    out. `videos` maps videos (006_1) to a count of frames or to their numbers; without it, each
    video that a Filename names has 60. Returns `root`.
    """
    rows = [_samm_row(row) for row in rows]
    columns = list(dict.fromkeys([*SAMM_COLUMNS, *(title for row in rows for title in row)]))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "FACS_Movement_Only"
    shown = {column: (titles or {}).get(column, column) for column in columns}
    columns = [column for column in columns if shown[column]]
    if header_row > 1:
        sheet.cell(1, 1, "SAMM Long Videos")
    for k, column in enumerate(columns, start=1):
        sheet.cell(header_row, k, shown[column])
        for n, row in enumerate(rows, start=header_row + 1):
            sheet.cell(n, k, row.get(column))
    root.mkdir(parents=True, exist_ok=True)
    book.save(root / f"SAMM_LongVideos_V{version}_Release.xlsx")
    if videos is None:
        names = [str(row["Filename"]) for row in rows if row["Filename"]]
        videos = {name.strip().rpartition("_")[0]: 60 for name in names if name.count("_") == 2}
    for video, frames in videos.items():
        folder = root / frames_folder / video
        folder.mkdir(parents=True)
        for number in range(1, frames + 1) if isinstance(frames, int) else frames:
            (folder / f"{video}_{number:04d}.jpg").write_bytes(image)
    return root


def _samm_row(row: Mapping) -> dict:
    name = row.get("Filename", "006_1_2")
    return {
        "Subject": int(name[:3]) if str(name)[:3].isdigit() else None,
        "Filename": name,
        "Inducement Code": 1,
        "Onset": 10,
        "Apex": 20,
        "Offset": 40,
        "Duration": 31,
        "Type": "Macro",
        "Action Units": "6+12",
        "Notes": None,
    } | dict(row)
