"""What is installed is what was locked, by its hash; the bill of materials is the lock's."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import kuzbass_batch
from requirements.locks import RUN, TEST, TOOLS, read_lock
from requirements.sbom import PROGRAM, SBOM, asked_for, bill
from tests.paths import ROOT

HASH = "0" * 64
LOCKS = pytest.mark.parametrize("lock", [RUN, TEST, TOOLS], ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def sbom():
    return json.loads(SBOM.read_text("utf-8"))


@LOCKS
def test_every_line_of_a_lock_is_one_version_with_its_hashes(lock):
    locked = read_lock(lock)
    assert len({each.name for each in locked}) == len(locked) > 20
    # A wheel and the source archive at least, each once.
    assert all(len(set(each.hashes)) == len(each.hashes) for each in locked)
    text = lock.read_text("ascii")
    assert text.count("==") == text.count("== ") + len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert len(re.findall("--hash=sha256:", text)) == sum(len(each.hashes) for each in locked)


@pytest.mark.parametrize(
    "line",
    [
        "lxml==6.1.3",
        f"lxml>=6 --hash=sha256:{HASH}",
        f"lxml==6.* --hash=sha256:{HASH}",
        f"lxml==6.1.3,!=6.1.4 --hash=sha256:{HASH}",
        f"lxml --hash=sha256:{HASH}",
        f"lxml[html]==6.1.3 --hash=sha256:{HASH}",
        f"lxml @ https://a.example/lxml.whl --hash=sha256:{HASH}",
        f"lxml==6.1.3 --hash=sha256:{HASH[:-1]}",
        f"lxml==6.1.3 --hash=sha256:{HASH}0",
        f"lxml==6.1.3 --hash=md5:{HASH[:32]}",
        f"lxml==6.1.3 --hash=sha256:{HASH} --hash=md5:{HASH[:32]}",
        f"lxml==6.1.3 --hash=sha256:{HASH} --no-binary=lxml",
        "--index-url https://a.example/simple",
        "-r other.txt",
        "--editable .",
    ],
)
def test_a_lock_with_anything_else_is_refused(line, tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(f"# a lock\nlxml==6.1.3 \\\n    --hash=sha256:{HASH}\n    # via us\n", "ascii")
    assert [each.hashes for each in read_lock(lock)] == [(HASH,)]
    lock.write_text(f"{line}\n", "ascii")
    with pytest.raises(ValueError):
        read_lock(lock)


def test_the_suite_runs_with_the_locked_versions():
    installed = {
        each.name: (each.version, distribution(each.name).version)
        for each in read_lock(TEST)
        if each.marker is None or each.marker.evaluate()
    }
    assert {name: pair for name, pair in installed.items() if pair[0] != pair[1]} == {}


@pytest.fixture
def changed_wheel(tmp_path):
    """A wheel under the name and version of the lock, with other content."""
    wheel = tmp_path / "index" / "mdurl-0.1.2-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("mdurl/__init__.py", "print('somebody else')\n")
        folder = "mdurl-0.1.2.dist-info"
        archive.writestr(
            f"{folder}/METADATA", "Metadata-Version: 2.1\nName: mdurl\nVersion: 0.1.2\n"
        )
        archive.writestr(
            f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{folder}/RECORD", "")
    return wheel


def installed_by(hashes, wheel, target):
    """Let pip install the wheel by a lock of these hashes; its exit code and words."""
    lock = wheel.parent.parent / "lock.txt"
    options = " ".join(f"--hash=sha256:{each}" for each in hashes)
    lock.write_text(f"mdurl==0.1.2 {options}\n", "ascii")
    done = subprocess.run(
        (sys.executable, "-m", "pip", "install", "--no-index", "--find-links", wheel.parent,
         "--require-hashes", "--target", target, "--requirement", lock),
        env={k: v for k, v in os.environ.items() if not k.startswith("PIP_")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_changed_library_is_not_installed(changed_wheel, tmp_path):
    (locked,) = (each for each in read_lock(RUN) if each.name == "mdurl")
    assert locked.version == "0.1.2"
    code, words = installed_by(locked.hashes, changed_wheel, tmp_path / "target")
    assert code != 0 and "DO NOT MATCH THE HASHES" in words
    assert not (tmp_path / "target").exists()
    # The same wheel goes in where the lock names its hash: nothing but the hash kept it out.
    own = hashlib.sha256(changed_wheel.read_bytes()).hexdigest()
    code, words = installed_by((own,), changed_wheel, tmp_path / "target")
    assert code == 0, words
    assert (tmp_path / "target" / "mdurl").is_dir()


def fetching(lines):
    """The commands that let pip fetch or install something."""
    return [line for line in lines if re.search(r"\bpip (?:-\S+ )*(?:install|download)\b", line)]


@pytest.mark.parametrize("goal", ["run", "year", "check", "test", "lock", "sbom", "audit"])
def test_make_installs_by_the_locks(goal):
    told = subprocess.run(
        ("make", "--dry-run", "--always-make", goal),
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    commands = fetching(told.stdout.replace("\\\n", " ").splitlines())
    assert commands
    for command in commands:
        by_lock = re.search(r"--require-hashes --requirement requirements/\w+\.txt$", command)
        alone = "--no-deps --no-build-isolation --editable ." in command
        assert by_lock or alone, command


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / name for name in ("README.md", ".ci/run", ".github/workflows/ci.yml")),
        *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md")),
        *sorted((ROOT / "docs").glob("*.md")),
    ],
    ids=lambda path: path.name,
)
def test_nothing_is_told_to_go_around_the_locks(path):
    text = path.read_text("utf-8")
    assert "constraints.txt" not in text
    for command in fetching(text.splitlines()):
        assert "--require-hashes" in command or "--no-deps --no-build-isolation" in command, command
    named = re.findall(r"(?:-r|--requirement) (requirements[\\/]\S+\.txt)", text)
    assert all((ROOT / name.replace("\\", "/")).is_file() for name in named)


@pytest.mark.parametrize("name", ["README.md", "docs/справочник.md"])
def test_the_documents_install_both_the_lock_and_the_program(name):
    commands = fetching((ROOT / name).read_text("utf-8").splitlines())
    assert any("install --require-hashes -r requirements\\run.txt" in each for each in commands)
    assert any("install --no-deps --no-build-isolation -e ." in each for each in commands)


def test_the_bill_is_the_lock(sbom):
    said = {
        part["name"]: (
            part["version"],
            part["purl"],
            sorted(h["content"] for ref in part["externalReferences"] for h in ref["hashes"]),
            [each["value"] for each in part.get("properties", ())],
        )
        for part in sbom["components"]
    }
    assert len(said) == len(sbom["components"])
    assert said == {
        each.name: (
            each.version,
            f"pkg:pypi/{each.name}@{each.version}",
            sorted(each.hashes),
            [str(each.marker)] if each.marker else [],
        )
        for each in read_lock(RUN)
    }
    program = sbom["metadata"]["component"]
    assert (program["name"], program["version"]) == (PROGRAM, kuzbass_batch.__version__)


def test_the_bill_keeps_to_its_schema():
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    text = SBOM.read_text("utf-8")
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"SHA-256"', '"SHA-OWN"', 1)) is not None


def test_the_bill_says_what_the_libraries_say(sbom):
    """Made again from the libraries that are installed here, it says the same of them."""
    locked = tuple(each for each in read_lock(RUN) if each.marker is None or each.marker.evaluate())
    metadata = {each.name: distribution(each.name).metadata for each in locked}
    metadata[PROGRAM] = distribution(PROGRAM).metadata
    made = json.loads(bill(locked, metadata))
    parts = {part["bom-ref"]: part for part in sbom["components"]}
    here = {part["bom-ref"]: part for part in made["components"]}
    assert here == {ref: part for ref, part in parts.items() if ref in here}
    assert made["metadata"] == sbom["metadata"]
    needs = {each["ref"]: set(each.get("dependsOn", ())) for each in sbom["dependencies"]}
    for each in made["dependencies"]:
        absent = parts.keys() - here.keys()
        assert set(each.get("dependsOn", ())) == needs[each["ref"]] - absent


def test_the_bill_leads_from_the_program_to_every_library(sbom):
    needs = {each["ref"]: each.get("dependsOn", []) for each in sbom["dependencies"]}
    reached, ahead = set(), [PROGRAM]
    while ahead:
        ref = ahead.pop()
        if ref not in reached:
            reached.add(ref)
            ahead += needs[ref]
    assert reached - {PROGRAM} == {part["bom-ref"] for part in sbom["components"]}
    asked = set(asked_for(distribution(PROGRAM).metadata))
    assert {ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in needs[PROGRAM]} == asked


def test_a_run_takes_nothing_under_the_gpl(sbom):
    for part in sbom["components"]:
        stated = [
            each.get("expression") or each["license"].get("id") or each["license"]["name"]
            for each in part["licenses"]
        ]
        assert stated and all(stated)
        # The lesser one lets a program under another licence import it.
        assert not [name for name in stated if re.search(r"(?<!L)GPL|Affero", name)], part["name"]
