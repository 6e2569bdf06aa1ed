"""Small files under `var/` that several processes share: locks, secrets, remembered ports."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chitieu.kernel.errors import ConfigurationError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file lock at `path` against all other processes; it ends with the block or the process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a")
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}. Run as the user who owns {path.parent}, or set "
            "CHITIEU_HOME to a folder of your own."
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_private(path: Path, content: str) -> None:
    """Replace a file in one step, readable by its owner alone from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json_object(path: Path) -> dict[str, object]:
    """The JSON object in a file, empty where there is no file.

    Raises:
        ConfigurationError: the file does not hold a JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise ConfigurationError(
            f"{path} cannot be read by this user. Run as the user who owns it."
        ) from error
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid JSON. Restore it from a copy or delete it.") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} does not hold a JSON object. Restore it from a copy or delete it.")
    return content


class SecretStore:
    """Generated secrets in one JSON file of mode 0600: a name is generated once and keeps its value."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str:
        """The secret of that name: 43 URL-safe characters (256 bits), generated on first use."""
        known = self._read()
        if name not in known:
            with locked(self._path.with_suffix(".lock")):
                known = self._read()
                if name not in known:
                    known[name] = secrets.token_urlsafe(32)
                    write_private(self._path, json.dumps(known, indent=2, sort_keys=True) + "\n")
        return known[name]

    def _read(self) -> dict[str, str]:
        content = read_json_object(self._path)
        if not content:
            return {}
        if stat.S_IMODE(self._path.stat().st_mode) & 0o077:
            raise ConfigurationError(
                f"Other users can read {self._path}. Run: chmod 600 {self._path} (and change what leaked)."
            )
        if not all(isinstance(value, str) and value for value in content.values()):
            raise ConfigurationError(f"{self._path} holds a secret that is no text. Restore it from a copy.")
        return {name: str(value) for name, value in content.items()}
