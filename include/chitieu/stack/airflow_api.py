"""The REST API of the local Airflow, as much of it as the stack asks."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from chitieu.kernel.errors import ChitieuError

_TIMEOUT_SECONDS = 30
_PAGE = 100
# The server fails now and then while the scheduler writes what is asked for; asking again changes nothing.
_GET_TRIES, _GET_PAUSE_SECONDS = 4, 1.0


class Refusal(ChitieuError):
    """Airflow answered a request with an error; `status` is that of HTTP."""

    def __init__(self, request: str, status: int, detail: str) -> None:
        super().__init__(
            f"Airflow refused {request}: {status} {detail}. See var/airflow/logs/processes/api-server.log."
        )
        self.status = status


class AirflowApi:
    """A client that logs in on its first request and again when its token has run out."""

    def __init__(self, host: str, port: int, user: str, password: str) -> None:
        self._host = host
        self._port = port
        self._login = {"username": user, "password": password}
        self._token: str | None = None

    def health(self) -> Mapping[str, Any] | None:
        """What `/api/v2/monitor/health` says, None while nothing answers."""
        try:
            return self._send("GET", "/api/v2/monitor/health", None)
        except (OSError, http.client.HTTPException, ValueError, Refusal):
            return None

    def get(self, path: str, **query: object) -> dict[str, Any]:
        """Answer of a GET request; a path is that after `/api/v2`. After a server error it is asked again."""
        target = f"{path}?{urlencode(query, doseq=True)}" if query else path
        for _ in range(_GET_TRIES - 1):
            try:
                return self._request("GET", target, None)
            except Refusal as refusal:
                if refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise
            time.sleep(_GET_PAUSE_SECONDS)
        return self._request("GET", target, None)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Answer of a POST request with a JSON body."""
        return self._request("POST", path, body)

    def every(self, path: str, key: str, **query: object) -> Iterator[dict[str, Any]]:
        """All entries of a list that the API gives out page by page."""
        offset = 0
        while True:
            answer = self.get(path, limit=_PAGE, offset=offset, **query)
            entries = answer[key]
            yield from entries
            offset += len(entries)
            if not entries or offset >= answer["total_entries"]:
                return

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            if self._token is not None:
                try:
                    return self._send(method, f"/api/v2{path}", body)
                except Refusal as refusal:
                    if refusal.status != HTTPStatus.UNAUTHORIZED:
                        raise
            self._token = None
            self._token = str(self._send("POST", "/auth/token", self._login)["access_token"])
            return self._send(method, f"/api/v2{path}", body)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise ChitieuError(
                f"Airflow does not answer at {self._host}:{self._port}: {problem}. Run: make up"
            ) from problem

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        # Straight to the server on this machine: a proxy of the environment must not see the login.
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise Refusal(f"{method} {path}", response.status, _detail(content) or response.reason)
        answer = json.loads(content)
        return dict(answer)


def run_path(dag_id: str, run_id: str) -> str:
    """The path of a run; run IDs hold characters that a path does not."""
    return f"/dags/{quote(dag_id, safe='')}/dagRuns/{quote(run_id, safe='')}"


def _detail(content: bytes) -> str:
    """The reason that the API gives in the body of a refusal, empty if there is none."""
    try:
        detail = json.loads(content)["detail"]
    except (ValueError, KeyError, TypeError):
        return ""
    return detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
