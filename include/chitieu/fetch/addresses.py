"""Which network addresses a fetch may connect to: those of the public internet, and nothing else.

Sources: the IANA registries of special-purpose addresses (IPv4, IPv6), RFC 6052 and 8215 (NAT64), RFC 3056
(6to4), RFC 4380 (Teredo). The table stands beside what `ipaddress` knows because that changes with Python.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_CLOSED: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's inner network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "a link-local network, cloud metadata among it"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "an example"),
        ("192.31.196.0/24", "reserved for protocols"),
        ("192.52.193.0/24", "reserved for protocols"),
        ("192.88.99.0/24", "a retired relay"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "reserved for protocols"),
        ("198.18.0.0/15", "a network for benchmarks"),
        ("198.51.100.0/24", "an example"),
        ("203.0.113.0/24", "an example"),
        ("224.0.0.0/4", "a group of hosts"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "no host"),
        ("::1/128", "this machine"),
        ("64:ff9b:1::/48", "a translator's inner network"),
        ("100::/64", "a sink"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "an example"),
        ("2620:4f:8000::/48", "reserved for protocols"),
        ("3fff::/20", "an example"),
        ("5f00::/16", "reserved for segments"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "a link-local network"),
        ("fec0::/10", "a site's inner network"),
        ("ff00::/8", "a group of hosts"),
    )
)
_OPEN_IPV6: Final = IPv6Network("2000::/3")
_WITH_IPV4_AT_END: Final = (
    IPv6Network("::ffff:0:0/96"),  # mapped
    IPv6Network("::ffff:0:0:0/96"),  # translated
    IPv6Network("::/96"),  # compatible, retired
    IPv6Network("64:ff9b::/96"),  # NAT64
)
_6TO4: Final = IPv6Network("2002::/16")
_LOOPBACK: Final = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


def refusal(address: str, *, allow_loopback: bool = False, loopback_only: bool = False) -> str | None:
    """Why no connection is made to a network address; None where it may be.

    Args:
        address: an address as the operating system takes it; a name, which could still become anything,
            is refused.
        allow_loopback: whether this machine itself may be reached.
        loopback_only: whether it is all that may be reached.
    """
    try:
        given = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no network address"
    if any(given in network for network in _LOOPBACK):
        return None if allow_loopback else f"{address} is this machine"
    if loopback_only:
        return f"{address} is not this machine, and no contact is set for others"
    return _closed(given, address)


def _closed(given: Address, shown: str) -> str | None:
    for network, what in _CLOSED:
        if given in network:
            return f"{shown} is {what}"
    if isinstance(given, IPv6Address):
        inner = _inner(given)
        if inner is not None:
            # A public one inside is refused, too: no site is announced that way.
            return _closed(inner, shown) or f"{shown} hides an IPv4 address"
        if given not in _OPEN_IPV6:
            return f"{shown} is in no public network"
    return None if given.is_global else f"{shown} is not public"


def _inner(given: IPv6Address) -> IPv4Address | None:
    if any(given in network for network in _WITH_IPV4_AT_END):
        return IPv4Address(given.packed[12:])
    return IPv4Address(given.packed[2:6]) if given in _6TO4 else None
