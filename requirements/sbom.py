"""The bill of materials of a run in CycloneDX: `make sbom` writes `requirements/sbom.cdx.json`.

Names, versions and hashes are those of the lock; licences and who asks for whom are read from the
libraries themselves, each fetched by its hash, also those that another system asks for.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PathDistribution, distribution
from pathlib import Path
from typing import cast
from zipfile import Path as ArchivePath
from zipfile import ZipFile

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kuzbass_batch
from requirements.locks import FOLDER, RUN, Locked, read_lock

SBOM = FOLDER / "sbom.cdx.json"
PROGRAM = "kuzbass-batch"
SYSTEMS = (("win32", "nt", "Windows"), ("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""What the program promises to run on."""


def environments(extra: str = "") -> Iterator[dict[str, str]]:
    """Yield each system with each Python as the markers of a requirement see them."""
    for platform, os_name, system in SYSTEMS:
        for python in PYTHONS:
            yield {
                "sys_platform": platform,
                "os_name": os_name,
                "platform_system": system,
                "python_version": python,
                "python_full_version": f"{python}.9",
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "extra": extra,
            }


def fetched(locked: tuple[Locked, ...], folder: Path) -> dict[str, PackageMetadata]:
    """Fetch each library by its hash, whatever system asks for it; its metadata by its name."""
    lock = folder / "lock.txt"
    lock.write_text("".join(map(_requirement, locked)), "ascii")
    command = ("pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:")
    subprocess.run(
        (sys.executable, "-m", *command, "--dest", folder, "--requirement", lock), check=True
    )
    found = (_metadata(wheel) for wheel in folder.glob("*.whl"))
    return {canonicalize_name(each["Name"]): each for each in found}


def _requirement(locked: Locked) -> str:
    hashes = " ".join(f"--hash=sha256:{each}" for each in locked.hashes)
    return f"{locked.name}=={locked.version} {hashes}\n"


def _metadata(wheel: Path) -> PackageMetadata:
    with ZipFile(wheel) as archive:
        folders = (p for p in ArchivePath(archive).iterdir() if p.name.endswith(".dist-info"))
        # What a wheel says of itself lies as in an installed library.
        return PathDistribution(cast(Path, next(folders))).metadata


def stated_licences(metadata: PackageMetadata) -> Iterator[License]:
    """Yield the licences that a library states: an expression if it has one, else what there is."""
    names = ("License-Expression", "License")
    stated = next((metadata[name] for name in names if metadata.get_all(name)), "")
    declared = LicenseAcknowledgement.DECLARED
    classes = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier", ())
        if each.startswith("License :: ")
    ]
    try:
        expression = canonicalize_license_expression(stated)
    except InvalidLicenseExpression:
        for name in classes or [stated]:
            yield DisjunctiveLicense(name=name, acknowledgement=declared)
    else:
        yield LicenseFactory().make_from_string(expression, license_acknowledgement=declared)


def asked_for(metadata: PackageMetadata) -> Iterator[str]:
    """Yield the libraries that a library asks for on any system and any Python of the program."""
    for requirement in map(Requirement, metadata.get_all("Requires-Dist", ())):
        marker = requirement.marker
        if marker is None or any(map(marker.evaluate, environments())):
            yield canonicalize_name(requirement.name)


def component(locked: Locked, metadata: PackageMetadata) -> Component:
    """Return a library as the bill names it: purl, licences, the files allowed by their hashes."""
    marker = [] if locked.marker is None else [Property(name="marker", value=str(locked.marker))]
    purl = PackageURL("pypi", name=locked.name, version=locked.version)
    return Component(
        name=locked.name,
        version=locked.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        licenses=stated_licences(metadata),
        properties=marker,
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(f"https://pypi.org/simple/{locked.name}/"),
                comment="every file that may be installed",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=h) for h in locked.hashes],
            )
        ],
    )


def bill(locked: tuple[Locked, ...], metadata: dict[str, PackageMetadata]) -> str:
    """Return the bill of materials as JSON, without a clock or a number drawn: same in, same out.

    metadata: of the program and of each library, by its name.
    """
    bom = Bom()
    # The library draws both; CycloneDX asks for neither.
    bom.serial_number = None  # type: ignore[assignment]
    bom.metadata.timestamp = None  # type: ignore[assignment]
    program = Component(
        name=PROGRAM,
        version=kuzbass_batch.__version__,
        type=ComponentType.APPLICATION,
        bom_ref=PROGRAM,
        licenses=stated_licences(metadata[PROGRAM]),
    )
    bom.metadata.component = program
    parts = {each.name: component(each, metadata[each.name]) for each in locked}
    bom.components = parts.values()
    for name, part in ((PROGRAM, program), *parts.items()):
        needs = sorted(set(asked_for(metadata[name])) & parts.keys())
        bom.register_dependency(part, [parts[each] for each in needs])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def main() -> None:
    """Write the bill of the lock of a run."""
    locked = read_lock(RUN)
    with tempfile.TemporaryDirectory() as folder:
        metadata = fetched(locked, Path(folder))
    metadata[PROGRAM] = distribution(PROGRAM).metadata
    SBOM.write_text(bill(locked, metadata), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
