"""What docker-compose.yml promises, checked without an engine: its form, its references, its secrets."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from chitieu.kernel.errors import ConfigurationError
from chitieu.stack.envfile import write_env
from compose_services import (
    COMPOSE_FILE,
    ENV_TEMPLATE,
    IMAGE_ROOT,
    ROOT,
    each_string,
    healthcheck_command,
    interpolate,
    load_compose,
    read_env,
    references,
    strict_yaml,
)

COMPOSE = load_compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {name for name, service in SERVICES.items() if str(service["restart"]).startswith("on-failure")}
LONG_RUNNING = sorted(SERVICES.keys() - ONE_SHOT)
DOCKERFILES = sorted((ROOT / "docker").glob("*/Dockerfile"))
SECRET_NAME = re.compile(r"PASSWORD|SECRET|_KEY$|REDISCLI_AUTH")
PINNED = re.compile(r"[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def all_strings(value: Any) -> list[str]:
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    each_string(value, keep)
    return found


def image_paths(service: dict[str, Any]) -> set[str]:
    """Paths in the repository that a service's command, health check or environment names."""
    texts = all_strings([service.get("command"), service.get("healthcheck"), service.get("environment")])
    return {path for text in texts for path in re.findall(rf"{IMAGE_ROOT}/([\w./-]+)", text)}


def copied_paths(dockerfile: Path) -> list[str]:
    """Sources of COPY, relative to the build context."""
    copies = re.findall(r"^COPY (.+)$", dockerfile.read_text("utf-8"), flags=re.MULTILINE)
    return [source for copy in copies for source in copy.split()[:-1]]


def build_of(service: dict[str, Any]) -> dict[str, Any] | None:
    """How the image of a service is built here, or None where it is pulled."""
    builds = [s["build"] for s in SERVICES.values() if "build" in s and s["image"] == service["image"]]
    return builds[0] if builds else None


def volumes(service: dict[str, Any]) -> list[list[str]]:
    """Source, target and mode of each mount."""
    env = dict.fromkeys(read_env(ENV_TEMPLATE), "x") | {"INBOX_DIR": "/pages"}
    return [interpolate(volume, env).split(":") for volume in service.get("volumes", [])]


def test_schema_of_compose_accepts_the_file() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(COMPOSE_FILE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_key_that_stands_twice_is_found() -> None:
    with pytest.raises(yaml.constructor.ConstructorError, match="stands twice"):
        strict_yaml("services:\n  a: {image: x}\n  a: {image: y}\n")


def test_variables_of_compose_and_of_the_template_are_the_same() -> None:
    assert references(COMPOSE_FILE.read_text("utf-8")) == read_env(ENV_TEMPLATE).keys()


def test_every_reference_stops_compose_with_the_next_step() -> None:
    for text in all_strings(COMPOSE):
        for name in references(text):
            with pytest.raises(ValueError, match=f"{name}: run make env first"):
                interpolate(text, dict.fromkeys(references(text) - {name}, "x"))


def test_template_holds_no_secret_and_settings_have_values() -> None:
    for name, value in read_env(ENV_TEMPLATE).items():
        assert bool(SECRET_NAME.search(name)) == (value == ""), name


def test_no_secret_is_spelt_in_the_file() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if SECRET_NAME.search(variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{name}: {variable}"
            for password in re.findall(r"://[^/@\s]*?:(.+?)@", str(value)):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", password), f"{name}: {variable}"
        assert not re.search(r"requirepass|--password", " ".join(service.get("command", []))), name


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    assert PINNED.fullmatch(SERVICES[name]["image"])


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_images_are_built_from_pinned_ones_without_root(dockerfile: Path) -> None:
    text = dockerfile.read_text("utf-8")
    bases = re.findall(r"^FROM (\S+)", text, flags=re.MULTILINE)
    assert bases
    assert all(PINNED.fullmatch(base) for base in bases)
    users = re.findall(r"^USER (\S+)", text, flags=re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}
    assert "http" not in text, "images are built from package indexes alone"


def test_versions_agree_across_files() -> None:
    pinned_uv = set()
    for path in [*DOCKERFILES, ROOT / "scripts" / "bootstrap_uv.sh"]:
        pinned_uv |= set(re.findall(r"(?:uv==|UV_VERSION=)([\d.]+)", path.read_text("utf-8")))
    assert len(pinned_uv) == 1
    assert SERVICES["airflow-init"]["image"].endswith(f":{PROJECT['version']}")
    superset = SERVICES["superset"]["image"].rpartition(":")[2]
    for name in ("requirements.in", "requirements.txt"):
        assert f"apache-superset=={superset}" in (ROOT / "docker" / "superset" / name).read_text("utf-8")


def test_pins_of_superset_are_in_its_lock() -> None:
    folder = ROOT / "docker" / "superset"
    lock = (folder / "requirements.txt").read_text("utf-8")
    pins = re.findall(
        r"^([\w-]+==[\w.]+)", (folder / "requirements.in").read_text("utf-8"), flags=re.MULTILINE
    )
    assert len(pins) > 1
    for pin in pins:
        assert re.search(rf"^{re.escape(pin)} ", lock, flags=re.MULTILINE), pin


def test_ports_are_bound_to_loopback() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_happen(name: str) -> None:
    waits = SERVICES[name].get("depends_on", {})
    assert waits.keys() <= SERVICES.keys()
    for other, wait in waits.items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other], f"{other} never tells its health"
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert other in ONE_SHOT, f"{other} never completes"


def test_nothing_waits_for_itself() -> None:
    waiting = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}
    while ready := {name for name, others in waiting.items() if not others & waiting.keys()}:
        waiting = {name: others for name, others in waiting.items() if name not in ready}
    assert not waiting


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_long_running_services_tell_their_health_and_come_back(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries", "start_period"} <= service["healthcheck"].keys()


@pytest.mark.parametrize("name", SERVICES)
def test_services_are_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["deploy"]["resources"]["limits"]["memory"]
    assert "no-new-privileges:true" in service["security_opt"]
    # The image of PostgreSQL begins as root, gives its volume to postgres and goes on as postgres.
    assert service.get("cap_drop") == ["ALL"] or name == "postgres"


def test_health_checks_use_programs_of_their_images() -> None:
    known = {"postgres": {"pg_isready"}, "redis": {"redis-cli", "grep"}}
    installed = {"python", *(path.name for path in Path(sys.executable).parent.iterdir())}
    for name in LONG_RUNNING:
        command = healthcheck_command(SERVICES[name])
        script = command[-1] if command[:2] == ["sh", "-c"] else command[0]
        programs = {part.split()[0] for part in script.split("|")}
        assert programs <= known.get(name, installed), name


def test_mounts_name_what_exists_and_code_is_read_only() -> None:
    named = set()
    for name, service in SERVICES.items():
        for source, target, *mode in volumes(service):
            assert target.startswith("/")
            if source == "/pages":
                assert mode == ["ro"]
            elif source.startswith("./"):
                assert (ROOT / source).exists(), f"{name}: {source}"
                assert mode == ["ro"], f"{name}: {source}"
            else:
                named.add(source)
    assert named == COMPOSE["volumes"].keys()


def test_files_that_services_run_are_in_their_images() -> None:
    seen = 0
    for name, service in SERVICES.items():
        build = build_of(service)
        mounted = [target.removeprefix(f"{IMAGE_ROOT}/") for _, target, *_ in volumes(service)]
        copied = copied_paths(ROOT / build["dockerfile"]) if build else []
        for path in image_paths(service):
            seen += 1
            assert (ROOT / path).exists(), f"{name}: {path}"
            assert any(path == held or path.startswith(f"{held}/") for held in [*mounted, *copied]), (
                f"{name}: {path} is neither mounted nor copied"
            )
    assert seen


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_copied_files_exist_and_are_in_the_build_context(dockerfile: Path) -> None:
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    ]
    for source in copied_paths(dockerfile):
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, entry) or source.startswith(f"{entry}/") for entry in allowed), source


