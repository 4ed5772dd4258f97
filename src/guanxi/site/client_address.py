"""Whose request it is, when a proxy stands in front: its word counts only if the proxy is one of ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_HOPS = 20


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The client's address: the peer's, or what our own proxies say of whom they speak for.

    `forwarded` is X-Forwarded-For. It is read from the right, since a client may have written anything on the left.
    """
    address = _clean(peer)
    for told in reversed(forwarded.split(",")[-MOST_HOPS:]):
        if not _is_ours(address, proxies):
            break
        further = _clean(told)
        if not further:
            break
        address = further
    return address


def _is_ours(address: str, proxies: Sequence[Network]) -> bool:
    return bool(address) and any(ipaddress.ip_address(address) in network for network in proxies)


def _clean(text: str) -> str:
    """An address in one spelling, without port and zone; empty when it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
