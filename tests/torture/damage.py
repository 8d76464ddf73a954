"""Ways to damage files, drawn by a seeded generator, as disks, copies, programs and people do.

Each takes a random generator and a file, changes it, and returns a description. After some, the
file cannot be valid any more, because of its checksum or structure; after others, it may still be a
valid file, such as a table with another digit.
"""

import json
import random
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import yaml

Damage = Callable[[random.Random, Path], str]

# What a cell, a setting or a value may be replaced by.
ODD = (
    "", " ", "x", "nan", "NaN", "inf", "-inf", "1e400", "-1", "0", "00", "1.5", "1,5", "1e3", "+7",
    "٣", "²", "½", "99999999999", "9" * 30, "-" + "9" * 30, "0x1f", "1_000", "True", "null", "None",
    "#N/A", "\u00e9", "\u202e1", "a b", "../../etc/passwd", "/dev/null", "*", "{frame}",
    "{frame:d}",
    "{", "%s", "'", '"', "1-3,2-4", "5-1", "0-99999999999", "x" * 5000, "=1+1", "a\\b", "\x00",
    "\x07", "con", "happy", "ok", "S001",
)  # fmt: skip
VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1,
    0.5,
    1e308,
    10**30,
    "",
    "x",
    "nan",
    [],
    [[]],
    {},
    {"x": 1},
    [1, "x"],
    "9" * 30,
)
CHECKED = (".h5", ".safetensors")  # a checksum covers every byte
STRUCTURED = (*CHECKED, ".png", ".json", ".xlsx")  # truncation is always noticed
TEXTS = (".tsv", ".csv", ".txt", ".json", ".yaml")


def damage(rng: random.Random, path: Path, own: bool) -> tuple[str, bool]:
    """Damage a file in a random way that applies to its type.

    Parameters
    ----------
    rng
        Random generator for the way and the place.
    path
        The file.
    own
        Whether the project wrote the file, which therefore ends with a line feed.

    Returns
    -------
    words
        Description of the damage.
    sure
        Whether the file cannot be valid any more.
    """
    suffix = path.suffix.lower()
    ways: list[Damage] = [empty, truncate, garbage, remove, folder, flip, flip, zero]
    if suffix in TEXTS:
        ways += [drop_line, repeat_line, swap_lines, *[odd_cell] * 4, drop_column, repeat_column]
        ways += [wide_row, endings, insert, latin]
    ways += {
        ".json": [odd_value, odd_value, odd_value, drop_key],
        ".yaml": [odd_setting] * 12,
        ".xlsx": [odd_workbook, odd_workbook, odd_workbook, odd_workbook],
        ".png": [bomb],
    }.get(suffix, [])
    way = rng.choice(ways)
    before = path.read_bytes()
    words = way(rng, path)
    return f"{way.__name__} {words}".strip(), _is_sure(way, path, before, own)


def _is_sure(way: Damage, path: Path, before: bytes, own: bool) -> bool:
    if way in (remove, folder):
        return own  # a user's file may be valid with fewer lines
    if way in (empty, garbage):
        return True
    suffix, after = path.suffix.lower(), path.read_bytes()
    if after == before:
        return False
    if way in (flip, zero):
        return suffix in CHECKED
    if way is truncate:
        return suffix in STRUCTURED or (own and suffix in TEXTS and not after.endswith(b"\n"))
    return way is bomb


def empty(rng: random.Random, path: Path) -> str:
    path.write_bytes(b"")
    return ""


def truncate(rng: random.Random, path: Path) -> str:
    data = path.read_bytes()
    # After JSON's last brace, there is only a line feed.
    end = (
        rng.randrange(max(1, len(data.rstrip()) - 1))
        if rng.random() < 0.7
        else len(data.rstrip()) - 1
    )
    path.write_bytes(data[: max(0, end)])
    return f"to {end} of {len(data)} bytes"


def garbage(rng: random.Random, path: Path) -> str:
    path.write_bytes(rng.randbytes(rng.choice((1, 7, 300, 5000))))
    return ""


def remove(rng: random.Random, path: Path) -> str:
    path.unlink()
    return ""


def folder(rng: random.Random, path: Path) -> str:
    path.unlink()
    path.mkdir()
    return ""


def flip(rng: random.Random, path: Path) -> str:
    data = bytearray(path.read_bytes())
    places = [rng.randrange(len(data)) for _ in range(rng.choice((1, 1, 1, 3)))] if data else []
    for place in places:
        data[place] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"a bit of the bytes {places}"


def zero(rng: random.Random, path: Path) -> str:
    data = bytearray(path.read_bytes())
    begin = rng.randrange(max(1, len(data)))
    block = rng.choice((8, 64, 512, 4096))
    data[begin : begin + block] = bytes(len(data[begin : begin + block]))
    path.write_bytes(data)
    return f"{block} bytes from {begin}"


def bomb(rng: random.Random, path: Path) -> str:
    """Change the size in a PNG's header, with a correct checksum."""
    data = bytearray(path.read_bytes())
    size = rng.choice([(60000, 60000), (2**31 - 1, 1), (0, 10), (1, 10**9), (20000, 20000)])
    if data[12:16] == b"IHDR":
        struct.pack_into(">II", data, 16, *size)
        struct.pack_into(">I", data, 29, zlib.crc32(data[12:29]))
    path.write_bytes(data)
    return f"{size}"


# Text files


