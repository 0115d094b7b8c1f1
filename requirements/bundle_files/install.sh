#!/bin/sh
# Needs Python 3.11 or newer with its module venv; needs no network and no rights.
cd "$(dirname "$0")" || exit 2
for python in python3.14 python3.13 python3.12 python3.11 python3; do
    "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
if [ -z "$python" ]; then cat files/no-python.txt; exit 2; fi
"$python" -m venv program &&
    program/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
        --find-links wheels --require-hashes --requirement wheels/lock.txt &&
    program/bin/python -X utf8 -m kuzbass_batch --version || { cat files/failed.txt; exit 3; }
cat files/installed.txt
