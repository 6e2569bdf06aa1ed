"""Reads docker-compose.yml as Compose does: merge keys, no key twice, `${NAME:?message}` from `.env`."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE_FILE = ROOT / "docker-compose.yml"
ENV_TEMPLATE = ROOT / ".env.example"
IMAGE_ROOT = "/opt/chitieu"
"""Where both images hold the repository; a path below it is the same path below the root here."""

_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+):\?([^}]*)\}|(.{0,20}))")


class _StrictLoader(yaml.SafeLoader):
    """A loader to which a key that stands twice is an error, not the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def strict_yaml(text: str) -> Any:
    """Parse YAML; a duplicate key raises `yaml.constructor.ConstructorError`."""
    loader = _StrictLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def load_compose() -> dict[str, Any]:
    """The compose file as a mapping, with its references as they are written."""
    parsed: dict[str, Any] = strict_yaml(COMPOSE_FILE.read_text("utf-8"))
    return parsed


def read_env(path: Path) -> dict[str, str]:
    """The assignments of an env file."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    """Fill in references; one that is unset, empty or of another form than `${NAME:?message}` raises."""

    def fill(match: re.Match[str]) -> str:
        dollar, name, message, other = match.groups()
        if dollar:
            return "$"
        if other is not None:
            raise ValueError(f"${other} is no reference of the form ${{NAME:?message}}")
        if not variables.get(name):
            raise ValueError(f"{name}: {message}")
        return variables[name]

    return _REFERENCE.sub(fill, text)


def references(text: str) -> set[str]:
    """Names of the variables that a text refers to."""
    return {match.group(2) for match in _REFERENCE.finditer(text) if match.group(2)}


def each_string(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every string in it changed; mapping keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: each_string(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [each_string(item, change) for item in value]
    return value


def healthcheck_command(service: Mapping[str, Any]) -> list[str]:
    """The health check as an argument vector."""
    kind, *arguments = service["healthcheck"]["test"]
    if kind == "CMD":
        return list(arguments)
    if kind == "CMD-SHELL":
        return ["sh", "-c", *arguments]
    raise ValueError(f"unknown kind of health check: {kind}")


def image_environment(dockerfile: Path) -> dict[str, str]:
    """The variables that an image sets."""
    text = dockerfile.read_text("utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^ENV (.+)$", text, flags=re.MULTILINE)
    return {name: value for block in blocks for name, value in re.findall(r"(\w+)=(\S+)", block)}
