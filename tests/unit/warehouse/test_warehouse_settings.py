"""Settings: from the variables, from `var/`, or a clear error; secrets stay out of sight."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Endpoint, Role, Settings

URL = "postgresql://chitieu_owner:s%2Fcret@db.example.org:6543/figures?sslmode=require"


def _load(home: Path, variables: Mapping[str, str] | None = None) -> Settings:
    given = {f"CHITIEU_{name}": value for name, value in (variables or {}).items()}
    return Settings.load(home, environment=given)


def test_the_checkout_is_home_by_default() -> None:
    found = Settings.load(environment={})
    assert (found.home / "pyproject.toml").is_file()
    assert found.project_dir == found.home
    assert found.archive_dir == found.home / "var" / "archive"


def test_home_from_the_variable_and_project_from_the_checkout(tmp_path: Path) -> None:
    found = Settings.load(environment={"CHITIEU_HOME": str(tmp_path)})
    assert found.home == tmp_path.resolve()
    assert found.dbt_dir == Settings.load(environment={}).dbt_dir
    assert list(tmp_path.iterdir()) == []


def test_a_home_with_a_dbt_project_is_the_project(tmp_path: Path) -> None:
    (tmp_path / "dbt").mkdir()
    (tmp_path / "dbt" / "dbt_project.yml").write_text("name: chitieu\n")
    assert _load(tmp_path).project_dir == tmp_path.resolve()


def test_a_home_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"does not exist\. Create it or set CHITIEU_HOME"):
        _load(tmp_path / "nowhere")


def test_folders_can_be_moved(tmp_path: Path) -> None:
    assert _load(tmp_path, {"ARCHIVE_DIR": "/srv/archive"}).archive_dir == Path("/srv/archive")
    assert _load(tmp_path, {"ARCHIVE_DIR": "/srv/archive"}).archive_url == "/srv/archive"
    assert _load(tmp_path, {"ARCHIVE_URL": "s3://kho/archive"}).archive_url == "s3://kho/archive"
    with pytest.raises(ConfigurationError, match="both set"):
        _ = _load(tmp_path, {"ARCHIVE_URL": "s3://kho/a", "ARCHIVE_DIR": "/srv/archive"}).archive_url


@pytest.mark.parametrize("name", ["WAREHOSE_URL", "LOADER_PASWORD", "REPORT_DIR"])
def test_a_misspelt_variable_is_not_ignored(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"CHITIEU_{name} is no setting. Did you mean CHITIEU_"):
        _load(tmp_path, {name: "x"})


@pytest.mark.parametrize("name", ["HOME", "ARCHIVE_DIR", "WAREHOUSE_URL", "LOADER_PASSWORD"])
def test_an_empty_variable_is_not_ignored(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"CHITIEU_{name} is set but empty"):
        _load(tmp_path, {name: ""})


def test_a_variable_of_another_part_is_none_of_ours(tmp_path: Path) -> None:
    assert _load(tmp_path, {"DBT_HOST": "x"}).is_embedded


def test_one_url_and_a_password_for_each_role(tmp_path: Path) -> None:
    found = _load(
        tmp_path,
        {
            "WAREHOUSE_URL": URL,
            "LOADER_PASSWORD": "p@ss/w:rd",
            "READER_URL": URL.replace("6543", "7000"),
        },
    )
    options = (("sslmode", "require"),)
    assert found.warehouse("owner") == Endpoint(
        "db.example.org", 6543, "figures", "chitieu_owner", "s/cret", options
    )
    assert found.warehouse("loader") == Endpoint(
        "db.example.org", 6543, "figures", "chitieu_loader", "p@ss/w:rd", options
    )
    assert found.warehouse("reader").port == 7000
    assert found.warehouse_url("loader") == (
        "postgresql+psycopg://chitieu_loader:p%40ss%2Fw%3Ard@db.example.org:6543/figures?sslmode=require"
    )
    with pytest.raises(ConfigurationError, match=r"set CHITIEU_TRANSFORMER_PASSWORD"):
        found.warehouse("transformer")


def test_a_machine_that_knows_one_role_alone(tmp_path: Path) -> None:
    found = _load(tmp_path, {"READER_URL": URL})
    assert not found.is_embedded
    assert found.warehouse("reader").host == "db.example.org"
    with pytest.raises(ConfigurationError, match=r"CHITIEU_WAREHOUSE_URL is not set"):
        found.warehouse("owner")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mysql://u:p@h/d", "not the URL of a PostgreSQL"),
        ("postgresql://u:p@h", "names no database"),
        ("postgresql:///d", "names no host and no user"),
        ("postgresql://u@h/d", "holds no password"),
        ("postgresql://u:p@h:port/d", "is not a URL"),
    ],
)
def test_a_url_that_is_none(tmp_path: Path, url: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault):
        _load(tmp_path, {"WAREHOUSE_URL": url}).warehouse("owner")


def test_a_password_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file\n")
    found = _load(tmp_path, {"WAREHOUSE_URL": URL, "LOADER_PASSWORD_FILE": str(file)})
    assert "from a file" in found.warehouse("loader").url().replace("%20", " ")
    file.unlink()
    with pytest.raises(ConfigurationError, match=r"CHITIEU_LOADER_PASSWORD_FILE names .* cannot be read"):
        found.warehouse("loader")


@pytest.mark.parametrize("role", ["owner", "loader"])
def test_the_embedded_server_must_have_been_started(tmp_path: Path, role: Role) -> None:
    with pytest.raises(ConfigurationError, match=r"was never started. Run: chitieu db upgrade"):
        _load(tmp_path).warehouse(role)


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    found = _load(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(found.secret, ["airflow_admin_password"] * 8))
    assert len(made) == 1
    assert len(made.pop()) == 43
    other = found.secret("reader_password")
    file = found.var_dir / "secrets.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["reader_password"] == other
    assert _load(tmp_path).secret("reader_password") == other
    assert _load(tmp_path, {"READER_PASSWORD": "chosen"}).secret("reader_password") == "chosen"


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    found = _load(tmp_path)
    found.secret("reader_password")
    (found.var_dir / "secrets.json").chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"Run: chmod 600"):
        found.secret("reader_password")


@pytest.mark.parametrize("content", ["{", "[]", '{"reader_password": 1}'])
def test_damaged_secrets_are_not_overwritten(tmp_path: Path, content: str) -> None:
    file = tmp_path / "var" / "secrets.json"
    file.parent.mkdir()
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ConfigurationError, match=r"Restore it from a copy"):
        _load(tmp_path).secret("reader_password")
    assert file.read_text() == content


def test_no_secret_is_shown(tmp_path: Path) -> None:
    found = _load(tmp_path, {"WAREHOUSE_URL": URL, "LOADER_PASSWORD": "hidden-word"})
    endpoint = found.warehouse("loader")
    for shown in (repr(found), str(found), repr(endpoint), str(endpoint), f"{endpoint}"):
        assert "hidden-word" not in shown
        assert "s/cret" not in shown
        assert "s%2Fcret" not in shown


def test_settings_are_cheap_to_import() -> None:
    heavy = "{'sqlalchemy', 'psycopg', 'pandas', 'alembic', 'yaml'}"
    code = f"import sys, chitieu.settings; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"
