"""Writes `.env` for docker-compose.yml: what `.env.example` leaves empty gets a generated secret."""

from __future__ import annotations

import base64
import os
import re
import secrets
from pathlib import Path

from chitieu.kernel.errors import ConfigurationError

TEMPLATE_NAME = ".env.example"
FILE_NAME = ".env"

_ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


def write_env(settings_home: Path) -> Path:
    """Write `.env` beside docker-compose.yml, readable by its owner alone, and return its path.

    Secrets are 256 random bits: hexadecimal, so that they need no quoting in a URL, in SQL or in a shell,
    and URL-safe base64 where the name ends in `_FERNET_KEY`, which is the form that Fernet takes. A file that
    cannot be written to its end is removed.

    Args:
        settings_home: the folder of docker-compose.yml and of the template.

    Raises:
        ConfigurationError: `.env` exists, the template is missing or has a line that is no assignment, or the
            folder cannot be written.
    """
    template = settings_home / TEMPLATE_NAME
    target = settings_home / FILE_NAME
    try:
        lines = template.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise ConfigurationError(
            f"{template} cannot be read ({problem.strerror}). Run this in a checkout of the project."
        ) from problem
    content = "\n".join(_filled(line, number, template) for number, line in enumerate(lines, 1)) + "\n"
    _create(target, content)
    return target


def _filled(line: str, number: int, template: Path) -> str:
    if not line.strip() or line.startswith("#"):
        return line
    assignment = _ASSIGNMENT.fullmatch(line)
    if assignment is None:
        raise ConfigurationError(f"{template} line {number} is no NAME=value. Mend it and run again.")
    name, value = assignment.groups()
    return line if value else f"{name}={_secret_for(name)}"


def _secret_for(name: str) -> str:
    if name.endswith("_FERNET_KEY"):
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
    return secrets.token_hex(32)


def _create(target: Path, content: str) -> None:
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise ConfigurationError(
            f"{target} exists and is left alone: the databases know its passwords. To begin anew, remove the "
            "volumes (docker compose down --volumes) and the file, then run again."
        ) from problem
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(content)
    except OSError as problem:
        target.unlink()
        raise _unwritable(target, problem) from problem


def _unwritable(target: Path, problem: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{target} cannot be written ({problem.strerror}). Make room or the folder writable, and run again."
    )
