"""Messages of Outlook (.msg) for tests: a container of [MS-CFB], properties of [MS-OXMSG]."""

import datetime as dt
import struct

SECTOR, MINI, CUTOFF, ENTRY = 512, 64, 4096, 128
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
TEXT, TEXT_ANSI, BINARY, LONG, TIME = 0x1F, 0x1E, 0x102, 0x3, 0x40
SENDER_SMTP, HEADERS, SUBMITTED = 0x5D01, 0x007D, 0x0039
DATA, NAME, LONG_NAME, METHOD, TITLE = 0x3701, 0x3704, 0x3707, 0x3705, 0x3001
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def properties(head, values):
    """Return the streams of an object: (property, type, value) each."""
    table, streams = bytes(head), {}
    for key, kind, value in values:
        if kind == LONG:
            body = struct.pack("<Ixxxx", value)
        elif kind == TIME:
            body = struct.pack("<Q", int((value - EPOCH).total_seconds() * 10**7))
        else:
            encoding = {TEXT: "utf-16-le", TEXT_ANSI: "cp1251"}.get(kind)
            data = value.encode(encoding) if encoding else value
            streams[f"__substg1.0_{key:04X}{kind:04X}"] = data
            body = struct.pack("<Ixxxx", len(data))
        table += struct.pack("<HHI", kind, key, 6) + body
    return {"__properties_version1.0": table, **streams}


def msg(*files, sender="a@example.ru", moment=None, ansi=False, embedded=()):
    """Return a message with attachments (name, content); embedded: names of messages within it."""
    kind = TEXT_ANSI if ansi else TEXT
    moment = moment or dt.datetime(2025, 12, 15, 10, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    tree = properties(32, [(SENDER_SMTP, TEXT, sender), (SUBMITTED, TIME, moment)])
    for number, (name, content) in enumerate(files):
        values = [(LONG_NAME, kind, name), (DATA, BINARY, content), (METHOD, LONG, 1)]
        tree[f"__attach_version1.0_#{number:08X}"] = properties(8, values)
    for number, name in enumerate(embedded, start=len(files)):
        inner = properties(8, [(TITLE, kind, name), (METHOD, LONG, 5)])
        inner["__substg1.0_3701000D"] = properties(24, [])
        tree[f"__attach_version1.0_#{number:08X}"] = inner
    return container(tree)


def container(tree):
    """Return a container that holds a tree of streams (bytes) and folders (dict)."""
    entries, large, small = [], [], []
    _lay(tree, "Root Entry", 5, entries)
    for entry in entries:
        if entry["kind"] == 2:
            (small if len(entry["data"]) < CUTOFF else large).append(entry)
    mini = b""
    links = []
    for entry in small:
        entry["start"] = len(links) if entry["data"] else END
        count = -(-len(entry["data"]) // MINI)
        links += [*range(len(links) + 1, len(links) + count), END] if count else []
        mini += entry["data"].ljust(count * MINI, b"\0")
    entries[0]["data"] = mini
    directory = bytes(ENTRY * len(entries))
    table = struct.pack(f"<{len(links)}I", *links)
    chunks = [(directory, None), (table, None), (mini, entries[0])]
    chunks += [(entry["data"], entry) for entry in large]
    sizes = [-(-len(data) // SECTOR) for data, _ in chunks]
    tables = 1
    while tables * SECTOR // 4 < tables + sum(sizes):
        tables += 1
    fat, at, starts = [FAT] * tables, tables, []
    for (_, entry), size in zip(chunks, sizes, strict=True):
        starts.append(at if size else END)
        if entry is not None:
            entry["start"] = starts[-1]
        fat += [*range(at + 1, at + size), END] if size else []
        at += size
    fat += [FREE] * (tables * SECTOR // 4 - len(fat))
    bodies = [b"".join(map(_packed, entries)), *(data for data, _ in chunks[1:])]
    filled = (data.ljust(size * SECTOR, b"\0") for data, size in zip(bodies, sizes, strict=True))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, starts[0], 0, CUTOFF, starts[1], sizes[1], END, 0)
    head += struct.pack("<109I", *(n if n < tables else FREE for n in range(109)))
    return b"".join((head, struct.pack(f"<{len(fat)}I", *fat), *filled))


def _lay(content, name, kind, entries):
    """Add an entry and all below it; return its number."""
    number = len(entries)
    entry = {"name": name, "kind": kind, "child": FREE, "right": FREE, "start": END, "data": b""}
    entries.append(entry)
    if isinstance(content, bytes):
        entry["data"] = content
        return number
    last = None
    for inner, value in content.items():
        at = _lay(value, inner, 2 if isinstance(value, bytes) else 1, entries)
        if last is None:
            entry["child"] = at
        else:
            entries[last]["right"] = at
        last = at
    return number


def _packed(entry):
    raw = entry["name"].encode("utf-16-le") + b"\0\0"
    links = (FREE, entry["right"], entry["child"])
    head = struct.pack("<HBB3I", len(raw), entry["kind"], 1, *links)
    start = 0 if entry["kind"] == 1 else entry["start"]
    return raw.ljust(64, b"\0") + head + bytes(36) + struct.pack("<IQ", start, len(entry["data"]))
