"""Starts, finds and stops processes that outlive the command that started them.

Each one leads a session of its own, so that whatever it forks is found again by its session, also when it has
died itself. A pid file keeps the pid and when that process began: a pid alone may belong to another process
after a restart of the machine.
"""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from chitieu.kernel.errors import ChitieuError
from chitieu.local_files import read_json_object, write_private

# psutil derives start times from the boot time, which a corrected clock may shift a little.
_CLOCK_SLACK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Service:
    """One process by name, with its pid file and its log file."""

    name: str
    pid_path: Path
    log_path: Path

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start the process, detached from the terminal; its output goes to the end of the log file.

        Args:
            command: absolute path of the program, and arguments; others can list them, so no secret belongs
                here.
            environment: all of its variables.

        Raises:
            ChitieuError: the program cannot be started.
        """
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            pid = os.posix_spawn(
                command[0],
                list(command),
                dict(environment),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, str(self.log_path), append, 0o600),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                ],
                setsid=True,
                # A shell's background job ignores SIGINT, Python ignores SIGPIPE: neither is for the child.
                setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
            )
        except OSError as problem:
            raise ChitieuError(
                f"{command[0]} cannot be started: {problem.strerror}. Run: make setup"
            ) from problem
        began = psutil.Process(pid).create_time()
        write_private(self.pid_path, json.dumps({"pid": pid, "began": began}) + "\n")

    def wait(self, timeout_seconds: float) -> int | None:
        """The exit status of a process that this one started, None if it still runs after the timeout."""
        pid = self._recorded()
        if pid is None:
            return 0
        try:
            return psutil.Process(pid).wait(timeout_seconds)
        except psutil.TimeoutExpired:
            return None

    def pid(self) -> int | None:
        """The pid of the process while it runs, else None."""
        leader = self._recorded()
        return leader if leader is not None and self._is_recorded_one(leader) else None

    def members(self) -> list[psutil.Process]:
        """Every running process of the session: the leader, what it forked, and what it left behind."""
        leader = self._recorded()
        if leader is None or (psutil.pid_exists(leader) and not self._is_recorded_one(leader)):
            return []
        if self._began() < psutil.boot_time() - _CLOCK_SLACK_SECONDS:
            return []  # another boot's numbers
        return [process for process in psutil.process_iter() if _session_of(process) == leader]

    def tail(self, lines: int = 20) -> str:
        """The last lines of the log file."""
        try:
            text = self.log_path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])

    def forget(self) -> None:
        """Remove the pid file, once nothing of the session runs."""
        self.pid_path.unlink(missing_ok=True)

    def _recorded(self) -> int | None:
        pid = read_json_object(self.pid_path).get("pid")
        return pid if isinstance(pid, int) else None

    def _began(self) -> float:
        began = read_json_object(self.pid_path).get("began")
        return float(began) if isinstance(began, int | float) else 0.0

    def _is_recorded_one(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return (
                process.status() != psutil.STATUS_ZOMBIE
                and abs(process.create_time() - self._began()) < _CLOCK_SLACK_SECONDS
            )
        except psutil.NoSuchProcess:
            return False


def stop(services: Sequence[Service], grace_seconds: float) -> int:
    """Stop the services together and return how many processes had to be killed.

    The leaders are asked first, as by Ctrl-C, and may finish what they do; then their whole sessions are told
    to end; what is left after that is killed.

    Raises:
        ChitieuError: a process lives on, for instance because it belongs to another user.
    """
    everything = [process for service in services for process in service.members()]
    pids = {service.pid() for service in services}
    leaders = [process for process in everything if process.pid in pids]
    for leader in leaders:
        _send(leader, signal.SIGINT)
    psutil.wait_procs(leaders, timeout=grace_seconds)
    # Read again: a leader forks while it ends, and what it forked is known by its session alone.
    everything += [process for service in services for process in service.members()]
    left = [process for process in dict.fromkeys(everything) if _runs(process)]
    for process in left:
        _send(process, signal.SIGTERM)
    psutil.wait_procs(left, timeout=3)
    stubborn = [process for process in left if _runs(process)]
    for process in stubborn:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=3)
    survivors = [str(process.pid) for process in stubborn if _runs(process)]
    if survivors:
        raise ChitieuError(f"These processes could not be ended: {', '.join(survivors)}. End them by hand.")
    for service in services:
        service.forget()
    return len(stubborn)


def free_port(preferred: int | None, host: str = "127.0.0.1") -> int:
    """The preferred port if nothing listens there, else any free one."""
    for port in (preferred, 0) if preferred else (0,):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port or 0))
            except OSError:
                continue
            number: int = probe.getsockname()[1]
            return number
    raise ChitieuError(f"There is no free port on {host}. Stop a server that is not needed.")


def _session_of(process: psutil.Process) -> int | None:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return os.getsid(process.pid)
    except (psutil.Error, OSError):
        return None


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return
