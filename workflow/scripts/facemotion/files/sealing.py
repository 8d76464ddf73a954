"""A digest appended to a file, which reveals any changed byte."""

import hashlib
from pathlib import Path

_MARK = b"sha256  "  # precedes the digest, which is at the end of the file
_BLOCK = 2**20  # bytes read at a time


def seal(path: str | Path) -> None:
    """Append the digest of a file's content to the file."""
    with Path(path).open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        file.write(_MARK + digest)


def is_sealed(path: str | Path) -> bool:
    """Return whether a file ends with the digest of the preceding bytes."""
    digest, end = hashlib.sha256(), len(_MARK) + hashlib.sha256().digest_size
    with Path(path).open("rb") as file:
        left = file.seek(0, 2) - end
        file.seek(0)
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
        return left == 0 and file.read() == _MARK + digest.digest()
