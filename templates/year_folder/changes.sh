#!/bin/sh
# The program is where kuzbass-batch.txt says; else the one that the system finds by its name.
cd "$(dirname "$0")" || exit 2
program=$(cat kuzbass-batch.txt 2>/dev/null)
exec "${program:-python3}" -X utf8 -m kuzbass_batch window run --dry-run "$@"
