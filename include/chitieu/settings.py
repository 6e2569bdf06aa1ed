"""Where things are and how the warehouse is reached: from the environment, then from `var/` under home.

Standard library only, so that the command line and DAG files start fast. `Settings.load()` writes nothing;
secrets are generated when they are first asked for.

| variable | meaning |
|---|---|
| `CHITIEU_HOME` | folder that holds `var/`; default: the checkout that holds this package |
| `CHITIEU_ARCHIVE_DIR`, `CHITIEU_REPORTS_DIR` | default: `var/archive`, `var/reports` |
| `CHITIEU_ARCHIVE_URL` | a store for the archive instead: `s3://bucket/archive`, any URL of fsspec |
| `CHITIEU_LOCAL_SITES` | hosts that are served here, `tin.example=127.0.0.1:8001 ...`: tests and demo |
| `CHITIEU_SOURCES_DIR` | a folder with sources of your own, beside those of the package |
| `CHITIEU_INBOX_DIR` | where scheduled runs look for pages; default: `var/inbox` |
| `CHITIEU_WAREHOUSE_URL` | the owner's URL of a PostgreSQL of your own; without it the embedded one is used |
| `CHITIEU_{OWNER,LOADER,TRANSFORMER,READER}_PASSWORD` | passwords of the roles on that server |
| `CHITIEU_{LOADER,TRANSFORMER,READER}_URL` | a whole URL where a role connects elsewhere |
| `CHITIEU_CONTACT` | a mail address or a page about who runs the crawls: told to every site that is fetched |
| `CHITIEU_AIRFLOW_URL` | the metadata database of Airflow on a server of your own |

Each password and URL may instead be read from a file named by the variable with `_FILE` added.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self, get_args
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from chitieu.kernel.errors import ConfigurationError
from chitieu.local_files import SecretStore, read_json_object

Role = Literal["owner", "loader", "transformer", "reader"]
ROLES: tuple[Role, ...] = get_args(Role)

WAREHOUSE_DATABASE = "warehouse"
AIRFLOW_DATABASE = "airflow"
LOOPBACK = "127.0.0.1"

_PREFIX = "CHITIEU_"
_DEFAULT_PORT = 5432
_PAIR = 2
_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"})
_SECRET_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAMES_OF_SECRETS = (
    "WAREHOUSE_URL",
    "AIRFLOW_URL",
    *(f"{role.upper()}_{kind}" for role in ROLES for kind in ("URL", "PASSWORD")),
)
_NAMES = (
    "HOME",
    "ARCHIVE_DIR",
    "ARCHIVE_URL",
    "REPORTS_DIR",
    "INBOX_DIR",
    "CONTACT",
    "LOCAL_SITES",
    "SOURCES_DIR",
)
_KNOWN = frozenset(
    {_PREFIX + name for name in (*_NAMES, *_NAMES_OF_SECRETS)}
    | {f"{_PREFIX}{name}_FILE" for name in _NAMES_OF_SECRETS}
)


def role_name(role: Role) -> str:
    """The database role of a role of the warehouse: `chitieu_loader`."""
    return f"chitieu_{role}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One login of one database. `options` are further connection parameters (`sslmode`)."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def url(self, driver: str = "psycopg") -> str:
        """A SQLAlchemy URL; it holds the password, so it is not for logs."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"postgresql+{driver}://{login}@{host}:{self.port}/{quote(self.database, safe='')}{query}"

    def parameters(self) -> dict[str, Any]:
        """Keyword arguments of `psycopg.connect`; they hold the password."""
        return {
            **dict(self.options),
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
        }

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.database}"


