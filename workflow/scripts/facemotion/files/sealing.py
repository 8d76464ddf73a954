"""A digest behind a file's own content, by which any changed byte is noticed."""

import hashlib
from pathlib import Path

_MARK = b"sha256  "  # then the digest, the last bytes of a file
_BLOCK = 2**20  # bytes that are read at once


def seal(path: str | Path) -> None:
    """Write the digest of a file behind its content."""
    with Path(path).open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        file.write(_MARK + digest)


def is_sealed(path: str | Path) -> bool:
    """Tell whether a file's last bytes are the digest of those before."""
    digest, end = hashlib.sha256(), len(_MARK) + hashlib.sha256().digest_size
    with Path(path).open("rb") as file:
        left = file.seek(0, 2) - end
        file.seek(0)
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
        return left == 0 and file.read() == _MARK + digest.digest()
