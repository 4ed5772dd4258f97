"""A passkey in software: does what a phone does, and whatever else a test wants."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
JSON = {"accept": "application/json"}


class SoftKey:
    """One key pair, made for one site."""

    def __init__(self, origin: str = "http://localhost:8000", site: str = "localhost") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.origin, self.site = origin, site
        self.owner = b""
        self.flags = PRESENT | VERIFIED

    def made(self, options: dict[str, Any]) -> str:
        """The answer to a page that asks for a new key."""
        asked = options["publicKey"]
        self.owner = _bytes(asked["user"]["id"])
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        told = self._site() + bytes([self.flags | ATTESTED]) + bytes(4)
        told += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def used(self, options: dict[str, Any]) -> str:
        """The answer to a page that asks for a signature."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        told = self._site() + bytes([self.flags]) + bytes(4)
        signature = self.private.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": told, "signature": signature, "userHandle": self.owner}
        return self._answer(parts)

    def _site(self) -> bytes:
        return hashlib.sha256(self.site.encode()).digest()

    def _client(self, kind: str, challenge: Any) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": websafe_encode(_bytes(challenge)), "origin": self.origin}
        ).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        key = websafe_encode(self.id)
        response = {name: websafe_encode(part) for name, part in parts.items()}
        told = {"id": key, "rawId": key, "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {"credProps": {"rk": True}}})


def sign_in_options(client: Client) -> dict[str, Any]:
    """What the sign-in page asks a passkey for."""
    options: dict[str, Any] = client.get("/accounts/2fa/webauthn/login/", headers=JSON).json()["request_options"]
    return options


def _bytes(value: Any) -> bytes:
    from fido2.utils import websafe_decode

    return websafe_decode(value) if isinstance(value, str) else bytes(value)
