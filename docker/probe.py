"""Asks a service for its health: `probe.py URL [path.in.json=value ...]`; exit status 0 means healthy.

The slim images have no curl. Standard library alone, so that it starts at once in every image.
"""

from __future__ import annotations

import http.client
import json
import sys
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10


def answer(url: str) -> tuple[int, bytes]:
    """Status and body of a GET of an http address."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", parts.path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def complaint(url: str, wanted: list[str]) -> str | None:
    """What is wrong: the status is not 200, or the JSON does not hold a wanted `path=value`."""
    status, body = answer(url)
    if status != http.client.OK:
        return f"status {status}"
    for condition in wanted:
        path, _, expected = condition.partition("=")
        found = json.loads(body)
        for key in path.split("."):
            found = found[key]
        if found != expected:
            return f"{path} is {found}, not {expected}"
    return None


if __name__ == "__main__":
    address, *conditions = sys.argv[1:]
    try:
        problem = complaint(address, conditions)
    except (OSError, http.client.HTTPException, KeyError, ValueError) as error:
        problem = repr(error)
    if problem:
        sys.exit(f"{address}: {problem}")
