"""Five hundred files with a few bits turned over: refused with a reason, or read; never a fault.

All readers run here as in the program, in a worker that may be lost; none may be.
"""

import random

import pytest
from pebble import ProcessPool

from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.workers.limits import bound_worker
from tests.hostile.workshop import biff, form, ods, ods_parts, packed, parts_of, xls_container

SEEDS = 500
WHO = "К-001"
SECONDS = 20


def flipped(data, chance, times):
    """Return the bytes with some bits turned over."""
    changed = bytearray(data)
    for _ in range(times):
        at = chance.randrange(len(changed))
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def part_flipped(parts, chance):
    """Return an archive with bits turned over in one part, checksums and all made to fit."""
    name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
    return packed(parts | {name: flipped(parts[name], chance, chance.choice((1, 3, 30)))})


def stream_flipped(chance):
    from kuzbass_batch.reading.guard import ole

    return ole.pack_workbook(flipped(biff(WHO), chance, chance.choice((1, 3, 30))))


KINDS = {
    "xlsx": lambda chance: flipped(form(WHO), chance, chance.choice((1, 2, 8))),
    "xlsx parts": lambda chance: part_flipped(parts_of(WHO), chance),
    "ods": lambda chance: flipped(ods(WHO), chance, chance.choice((1, 2, 8))),
    "ods parts": lambda chance: part_flipped(ods_parts(WHO), chance),
    "xls": lambda chance: flipped(xls_container(WHO), chance, chance.choice((1, 3, 30))),
    "xls records": stream_flipped,
}


def outcome(data):
    """Return whether the file was read, its cells, and the codes (in a worker)."""
    raw, findings = read_form(data)
    cells = tuple(sheet.rows for sheet in raw.sheets) if raw else ()
    return raw is not None, hash(cells), tuple(finding.code for finding in findings)


def outcomes(kind):
    seeds = range(list(KINDS).index(kind), SEEDS, len(KINDS))
    files = [KINDS[kind](random.Random(seed)) for seed in seeds]
    with ProcessPool(max_workers=1, initializer=bound_worker) as pool:
        jobs = [pool.schedule(outcome, args=(data,), timeout=SECONDS) for data in files]
        return dict(zip(seeds, [job.result() for job in jobs], strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_bits_turned_over_is_read_or_refused(kind):
    found = outcomes(kind)
    assert len(found) >= SEEDS // len(KINDS)
    for seed, (is_read, _, codes) in found.items():
        assert is_read or len(codes) == 1, seed
        assert all(code.startswith("F0") and code not in ("F010", "F011", "F099") for code in codes)
    assert any(not is_read for is_read, _, _ in found.values())


@pytest.mark.parametrize(("kind", "honest"), [("xlsx", form), ("ods", ods)])
def test_an_archive_hurt_on_its_way_never_says_anything_else(kind, honest):
    """Checksums hold the content: whatever is still read is what was sent."""
    cells = tuple(sheet.rows for sheet in read_form(honest(WHO))[0].sheets)
    assert {h for is_read, h, _ in outcomes(kind).values() if is_read} <= {hash(cells)}
