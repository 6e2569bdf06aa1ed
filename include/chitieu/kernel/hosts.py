"""Which host names are one site: the one rule for sources, crawls and what pages say of themselves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_FRONTS: Final = ("www.", "m.", "amp.")


def bare_host(host: str | None) -> str:
    """A host in small letters, without the `www.`, `m.` or `amp.` under which the same site answers.

    >>> bare_host("WWW.bao.example.vn."), bare_host("m.bao.example.vn"), bare_host(None)
    ('bao.example.vn', 'bao.example.vn', '')
    """
    name = (host or "").lower().rstrip(".")
    return next((name.removeprefix(front) for front in _FRONTS if name.startswith(front)), name)


def is_of_site(host: str | None, sites: Collection[str]) -> bool:
    """Whether a host is one of some sites, also as `www.`, `m.` or `amp.` of it.

    Other subdomains are sites of their own: those of a city's portal are its departments and districts.

    >>> [is_of_site(host, ["hanoi.gov.vn"]) for host in ("www.hanoi.gov.vn", "thanhtri.hanoi.gov.vn", None)]
    [True, False, False]
    """
    return (host or "").lower().rstrip(".") in sites or bare_host(host) in sites
