"""Turn what venv, pip and uv print when they fail into one sentence that says how to fix it.

The syntax works in any Python, as in bootstrap.py.
"""

import re

GIGABYTES = 2.5  # size of .venv with everything and torch's CPU build
ROOM = (
    ".venv takes " + str(GIGABYTES) + " GB and the downloads 0.5 GB; free some space and call again"
)
DISK_FULL = "the disk is full: " + ROOM
KILLED = "the system stopped uv, probably for lack of memory: free 2 GB of memory and call again"

FAILURES = (  # the first pattern found in the output counts
    (r"(?i)err(?:no|or) (?:28|122)\b", DISK_FULL),
    (
        r"(?i)(Permission denied|Read-only file system)",
        "writing was refused (%s): make .venv and uv's cache (UV_CACHE_DIR) writable and call "
        "again",
    ),
    (
        r"Failed to fetch|Request failed|NewConnection|Max retries|ProtocolError|SSLError",
        "the package index could not be reached: check the network and firewall, or set a proxy "
        "(HTTPS_PROXY) or a mirror (PIP_INDEX_URL), and call again",
    ),
    (
        r"(?:you require|No matching distribution found for) (\S+==[\w.]+)",
        "found no wheel of %s that fits this machine and constraints.txt: check the network and "
        "PIP_INDEX_URL (all wheels exist for Linux on x86_64 and aarch64, and macOS 14 on Apple "
        "silicon), and call again",
    ),
    (r"(Configuration file .*)", "pip's settings cannot be read (%s): correct them and call again"),
    (r"(?i)MemoryError|Cannot allocate memory", KILLED),
    (r"(?im)^(error.*)$", "it failed (%s): fix that and call again"),
)


def explain(output):
    """Return one sentence, without its full stop, for the output of a failed step."""
    for pattern, sentence in FAILURES:
        match = re.search(pattern, output)
        if match:
            return sentence % match.groups() if "%s" in sentence else sentence
    return "it failed without giving a reason: call again"