def drop_line(rng: random.Random, path: Path) -> str:
    lines = _lines(path)
    k = rng.randrange(len(lines))
    _write(path, lines[:k] + lines[k + 1 :])
    return f"{k + 1}"


def repeat_line(rng: random.Random, path: Path) -> str:
    lines = _lines(path)
    k = rng.randrange(len(lines))
    _write(path, lines[: k + 1] + lines[k:])
    return f"{k + 1}"


def swap_lines(rng: random.Random, path: Path) -> str:
    lines = _lines(path)
    a, b = (rng.randrange(len(lines)) for _ in range(2))
    lines[a], lines[b] = lines[b], lines[a]
    _write(path, lines)
    return f"{a + 1} and {b + 1}"


def odd_cell(rng: random.Random, path: Path) -> str:
    lines = _lines(path)
    k = rng.randrange(len(lines))
    cells, joint = _cells(lines[k])
    c = rng.randrange(len(cells))
    cells[c] = rng.choice(ODD) + ("\n" if cells[c].endswith("\n") else "")
    lines[k] = joint.join(cells)
    _write(path, lines)
    return f"{cells[c].strip()[:30]!r} in line {k + 1}, cell {c + 1}"


def drop_column(rng: random.Random, path: Path) -> str:
    rows = [_cells(line) for line in _lines(path)]
    c = rng.randrange(len(rows[0][0]))
    _write(path, [joint.join(_ended(cells[:c] + cells[c + 1 :])) for cells, joint in rows])
    return f"{c + 1}"


def repeat_column(rng: random.Random, path: Path) -> str:
    rows = [_cells(line) for line in _lines(path)]
    c = rng.randrange(len(rows[0][0]))
    _write(
        path,
        [joint.join([*(x.strip("\n") for x in cells[c : c + 1]), *cells]) for cells, joint in rows],
    )
    return f"{c + 1}"


def wide_row(rng: random.Random, path: Path) -> str:
    lines = _lines(path)
    k = rng.randrange(len(lines))
    cells, joint = _cells(lines[k])
    lines[k] = joint.join(["x", *cells])
    _write(path, lines)
    return f"{k + 1}"


def endings(rng: random.Random, path: Path) -> str:
    end = rng.choice(("\r\n", "\r", "\n\n", "\x0b", "\u2028"))
    _write(path, [line.replace("\n", end) for line in _lines(path)])
    return repr(end)


def insert(rng: random.Random, path: Path) -> str:
    text, what = (
        "".join(_lines(path)),
        rng.choice(("\ufeff", "\x00", '"', "\t", ",", "\n", "#", "\ud7ff")),
    )
    k = rng.randrange(len(text) + 1)
    _write(path, [text[:k], what, text[k:]])
    return f"{what!r} at {k}"


def latin(rng: random.Random, path: Path) -> str:
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-32"))
    path.write_bytes("".join(_lines(path)).encode(encoding, errors="replace"))
    return encoding


# JSON files and workbooks


def odd_value(rng: random.Random, path: Path) -> str:
    value = json.loads(path.read_text(encoding="utf-8"))
    place, holder, key = rng.choice(list(_places(value)))
    holder[key] = rng.choice(VALUES)
    _dump(value, path)
    return f"{str(holder[key])[:30]!r} at {place}"


def drop_key(rng: random.Random, path: Path) -> str:
    value = json.loads(path.read_text(encoding="utf-8"))
    place, holder, key = rng.choice(list(_places(value)))
    del holder[key]
    _dump(value, path)
    return place


def odd_workbook(rng: random.Random, path: Path) -> str:
    book = openpyxl.load_workbook(path)
    sheet = rng.choice(book.worksheets)
    row, column = rng.randint(1, sheet.max_row), rng.randint(1, sheet.max_column)
    odd = rng.choice([*ODD, 3.7, -2, 10**12, True, None, float(10**20)])
    odd = re.sub(r"[\x00-\x1f]", "?", odd) if isinstance(odd, str) else odd
    kind = rng.choice(("cell", "cell", "cell", "row", "column", "sheet"))
    if kind == "cell":
        sheet.cell(row, column).value = odd
    elif kind == "row":
        sheet.delete_rows(row)
    elif kind == "column":
        sheet.delete_cols(column)
    else:
        sheet.title = "y"
        sheet.insert_rows(1)
    book.save(path)
    return f"{kind} {row}, {column}: {str(odd)[:30]!r}"


def odd_setting(rng: random.Random, path: Path) -> str:
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    place, holder, key = rng.choice(list(_places(tree)))
    holder[key] = rng.choice((*VALUES, *ODD))
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return f"{str(holder[key])[:30]!r} at {place}"


def _places(value, path: str = ""):
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in entries:
        yield f"{path}/{key}", value, key
        yield from _places(inner, f"{path}/{key}")


def _dump(value, path: Path) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    return text.splitlines(keepends=True) or [""]


def _write(path: Path, parts: list[str]) -> None:
    path.write_bytes("".join(parts).encode("utf-8", errors="surrogateescape"))


def _cells(line: str) -> tuple[list[str], str]:
    joint = next((joint for joint in ("\t", ",", ";", ": ") if joint in line), " ")
    return line.split(joint), joint


def _ended(cells: list[str]) -> list[str]:
    return cells if not cells or cells[-1].endswith("\n") else [*cells[:-1], cells[-1] + "\n"]


def restore(path: Path, whole: Path) -> None:
    """Restore the intact file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    shutil.copy2(whole, path)
