"""The program for a computer without a network: `make bundle` writes an archive for each system.

    python -m requirements.bundle windows --output build [--embed python-3.13.9-embed-amd64.zip]

Libraries are those of the lock `requirements/run.txt`, fetched by their hashes; the archive holds
their wheels for every Python that the program promises, the guide as PDF (drawn by LibreOffice),
what installs it, and the SHA-256 of each file. --embed: python.org's embeddable archive for
Windows; the wheels of its version are unpacked beside it, so that nothing is to be installed.
"""

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name, parse_wheel_filename

import kuzbass_batch
from requirements.guides import guides
from requirements.locks import FOLDER, RUN, Locked, read_lock
from requirements.sbom import PROGRAM, PYTHONS, environments

ROOT = FOLDER.parent
FILES = FOLDER / "bundle_files"
SENTENCES = ("installed", "ready", "no-python", "failed", "not-installed")
EPOCH = (2025, 1, 1, 0, 0, 0)
"""The day of every member of an archive: when it was packed says nothing."""
EXECUTABLE, PLAIN = 0o755, 0o644
SITE = "site-packages"

Members = dict[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class System:
    """A system that a bundle is made for.

    platforms: tags of wheels that its computers take, the oldest that they are sure to have first.
    scripts: names of what is double-clicked, by its file here.
    """

    name: str
    platform: str
    platforms: tuple[str, ...]
    scripts: Mapping[str, str]


WINDOWS = System(
    name="windows",
    platform="win32",
    platforms=("win_amd64",),
    scripts={"install.cmd": "Установить.cmd", "new_year.cmd": "Новый год.cmd"},
)
LINUX = System(
    name="linux",
    platform="linux",
    platforms=tuple(
        f"{tag}_x86_64"
        for tag in (
            "manylinux1",
            "manylinux2010",
            "manylinux2014",
            *(f"manylinux_2_{minor}" for minor in range(5, 29)),
        )
    ),
    scripts={"install.sh": "установить.sh", "new_year.sh": "новый-год.sh"},
)
SYSTEMS = {each.name: each for each in (WINDOWS, LINUX)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the archive that was asked for and print where it lies."""
    asked = _options().parse_args(arguments)
    print(bundle(SYSTEMS[asked.system], asked.output, embed=asked.embed, pythons=asked.pythons))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m requirements.bundle")
    parser.add_argument("system", choices=sorted(SYSTEMS))
    parser.add_argument("--output", type=Path, default=ROOT / "build")
    parser.add_argument("--embed", type=Path, help="python.org's embeddable archive (Windows)")
    parser.add_argument("--pythons", nargs="+", default=PYTHONS, help="3.11 3.12 …")
    return parser


def bundle(
    system: System, output: Path, *, embed: Path | None = None, pythons: Sequence[str] = PYTHONS
) -> Path:
    """Write the archive of a system into `output` and return its path.

    pythons: the versions it holds wheels for. embed: python.org's embeddable archive of one of
    them. subprocess.CalledProcessError if a library has no wheel for the system.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheels = _wheels(system, pythons, Path(folder))
        members: Members = {f"wheels/{name}": data for name, data in wheels.items()}
        members["wheels/lock.txt"] = _lock_of(wheels).encode()
        members |= dict(_papers(system))
    if embed is not None:
        members |= dict(_ready_python(embed, wheels))
    members["SHA256SUMS.txt"] = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(members.items())
    ).encode()
    stem = f"{PROGRAM}-{kuzbass_batch.__version__}-{system.name}"
    output.mkdir(parents=True, exist_ok=True)
    packed = {f"{stem}/{name}": data for name, data in sorted(members.items())}
    if system is WINDOWS:
        return _zipped(output / f"{stem}.zip", packed)
    return _tarred(output / f"{stem}.tar.gz", packed)


def _wheels(system: System, pythons: Sequence[str], folder: Path) -> Members:
    """Return the wheels of the program and of all that it asks for, by their file names."""
    place = folder / "wheels"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    subprocess.run(
        (*pip, "wheel", "-qq", "--no-deps", "--no-build-isolation", "--wheel-dir", place, ROOT),
        check=True,
    )
    for python in pythons:
        lock = folder / f"lock-{python}.txt"
        lock.write_text("".join(map(_line, wanted(system, python))), "ascii")
        tags = [part for tag in system.platforms for part in ("--platform", tag)]
        subprocess.run(
            (*pip, "download", "-qq", "--no-deps", "--require-hashes", "--only-binary=:all:",
             *tags, "--implementation", "cp", "--python-version", python,
             "--dest", place, "--requirement", lock),
            check=True,
        )  # fmt: skip
    return {wheel.name: wheel.read_bytes() for wheel in sorted(place.glob("*.whl"))}


def wanted(system: System, python: str) -> Iterator[Locked]:
    """Yield what the lock asks for on a system with a Python, but for what only builds."""
    building = (FOLDER / "build.in").read_text("ascii").splitlines()
    builders = {canonicalize_name(re.split(r"[<>=!~ ]", line)[0]) for line in building if line}
    there = next(
        each
        for each in environments()
        if each["sys_platform"] == system.platform and each["python_version"] == python
    )
    for locked in read_lock(RUN):
        if locked.name not in builders and (not locked.marker or locked.marker.evaluate(there)):
            yield locked


def _line(locked: Locked) -> str:
    hashes = " ".join(f"--hash=sha256:{each}" for each in locked.hashes)
    return f"{locked.name}=={locked.version} {hashes}\n"


def _lock_of(wheels: Members) -> str:
    """Return the lock of what lies in the bundle: each library with the hashes of its wheels."""
    markers = {locked.name: locked.marker for locked in read_lock(RUN)}
    hashes: dict[tuple[str, str], list[str]] = {}
    for wheel, data in wheels.items():
        name, version, _, _ = parse_wheel_filename(wheel)
        hashes.setdefault((name, str(version)), []).append(hashlib.sha256(data).hexdigest())
    return "".join(
        f"{name}=={version}"
        + (f" ; {markers[name]}" if markers.get(name) else "")
        + "".join(f" --hash=sha256:{each}" for each in found)
        + "\n"
        for (name, version), found in sorted(hashes.items())
    )


def _papers(system: System) -> Iterator[tuple[str, bytes]]:
    """Yield what is double-clicked, what is read, and the sentences of the installation."""
    for file, name in system.scripts.items():
        yield name, (FILES / file).read_bytes()
    for sentence in SENTENCES:
        yield f"files/{sentence}.txt", _for(system, (FILES / f"{sentence}.txt").read_text("utf-8"))
    install, new_year = system.scripts.values()
    words = (FILES / "read_me.txt").read_text("utf-8").format(install=install, new_year=new_year)
    yield "Прочтите.txt", _for(system, words)
    yield from guides().items()


def _for(system: System, text: str) -> bytes:
    """Return a text as the system's simplest editor shows it."""
    if system is WINDOWS:
        return text.replace("\n", "\r\n").encode("utf-8-sig" if "Рейтинг" in text else "utf-8")
    return text.encode()


def _ready_python(embed: Path, wheels: Members) -> Iterator[tuple[str, bytes]]:
    """Yield python.org's Python with the libraries beside it, named in its list of paths."""
    with zipfile.ZipFile(embed) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    paths = next(name for name in found if re.fullmatch(r"python3\d+\._pth", name))
    tag = f"cp{paths.removeprefix('python').removesuffix('._pth')}"
    found[paths] = found[paths].rstrip() + f"\r\n{SITE}\r\n".encode()
    yield from ((f"python/{name}", data) for name, data in found.items())
    for wheel, data in wheels.items():
        _, _, _, tags = parse_wheel_filename(wheel)
        if any(each.interpreter in (tag, "py3") or each.abi == "abi3" for each in tags):
            yield from ((f"python/{SITE}/{name}", part) for name, part in _unpacked(data))


def _unpacked(wheel: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the modules of a wheel where Python looks for them."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        for name in archive.namelist():
            top, _, rest = name.partition("/")
            if name[-1] == "/":
                continue
            if not top.endswith(".data"):
                yield name, archive.read(name)
            elif rest.startswith(("purelib/", "platlib/")):
                yield rest.partition("/")[2], archive.read(name)


def _zipped(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            packed = name.endswith((".whl", ".pdf"))
            method = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, method)
    return path


def _tarred(path: Path, members: Members) -> Path:
    with (
        path.open("wb") as stream,
        # Wheels and papers are packed already: more effort makes it no smaller.
        gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=stream, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mode = EXECUTABLE if PurePosixPath(name).suffix == ".sh" else PLAIN
            archive.addfile(info, io.BytesIO(data))
    return path


if __name__ == "__main__":
    main()
