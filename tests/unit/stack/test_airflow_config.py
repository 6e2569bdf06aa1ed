"""What the local Airflow is told: on this machine alone, with generated secrets that others cannot read."""

from __future__ import annotations

import configparser
import json
import stat
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.settings import Settings
from chitieu.stack.airflow import airflow_status, stop_airflow, trigger
from chitieu.stack.airflow_config import AirflowHome

DATABASE = {"CHITIEU_AIRFLOW_URL": "postgresql://airflow:100%25%20sure@127.0.0.1:5433/airflow"}


@pytest.fixture
def home(tmp_path: Path) -> AirflowHome:
    return AirflowHome(Settings.load(tmp_path, environment=DATABASE))


def read_config(home: AirflowHome) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()  # with interpolation, as Airflow reads it
    parser.read(home.config_path, encoding="utf-8")
    return parser


def test_everything_listens_on_loopback_alone(home: AirflowHome) -> None:
    port = home.prepare()
    config = read_config(home)
    assert config["api"]["host"] == "127.0.0.1"
    assert config["api"]["port"] == str(port)
    assert home.url == f"http://127.0.0.1:{port}"


def test_the_login_and_the_keys_are_generated_and_private(home: AirflowHome) -> None:
    home.prepare()
    config = read_config(home)
    assert json.loads(home.password_path.read_text()) == {"admin": home.password()}
    assert len(home.password()) >= 43
    assert len(urlsafe_b64decode(config["core"]["fernet_key"])) == 32
    assert len(config["api_auth"]["jwt_secret"]) >= 64
    keys = {config["core"]["fernet_key"], config["api"]["secret_key"], config["api_auth"]["jwt_secret"]}
    assert len(keys | {home.password()}) == 4
    for path in (home.config_path, home.password_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secrets_and_port_stay_what_they_are(home: AirflowHome) -> None:
    home.prepare()
    before = home.config_path.read_text()
    home.prepare()
    assert home.config_path.read_text() == before


def test_a_password_with_a_percent_sign_reaches_airflow_as_it_is(home: AirflowHome) -> None:
    home.prepare()
    url = read_config(home)["database"]["sql_alchemy_conn"]
    assert url == home.settings.airflow_url()
    assert "100%25%20sure" in url


def test_no_setting_of_another_installation_gets_through(
    home: AirflowHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("CHITIEU_WAREHOUSE_URL", "postgresql://other")
    environment = home.environment()
    assert not [name for name in environment if name.startswith("AIRFLOW__")]
    assert "CHITIEU_WAREHOUSE_URL" not in environment
    assert environment["CHITIEU_AIRFLOW_URL"] == DATABASE["CHITIEU_AIRFLOW_URL"]
    assert environment["CHITIEU_HOME"] == str(home.settings.home)


def test_no_secret_is_in_a_command_line(home: AirflowHome) -> None:
    home.prepare()
    words = " ".join(home.command("api-server"))
    assert home.password() not in words
    assert "sure" not in words


def test_only_the_scheduler_imports_for_its_tasks(home: AirflowHome) -> None:
    assert "CHITIEU_PRELOAD" not in home.environment()
    assert home.environment(preload=True)["CHITIEU_PRELOAD"] == "1"


def test_an_airflow_that_was_never_started_says_so(home: AirflowHome) -> None:
    status = airflow_status(home.settings)
    assert not status.running
    assert not status.healthy
    assert status.url is None
    assert not stop_airflow(home.settings)
    with pytest.raises(ChitieuError, match="make up"):
        trigger(home.settings, "ingest_pages", {})


def test_an_airflow_that_was_stopped_does_not_answer(home: AirflowHome) -> None:
    home.prepare()
    with pytest.raises(ChitieuError, match=r"does not answer.*make up"):
        trigger(home.settings, "ingest_pages", {})


def test_without_a_database_there_is_no_configuration(tmp_path: Path) -> None:
    home = AirflowHome(Settings.load(tmp_path, environment={}))
    with pytest.raises(ConfigurationError, match="never started"):
        home.prepare()
