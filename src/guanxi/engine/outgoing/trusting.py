"""Whose certificates are believed: those of this machine, and those the world knows."""

from __future__ import annotations

import ssl

import certifi


def trust() -> ssl.SSLContext:
    """What checks the certificate of a server, and that it holds for the host."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def trusted_file() -> str:
    """The same for libraries that want a file: the machine's where it has one (SSL_CERT_FILE names it)."""
    return ssl.get_default_verify_paths().cafile or certifi.where()