def _parse_url(variable: str, url: str, password: str | None) -> Endpoint:
    """Read a URL; messages name the variable and the fault, never the URL, which holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORT
    except ValueError as error:
        raise ConfigurationError(f"{variable} is not a URL. {_URL_FORM}") from error
    database = unquote(parts.path.removeprefix("/"))
    missing = [
        name
        for name, value in (("host", parts.hostname), ("user", parts.username), ("database", database))
        if not value
    ]
    if parts.scheme not in _SCHEMES:
        raise ConfigurationError(f"{variable} is not the URL of a PostgreSQL. {_URL_FORM}")
    if missing or parts.hostname is None or parts.username is None:
        raise ConfigurationError(f"{variable} names no {' and no '.join(missing)}. {_URL_FORM}")
    secret = unquote(parts.password) if parts.password else password
    if not secret:
        raise ConfigurationError(
            f"{variable} holds no password. Add one, or set the role's password variable."
        )
    options = tuple(parse_qsl(parts.query))
    return Endpoint(parts.hostname, port, database, unquote(parts.username), secret, options)


_URL_FORM = "Its form is postgresql://USER:PASSWORD@HOST:PORT/DATABASE."


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and connections of one installation.

    `home` holds `var/`; `project_dir` holds `dbt/`, `expectations/` and `dags/`: home itself where it has
    them, else the checkout that holds the package. All paths are absolute. No secret is part of the `repr`.
    """

    home: Path
    project_dir: Path
    archive_dir: Path
    reports_dir: Path
    inbox_dir: Path
    environment: Mapping[str, str] = field(repr=False, hash=False)

    @classmethod
    def load(cls, home: Path | None = None, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings.

        Args:
            home: overrides `CHITIEU_HOME`.
            environment: read instead of the process's own variables.

        Raises:
            ConfigurationError: a folder does not exist, or a variable is misspelt or empty.
        """
        given = os.environ if environment is None else environment
        variables = {k: v for k, v in given.items() if k.startswith(_PREFIX)}
        _refuse_misspelt(variables)
        _refuse_empty(variables)
        checkout = _checkout()
        chosen = home or (Path(variables[f"{_PREFIX}HOME"]) if f"{_PREFIX}HOME" in variables else checkout)
        if chosen is None:
            raise ConfigurationError(
                "There is no folder to keep data in: the package is not installed from a checkout. "
                "Set CHITIEU_HOME to a folder that exists."
            )
        base = chosen.expanduser().resolve()
        if not base.is_dir():
            raise ConfigurationError(f"The home folder {base} does not exist. Create it or set CHITIEU_HOME.")
        project = base if checkout is None or (base / "dbt" / "dbt_project.yml").is_file() else checkout

        def folder(name: str) -> Path:
            override = variables.get(f"{_PREFIX}{name.upper()}_DIR")
            return Path(override).expanduser().absolute() if override else base / "var" / name

        return cls(base, project, folder("archive"), folder("reports"), folder("inbox"), variables)

    @property
    def var_dir(self) -> Path:
        """What is made on this machine: data, logs, secrets. Never under version control."""
        return self.home / "var"

    @property
    def archive_url(self) -> str:
        """Where the archive is: the URL of a store, or the path of a folder.

        Raises:
            ConfigurationError: both a URL and a folder are set.
        """
        url = self._variable("ARCHIVE_URL")
        if url and f"{_PREFIX}ARCHIVE_DIR" in self.environment:
            raise ConfigurationError("CHITIEU_ARCHIVE_URL and CHITIEU_ARCHIVE_DIR are both set. Unset one.")
        return url or str(self.archive_dir)

    @property
    def crawls_dir(self) -> Path:
        """Where crawls write before what they brought lies in the archive."""
        return self.var_dir / "crawls"

    @property
    def local_sites(self) -> tuple[tuple[str, str], ...]:
        """Hosts that are served on this machine, as (host, "127.0.0.1:port"); with any, loopback is reached.

        Raises:
            ConfigurationError: the variable is no list of `host=address:port`.
        """
        pairs = [tuple(site.split("=", 1)) for site in (self._variable("LOCAL_SITES") or "").split()]
        if any(len(pair) != _PAIR or not all(pair) for pair in pairs):
            raise ConfigurationError(
                f"{_PREFIX}LOCAL_SITES is no list of sites. Its form is HOST=127.0.0.1:PORT HOST=..."
            )
        return tuple((pair[0], pair[1]) for pair in pairs)

    @property
    def dbt_dir(self) -> Path:
        """The dbt project."""
        return self.project_dir / "dbt"

    @property
    def expectations_dir(self) -> Path:
        """The Great Expectations suites."""
        return self.project_dir / "expectations"

    @property
    def dags_dir(self) -> Path:
        """Airflow's DAG files."""
        return self.project_dir / "dags"

    @property
    def postgres_dir(self) -> Path:
        """Data of the embedded PostgreSQL."""
        return self.var_dir / "postgres"

    @property
    def postgres_state_path(self) -> Path:
        """Where the port of the embedded PostgreSQL is remembered."""
        return self.var_dir / "postgres.json"

    @property
    def contact(self) -> str | None:
        """Whom sites may write to about our fetching; None where it is not set."""
        return self.environment.get(f"{_PREFIX}CONTACT")

    @property
    def is_embedded(self) -> bool:
        """Whether the warehouse is the embedded PostgreSQL: no URL of a server is set."""
        names = ("WAREHOUSE_URL", *(f"{role.upper()}_URL" for role in ROLES))
        return not any(self._variable(name) for name in names)

    def secret(self, name: str) -> str:
        """A secret by name (`airflow_admin_password`): `CHITIEU_<NAME>` or its file, else generated once.

        Generated secrets are 43 URL-safe characters and are kept in `var/secrets.json`, mode 0600.
        """
        if not _SECRET_NAME.fullmatch(name):
            raise ConfigurationError(
                f"{name!r} is no name of a secret: use lower-case letters, digits and _."
            )
        return self._variable(name.upper()) or SecretStore(self.var_dir / "secrets.json").get(name)

    def warehouse(self, role: Role) -> Endpoint:
        """How a role connects to the warehouse.

        Raises:
            ConfigurationError: a password or URL is not set, or the embedded server was never started.
        """
        if self.is_embedded:
            password = self.secret(f"{role}_password")
            return self._embedded(WAREHOUSE_DATABASE, role_name(role), password)
        password_variable = f"{role.upper()}_PASSWORD"
        own = "WAREHOUSE_URL" if role == "owner" else f"{role.upper()}_URL"
        url, secret = self._variable(own), self._variable(password_variable)
        if url:
            return _parse_url(_PREFIX + own, url, secret)
        shared = self._variable("WAREHOUSE_URL")
        if shared is None:
            raise ConfigurationError(f"{_PREFIX}{own} is not set, so role {role} cannot connect. {_URL_FORM}")
        if secret is None:
            raise ConfigurationError(
                f"The password of {role_name(role)} is not known: set {_PREFIX}{password_variable} "
                f"(or {_PREFIX}{password_variable}_FILE) beside {_PREFIX}WAREHOUSE_URL."
            )
        owner = _parse_url(f"{_PREFIX}WAREHOUSE_URL", shared, self._variable("OWNER_PASSWORD") or secret)
        return Endpoint(owner.host, owner.port, owner.database, role_name(role), secret, owner.options)

    def warehouse_url(self, role: Role, driver: str = "psycopg") -> str:
        """The SQLAlchemy URL of a role, with its password; errors as in `warehouse`."""
        return self.warehouse(role).url(driver)

    def airflow_url(self, driver: str = "psycopg2") -> str:
        """The SQLAlchemy URL of Airflow's metadata database, with its password."""
        url = self._variable("AIRFLOW_URL")
        if url:
            return _parse_url(f"{_PREFIX}AIRFLOW_URL", url, self._variable("AIRFLOW_PASSWORD")).url(driver)
        password = self.secret("airflow_password")
        return self._embedded(AIRFLOW_DATABASE, AIRFLOW_DATABASE, password).url(driver)

    def admin(self) -> Endpoint:
        """The superuser of the embedded PostgreSQL, for bootstrap alone."""
        return self._embedded("postgres", "postgres", self.secret("postgres_password"))

    def _embedded(self, database: str, user: str, password: str) -> Endpoint:
        port = read_json_object(self.postgres_state_path).get("port")
        if not isinstance(port, int):
            raise ConfigurationError(
                f"The embedded PostgreSQL of {self.home} was never started. "
                "Run: chitieu db upgrade (it starts the server)"
            )
        return Endpoint(LOOPBACK, port, database, user, password)

    def _variable(self, name: str) -> str | None:
        """The value of a variable or of the file that its `_FILE` names; an empty one is an error."""
        variable = _PREFIX + name
        if variable in self.environment:
            value = self.environment[variable]
        elif f"{variable}_FILE" in self.environment:
            path = Path(self.environment[f"{variable}_FILE"])
            try:
                value = path.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigurationError(
                    f"{variable}_FILE names {path}, which cannot be read: {error}"
                ) from error
        else:
            return None
        if not value:
            raise ConfigurationError(f"{variable}_FILE names an empty file. Put the value in it or unset it.")
        return value


def _checkout() -> Path | None:
    """The checkout that holds this file as `include/chitieu/settings.py`, if it is one."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "include").is_dir() else None


def _refuse_misspelt(variables: Mapping[str, str]) -> None:
    """A misspelt URL would silently give the embedded server, so a near miss of a known name is an error."""
    for name in sorted(variables.keys() - _KNOWN):
        close = get_close_matches(name, _KNOWN, n=1, cutoff=0.92)
        if close:
            raise ConfigurationError(f"{name} is no setting. Did you mean {close[0]}?")


def _refuse_empty(variables: Mapping[str, str]) -> None:
    """An empty variable is a value that somebody forgot: as a folder it would be the current one."""
    for name in sorted(_KNOWN & variables.keys()):
        if not variables[name].strip():
            raise ConfigurationError(f"{name} is set but empty. Give it a value or unset it.")