def test_superset_gets_every_variable_that_it_asks_for() -> None:
    def asked(name: str) -> set[str]:
        text = (ROOT / "docker" / "superset" / name).read_text("utf-8")
        return set(re.findall(r"required\(\"(\w+)\"\)", text))

    assert asked("superset_config.py") == SERVICES["superset"]["environment"].keys()
    assert (
        asked("superset_config.py") | asked("provision.py") == SERVICES["superset-init"]["environment"].keys()
    )


def test_only_the_worker_and_the_migration_reach_the_warehouse_to_write() -> None:
    writers = re.compile(r"chitieu_(owner|loader|transformer):")
    names = {name for name, service in SERVICES.items() if any(map(writers.search, all_strings(service)))}
    assert names == {"airflow-init", "airflow-worker"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ENV_TEMPLATE.name).write_bytes(ENV_TEMPLATE.read_bytes())
    return tmp_path


def test_env_file_fills_every_variable_for_its_owner_alone(home: Path) -> None:
    path = write_env(home)
    written, template = read_env(path), read_env(ENV_TEMPLATE)
    assert written.keys() == template.keys()
    assert all(written[name] == value for name, value in template.items() if value)
    secrets = [written[name] for name, value in template.items() if not value]
    assert len(set(secrets)) == len(secrets)
    assert min(map(len, secrets)) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    each_string(COMPOSE, lambda text: interpolate(text, written))


def test_env_file_is_never_overwritten(home: Path) -> None:
    before = write_env(home).read_bytes()
    with pytest.raises(ConfigurationError, match="left alone"):
        write_env(home)
    assert (home / ".env").read_bytes() == before


def test_env_file_differs_each_time(home: Path) -> None:
    path = write_env(home)
    first = read_env(path)
    path.unlink()
    second = read_env(write_env(home))
    assert not {first[name] for name, value in read_env(ENV_TEMPLATE).items() if not value} & set(
        second.values()
    )


@pytest.mark.parametrize(
    ("template", "message"), [(None, "cannot be read"), ("A=1\nexport B=\n", "line 2 is no NAME=value")]
)
def test_env_file_needs_a_sound_template(tmp_path: Path, template: str | None, message: str) -> None:
    if template is not None:
        (tmp_path / ENV_TEMPLATE.name).write_text(template, "utf-8")
    with pytest.raises(ConfigurationError, match=message):
        write_env(tmp_path)
    assert not (tmp_path / ".env").exists()


def test_fernet_key_is_one_that_fernet_takes(home: Path) -> None:
    from cryptography.fernet import Fernet

    key = Fernet(read_env(write_env(home))["AIRFLOW_FERNET_KEY"])
    assert key.decrypt(key.encrypt(b"chi tieu")) == b"chi tieu"


@pytest.mark.parametrize("script", sorted((ROOT / "docker").glob("*/*.sh")), ids=lambda path: path.name)
def test_shell_scripts_are_plain_sh_and_stop_at_the_first_failure(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    text = script.read_text("utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
