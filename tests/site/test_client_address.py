"""A forwarded address counts only from our own proxies, and only its rightmost foreign part."""

from __future__ import annotations

import ipaddress

import pytest

from guanxi.site.client_address import client_address

PROXIES = [ipaddress.ip_network(text) for text in ("127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8, nonsense", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("::1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "fe80::1%eth0", "fe80::1"),
        ("", "198.51.100.1", ""),
        ("127.0.0.1", ", ".join(["10.0.0.1"] * 5_000), "10.0.0.1"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


def test_without_proxies_nobody_elses_word_counts() -> None:
    assert client_address("127.0.0.1", "198.51.100.1", []) == "127.0.0.1"
