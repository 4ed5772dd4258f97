"""Where this server may connect to on somebody's word: nowhere inside its own network, unless that is allowed."""

from __future__ import annotations

import ipaddress
import socket

from django.conf import settings
from django.utils.translation import gettext as _

from guanxi.engine.errors import EngineError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as networks of IPv6 alone write them."""
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20")))
"""Set aside for special use, which the library does not know of all: at 192.0.0.192 a cloud answers."""


class Refused(EngineError):
    """A host that this server may not connect to."""

    code = "host_refused"


def reachable(host: str, port: int) -> list[str]:
    """The addresses of a host that may be connected to; raises Refused, and OSError where there is no such host.

    Whoever connects takes one of these addresses and asks no name server again: the next answer may be another.
    """
    found = dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    good = [address for address in found if _is_allowed(host, address)]
    if not good:
        raise Refused(
            _("“%(host)s” is inside a network that Guanxi may not reach. Who runs the server can allow it.")
            % {"host": host[:100]}
        )
    return good


def _is_allowed(host: str, text: str) -> bool:
    return host.lower().rstrip(".") in settings.OUTGOING_HOSTS.names or is_open(text)


def is_open(text: str) -> bool:
    """Whether an address may be connected to whatever its name is; false for what is no address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return is_public(address) or any(address in network for network in settings.OUTGOING_HOSTS.networks)


def is_public(address: Address) -> bool:
    """Whether everybody in the world means the same machine by it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None:
            return False
        if address in _TRANSLATED:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if any(address in network for network in _SPECIAL):
        return False
    odd = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    return address.is_global and not (odd or address.is_reserved or address.is_unspecified)
