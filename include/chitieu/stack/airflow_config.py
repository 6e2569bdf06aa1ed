"""The folder of the local Airflow, `var/airflow`: configuration, login, environment of its processes."""

from __future__ import annotations

import configparser
import io
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from chitieu.local_files import read_json_object, write_private
from chitieu.settings import LOOPBACK, Settings
from chitieu.stack.processes import Service, free_port

ADMIN = "admin"
COMPONENTS = ("api-server", "dag-processor", "scheduler", "triggerer")

# Tasks at once: a task waits for the database and for Airflow about as long as it computes.
_FEWEST_TASKS, _MOST_TASKS = 4, 8


@dataclass(frozen=True, slots=True)
class AirflowHome:
    """Where the local Airflow of one installation keeps what is its own."""

    settings: Settings

    @property
    def folder(self) -> Path:
        """AIRFLOW_HOME."""
        return self.settings.var_dir / "airflow"

    @property
    def config_path(self) -> Path:
        """The configuration, with the keys and the metadata database's password, mode 0600."""
        return self.folder / "airflow.cfg"

    @property
    def password_path(self) -> Path:
        """The login of the UI as Airflow's simple auth manager reads it, mode 0600."""
        return self.folder / "passwords.json"

    @property
    def logs_dir(self) -> Path:
        """Logs of the tasks; those of the four processes lie beside them in `processes/`."""
        return self.folder / "logs"

    @property
    def port(self) -> int | None:
        """The port that the UI was last given."""
        port = read_json_object(self._state_path).get("port")
        return port if isinstance(port, int) else None

    @property
    def url(self) -> str | None:
        """Address of the UI and of the REST API, None if it was never started."""
        return f"http://{LOOPBACK}:{self.port}" if self.port else None

    @property
    def _state_path(self) -> Path:
        return self.folder / "state.json"

    def service(self, name: str) -> Service:
        """One of Airflow's processes, by the name of its command."""
        return Service(name, self.folder / f"{name}.pid", self.logs_dir / "processes" / f"{name}.log")

    def services(self) -> list[Service]:
        """All of Airflow's processes."""
        return [self.service(name) for name in COMPONENTS]

    def password(self) -> str:
        """The generated password of the admin; for a terminal or a request, never for a log."""
        return self.settings.secret("airflow_admin_password")

    def prepare(self) -> int:
        """Write configuration and login; return the port: the last one, or another if that is taken."""
        port = free_port(self.port, LOOPBACK)
        self.logs_dir.mkdir(parents=True, exist_ok=True)
        write_private(self._state_path, json.dumps({"port": port}) + "\n")
        write_private(self.password_path, json.dumps({ADMIN: self.password()}) + "\n")
        write_private(self.config_path, self._configuration(port))
        return port

    def environment(self, *, preload: bool = False) -> dict[str, str]:
        """The variables of Airflow's processes: this process's own, but no setting that is not of `settings`.

        Args:
            preload: let the process import the heavy libraries once, for the tasks that it forks.
        """
        others = ("AIRFLOW_", "CHITIEU_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        kept |= self.settings.environment
        # The triggerer makes triggers from their modules' names, and these lie beside the DAGs.
        own = (str(self.settings.project_dir / "config"), str(self.settings.dags_dir))
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (*own, kept.get("PYTHONPATH"))))
        kept |= {
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW_CONFIG": str(self.config_path),
            "CHITIEU_HOME": str(self.settings.home),
            "NO_COLOR": "1",
        }
        if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Four processes that each compile thousands of modules take far longer to start: what must not be
            # written beside the modules is written here.
            kept.setdefault("PYTHONPYCACHEPREFIX", str(self.folder / "bytecode"))
        if preload:
            kept["CHITIEU_PRELOAD"] = "1"
        return kept

    def command(self, *arguments: str) -> list[str]:
        """A command of the Airflow that is installed beside this package."""
        return [sys.executable, "-P", "-m", "airflow", *arguments]

    def _configuration(self, port: int) -> str:
        """What differs from Airflow's defaults, as the text of `airflow.cfg`."""
        secret = self.settings.secret
        tasks = min(max(os.cpu_count() or 1, _FEWEST_TASKS), _MOST_TASKS)
        sections: dict[str, dict[str, object]] = {
            "core": {
                "dags_folder": self.settings.dags_dir,
                "load_examples": False,
                "executor": "LocalExecutor",
                "parallelism": tasks,
                "dags_are_paused_at_creation": False,
                "default_timezone": "Asia/Ho_Chi_Minh",
                # 32 bytes in URL-safe base64; Fernet wants them padded.
                "fernet_key": secret("airflow_fernet_key") + "=",
                "simple_auth_manager_users": f"{ADMIN}:admin",
                "simple_auth_manager_passwords_file": self.password_path,
                "execution_api_server_url": f"http://{LOOPBACK}:{port}/execution/",
            },
            "database": {"sql_alchemy_conn": self.settings.airflow_url()},
            "api": {
                "host": LOOPBACK,
                "port": port,
                "workers": 1,
                "base_url": f"http://{LOOPBACK}:{port}",
                "secret_key": secret("airflow_secret_key"),
                "instance_name": "Chitieu",
            },
            # Tokens are signed with SHA-512, whose key has 64 bytes or more.
            "api_auth": {"jwt_secret": secret("airflow_jwt_secret") + secret("airflow_jwt_secret_more")},
            "logging": {"base_log_folder": self.logs_dir, "colored_console_log": False},
            "dag_processor": {"refresh_interval": 15, "min_file_process_interval": 30},
            # A watcher that misses the moment in which its task ends looks again after this many seconds;
            # five, the default, keeps one of a laptop's few places occupied for nothing.
            "workers": {"min_heartbeat_interval": 1},
            "usage_data_collection": {"enabled": False},
        }
        parser = configparser.ConfigParser(interpolation=None)
        for section, options in sections.items():
            # Airflow reads the file with interpolation: a percent sign stands for itself only if doubled.
            parser[section] = {name: str(value).replace("%", "%%") for name, value in options.items()}
        text = io.StringIO()
        parser.write(text)
        return f"# Written anew on every start, from {Path(__file__).name}.\n" + text.getvalue()


def turn_logs(home: AirflowHome, keep_bytes: int = 20_000_000) -> None:
    """Begin a process's log anew once it has outgrown its size; the last one is kept beside it."""
    for service in home.services():
        if service.log_path.exists() and service.log_path.stat().st_size > keep_bytes:
            shutil.move(service.log_path, service.log_path.with_suffix(".log.1"))
