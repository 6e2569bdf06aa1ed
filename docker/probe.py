"""Asks a service for its health: `probe.py URL [path.in.json=value ...]`; exit status 0 means healthy.

The slim images have no curl. Standard library alone, so that it starts at once in every image.
"""

from __future__ import annotations

import json
import sys
import urllib.request

TIMEOUT_SECONDS = 10


def is_healthy(url: str, wanted: list[str]) -> bool:
    """Whether the URL answers with a 2xx status and its JSON holds every wanted `path=value`."""
    if not url.startswith("http://"):
        raise SystemExit(f"{url} is no http:// address")
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
        body = response.read()
    for condition in wanted:
        path, _, expected = condition.partition("=")
        found = json.loads(body)
        for key in path.split("."):
            found = found[key]
        if found != expected:
            print(f"{path} is {found}, not {expected}")
            return False
    return True


if __name__ == "__main__":
    try:
        healthy = is_healthy(sys.argv[1], sys.argv[2:])
    except (OSError, KeyError, ValueError) as problem:
        print(f"{sys.argv[1]}: {problem}")
        healthy = False
    sys.exit(0 if healthy else 1)
