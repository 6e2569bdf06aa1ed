"""Superset's settings: everything that is secret or differs between machines comes from the environment."""

from __future__ import annotations

import os
from copy import deepcopy
from typing import Any

from superset.config import TALISMAN_CONFIG as DEFAULT_TALISMAN_CONFIG


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set. Run `make env`, then start this through docker compose.")
    return value


def _cache(prefix: str, seconds: int) -> dict[str, Any]:
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": _CACHE_URL,
        "CACHE_KEY_PREFIX": f"superset_{prefix}_",
        "CACHE_DEFAULT_TIMEOUT": seconds,
    }


_CACHE_URL = _required("SUPERSET_CACHE_URL")
_DAY = 86_400

SECRET_KEY = _required("SUPERSET_SECRET_KEY")
SQLALCHEMY_DATABASE_URI = _required("SUPERSET_METADATA_URL")

# Marts change when the DAGs have run, so five minutes of an old figure are the most that a viewer sees.
DATA_CACHE_CONFIG = _cache("data", 300)
CACHE_CONFIG = _cache("meta", _DAY)
FILTER_STATE_CACHE_CONFIG = _cache("filter", 90 * _DAY)
EXPLORE_FORM_DATA_CACHE_CONFIG = _cache("explore", 7 * _DAY)
RATELIMIT_STORAGE_URI = _CACHE_URL

# Vietnamese numbers: 1.234.567,8. Superset ships no Vietnamese catalogue; titles and labels are in assets/.
LANGUAGES: dict[str, dict[str, str]] = {}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}

# The pages would load a pixel that counts visits, and fonts, from servers of others: the browser may fetch
# nothing but from here. SCARF_ANALYTICS does not stop that pixel in this version.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = deepcopy(DEFAULT_TALISMAN_CONFIG)
TALISMAN_CONFIG["content_security_policy"] |= {
    "img-src": ["'self'", "blob:", "data:"],
    "connect-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "font-src": ["'self'"],
}
