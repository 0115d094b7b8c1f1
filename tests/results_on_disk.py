"""Small results of the program for the tests of publishing: made, read back, told apart."""

import hashlib

from kuzbass_batch.publishing.staging import claimed, staged


def content(word, files=4):
    """Return the files of a result whose every file tells its word."""
    names = [f"Письма/Результаты/ИО-{n:02} «{word[0]}».docx" for n in range(1, files + 1)]
    written = {name: f"{word} {name} ".encode() * 40 for name in ["Рейтинг-2025.xlsx", *names]}
    return written | {
        "results.json": f'{{"schema": "kuzbass-batch/results/1", "{word}": 1}}'.encode()
    }


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def put(folder, word, files=4):
    """Write a result as an earlier run left it."""
    write(folder, content(word, files))
    return folder


def publish(target, word, meanwhile=None, **options):
    """Publish a result the way the batch does; return what the clerk was told.

    meanwhile: called with the place once everything is written and nothing is moved in.
    """
    told = []
    with claimed(target, tell=told.append, **options) as place, staged(place) as stage:
        write(stage, content(word))
        if meanwhile:
            meanwhile(place)
    return told


def read(folder):
    """Return the bytes of every file of a folder by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def names(folder):
    """Return what lies in a folder, hidden things too."""
    return sorted(path.name for path in folder.iterdir())


def hashes(folder):
    return {name: hashlib.sha256(data).hexdigest() for name, data in read(folder).items()}


def let_strangers_in(folder):
    """Give everybody the right to read a result: so the same run replaces it (POSIX)."""
    folder.chmod(0o755)
