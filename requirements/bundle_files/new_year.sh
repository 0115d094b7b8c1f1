#!/bin/sh
# The folder of the year lies beside this one: a newer program does not touch it.
cd "$(dirname "$0")" || exit 2
program=$PWD/program/bin/python
if [ ! -x "$program" ]; then cat files/not-installed.txt; exit 2; fi
cd .. || exit 2
exec "$program" -X utf8 -m kuzbass_batch window start "$@"
