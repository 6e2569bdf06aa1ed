"""What the repository owes its readers: no trace of one machine, a licence, reasons, true commands."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APACHE_2_SHA256 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
LOCKS = {"uv.lock", "docker/superset/requirements.txt"}
MOST_LINES = 500
LONG_FILES: dict[str, str] = {}
"""Python files of more lines, each with the reason why it is not cut up."""

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:" + "|".join(("root", "home", "work", "Users", "mnt")) + r")/\w")
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.org|ghcr\.io|quay\.io|docker\.io|--(?:extra-)?index-url"
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b")
REQUIREMENT = re.compile(r'^\s*"[A-Za-z0-9][^"]*",(?P<rest>.*)$')


@cache
def tracked() -> tuple[str, ...]:
    """Paths under version control that exist."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of the repository's own files")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """Tracked text files by path, without the generated locks."""
    found = {}
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if name not in LOCKS and b"\0" not in content:
            found[name] = content.decode("utf-8", errors="replace")
    return found


def matches(pattern: re.Pattern[str], names: str = "") -> list[str]:
    """`path:line: match` for every match in the text files whose path ends as given."""
    return [
        f"{name}:{number}: {match.group()}"
        for name, text in texts().items()
        if name.endswith(names)
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("pattern", "examples"),
    [
        (MACHINE_PATH, ["see /" + "home/me/x", '"/' + 'work/a"']),
        (REGISTRY_HOST, ["https://pypi" + ".org/simple", "--index" + "-url x"]),
        (UNFINISHED, ["# TO" + "DO: later"]),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], examples: list[str]) -> None:
    assert all(pattern.search(example) for example in examples)


def test_no_path_of_one_machine() -> None:
    assert not matches(MACHINE_PATH)


def test_no_registry_host_outside_the_lock() -> None:
    assert not matches(REGISTRY_HOST)


def test_nothing_is_marked_unfinished() -> None:
    assert not matches(UNFINISHED, ".py") + matches(UNFINISHED, ".sql") + matches(UNFINISHED, ".sh")


def test_python_files_are_short_or_say_why_not() -> None:
    lines = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}
    long = {name for name, count in lines.items() if count > MOST_LINES}
    assert long == LONG_FILES.keys()


def test_nothing_generated_or_secret_is_tracked() -> None:
    kept_out = re.compile(
        r"(?:^|/)(?:var|\.venv|target|logs|__pycache__)/|(?:^|/)\.env$|\.(?:pyc|log|sqlite)$"
    )
    assert not [name for name in tracked() if kept_out.search(name)]
    assert {"/var/", "/.env", "/.venv/"} <= set(read(".gitignore").split())


def test_licence_is_apache_2() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_SHA256
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "Apache-2.0"


def test_changelog_tells_of_the_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## \[?v?{re.escape(version)}\b", read("CHANGELOG.md"), flags=re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    groups = (*project["dependency-groups"].values(), *project["project"]["optional-dependencies"].values())
    wanted = len(project["project"]["dependencies"]) + sum(map(len, groups))
    requirements = read("pyproject.toml").split("[build-system]")[0].partition("dependencies = [")[2]
    lines = [match for line in requirements.splitlines() if (match := REQUIREMENT.match(line))]
    assert len(lines) == wanted, "one dependency a line"
    assert not [match.group().strip() for match in lines if "#" not in match["rest"]]


def test_readme_leads_to_the_demo_and_names_true_commands() -> None:
    readme = read("README.md")
    code = re.findall(r"```.*?```|`[^`\n]+`|^ {4}[^\n]+$", readme, flags=re.MULTILINE | re.DOTALL)
    named = {target for part in code for target in re.findall(r"\bmake ([a-z][a-z-]+)", part)}
    assert "demo" in named
    assert len(named) > 1
    assert named <= make_targets()


def test_make_alone_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert make_targets() == set(re.findall(r"^  make ([a-z-]+) ", listed, flags=re.MULTILINE))


@pytest.mark.parametrize("script", [".ci/run", "scripts/bootstrap_uv.sh"])
def test_scripts_run_in_plain_sh(script: str) -> None:
    path = ROOT / script
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


def test_ci_checks_and_tests() -> None:
    assert {"make check", "make test"} <= set(re.findall(r"make [a-z]+", read(".ci/run")))


def test_bootstrap_says_what_to_do_without_uv_and_python(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap_uv.sh", scripts)
    done = subprocess.run(
        ["sh", str(scripts / "bootstrap_uv.sh")],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Install uv" in done.stderr


def test_bootstrap_takes_the_uv_that_is_there(tmp_path: Path) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho uv 0\n", "utf-8")
    uv.chmod(0o755)
    found = subprocess.run(
        ["sh", str(ROOT / "scripts" / "bootstrap_uv.sh")],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == f"{uv}\n"
