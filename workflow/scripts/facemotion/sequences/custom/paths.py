"""Check the paths in a sample sheet: accept either Unicode form, and suggest corrections."""

import re
import unicodedata
from pathlib import Path

# Patterns of paths that cannot work, and what to do instead.
_HINTS = {
    r"\w+://.*": "download it first",
    r"~.*": "write the full path, because ~ is not expanded",
    r".*\\.*": "write / instead of \\",
    r".*(%0?\d*d|[*?]).*": "name the folder, without a pattern for its images",
}


def find_other_form(sheet: Path, path: str) -> str:
    """Return a path in the Unicode form in which its file exists: macOS decomposes names."""
    if not _exists(sheet, path):
        for form in ("NFC", "NFD"):
            if _exists(sheet, unicodedata.normalize(form, path)):
                return unicodedata.normalize(form, path)
    return path


def path_problems(sheet: Path, path: str | None) -> list[str]:
    """Return messages if a path, relative to the folder of the sheet, does not exist."""
    if path is None or _exists(sheet, path):
        return []
    hint = next((words for form, words in _HINTS.items() if re.fullmatch(form, path)), "")
    told = f"path is {path!r}, but there is no such file or folder, relative to {sheet.parent}"
    return [f"{told}: {hint}" if hint else told]


def _exists(sheet: Path, path: str) -> bool:
    try:
        return Path(sheet.parent, path).exists()
    except (OSError, ValueError):  # the name is too long, or a folder lacks access permission
        return False
