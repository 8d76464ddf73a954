"""What pip and venv print when they fail, in one sentence with the mend.

The syntax is that of any Python, as in bootstrap.py.
"""

import re

DISK_FULL = (
    "the disk is full, .venv takes 1.8 GB and pip's downloads 0.5 GB: make room and call again"
)

FAILURES = (  # the first pattern found in the output counts
    (r"Errno (?:28|122)\b", DISK_FULL),
    (r"(Errno (?:13|30)\].*)", "writing was refused (%s): make that place writable and call again"),
    (
        r"(?i)NewConnection|NameResolution|Connection ?(?:Reset|Refused|Aborted|Broken)|timed out|"
        r"ConnectTimeout|ProxyError|ProtocolError|SSLError|Max retries|HTTP error 5",
        "the package index was not reached: check the network, or name a proxy (HTTPS_PROXY) or "
        "a mirror (PIP_INDEX_URL), and call again",
    ),
    (
        r"(?:No matching distribution found for|ERROR: Cannot install) (\S+)",
        "no wheel of %s was found that fits this machine and constraints.txt: check the network "
        "and PIP_INDEX_URL (Linux on x86_64 has all wheels), and call again",
    ),
    (r"(?im).*^(error.*)$", "it failed (%s): mend that and call again"),
)


def explain(output):
    """Turn the whole output of a failed step into one sentence, without its full stop."""
    for pattern, sentence in FAILURES:
        match = re.search(pattern, output)
        if match:
            return sentence % match.groups() if "%s" in sentence else sentence
    return "it failed without a reason: call again"
