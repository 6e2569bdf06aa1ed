"""Real processes: what is started is found again, with all it forked, and nothing of it outlives a stop."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import psutil
import pytest

from chitieu.kernel.errors import ChitieuError
from chitieu.stack.processes import Service, free_port, stop

# Says when it is ready, so that no test has to guess: the child of a child is up before the line is written.
FAMILY = """
import os, signal, sys
read, write = os.pipe()
if os.fork() == 0:
    if {stubborn}:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(write, b"x")
    signal.pause()
os.read(read, 1)
open(sys.argv[1], "w").write("ready")
signal.pause()
"""


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service("family", tmp_path / "family.pid", tmp_path / "logs" / "family.log")


def start_family(service: Service, tmp_path: Path, *, stubborn: bool = False) -> list[psutil.Process]:
    """Start a process with a child and return both, once both run."""
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    service.start([sys.executable, "-c", FAMILY.format(stubborn=stubborn), str(ready)], dict(os.environ))
    assert ready.read_text() == "ready"
    return service.members()


def ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_process_is_found_again_by_another_command_with_what_it_forked(
    service: Service, tmp_path: Path
) -> None:
    family = start_family(service, tmp_path)
    again = Service(service.name, service.pid_path, service.log_path)
    assert again.pid() in {process.pid for process in family}
    assert len(again.members()) == 2
    assert stop([again], grace_seconds=10) == 0
    assert all(ended(process) for process in family)
    assert not service.pid_path.exists()


def test_what_ignores_every_request_is_killed(service: Service, tmp_path: Path) -> None:
    family = start_family(service, tmp_path, stubborn=True)
    assert stop([service], grace_seconds=10) == 1
    assert all(ended(process) for process in family)


def test_what_a_dead_process_left_behind_is_found_and_ended(service: Service, tmp_path: Path) -> None:
    family = start_family(service, tmp_path)
    leader = psutil.Process(service.pid())
    leader.kill()
    leader.wait(10)
    assert service.pid() is None
    assert len(service.members()) == 1
    stop([service], grace_seconds=10)
    assert all(ended(process) for process in family)


def test_a_pid_that_belongs_to_another_process_now_is_left_alone(service: Service) -> None:
    service.pid_path.write_text(json.dumps({"pid": os.getpid(), "began": 1.0}))
    assert service.pid() is None
    assert service.members() == []
    assert stop([service], grace_seconds=1) == 0


def test_output_goes_to_a_log_that_others_cannot_read(service: Service) -> None:
    service.start([sys.executable, "-c", "print('một\\nhai')"], dict(os.environ))
    assert service.wait(30) == 0
    assert service.tail(1) == "hai"
    assert service.log_path.stat().st_mode & 0o077 == 0
    service.forget()


def test_a_program_that_is_not_there_is_an_error_with_a_next_step(service: Service, tmp_path: Path) -> None:
    with pytest.raises(ChitieuError, match="make setup"):
        service.start([str(tmp_path / "nothing")], {})


def test_nothing_started_means_nothing_runs(service: Service) -> None:
    assert service.pid() is None
    assert service.members() == []
    assert service.tail() == "(no log)"
    assert stop([service], grace_seconds=1) == 0


def test_the_port_of_last_time_is_taken_unless_somebody_listens_there() -> None:
    port = free_port(None)
    assert free_port(port) == port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert free_port(port) != port
