"""The second factor: secrets encrypted at rest, codes that work once, five wrong ones lock."""

from __future__ import annotations

import base64
import hmac
import time
from urllib.parse import urlsplit

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from guanxi.people import attempts
from guanxi.people.models import User

DIGITS = 6
LONGEST_CODE = 40


class Adapter(DefaultMFAAdapter):
    """Our answers to the library's questions about second factors."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return "Guanxi"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys belong to the public host; on this machine alone, to `localhost`, since none can belong to a number."""
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        return {"id": "localhost" if host in ("127.0.0.1", "::1") else host, "name": "Guanxi"}


def verify_code(user: User, code: str) -> tuple[Authenticator | None, attempts.Try]:
    """The authenticator whose code this is, used up with it; none if it is wrong, was used, or too many were wrong."""
    tried = attempts.begin("second_factor", str(user.pk), attempts.EVERYWHERE)
    if not tried.allowed:
        return None, tried
    code = "".join(code.split()).replace("-", "")
    used = _use(user, code) if code and code.isascii() and len(code) <= LONGEST_CODE else None
    if used is not None:
        attempts.succeeded("second_factor", str(user.pk), attempts.EVERYWHERE)
    return used, tried


def counter_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, now or within the tolerance."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for counter in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)), code):
            return counter
    return None


def remember_counter(user: User, counter: int) -> None:
    """The code with which the app was set up doesn't work a second time either."""
    for authenticator in Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
        authenticator.data["last_counter"] = counter
        authenticator.save(update_fields=["data"])


def _use(user: User, code: str) -> Authenticator | None:
    """Under a lock on the authenticators: two requests with one code are still one use."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=user.pk, type__in=kinds)
        for authenticator in sorted(rows, key=lambda row: row.type != Authenticator.Type.TOTP):
            if authenticator.type == Authenticator.Type.TOTP:
                fits = _use_totp(authenticator, code)
            else:
                fits = len(code) == app_settings.RECOVERY_CODE_DIGITS and authenticator.wrap().validate_code(code)
            if fits:
                return authenticator
    return None


def _use_totp(authenticator: Authenticator, code: str) -> bool:
    counter = counter_of(Adapter().decrypt(authenticator.data["secret"]), code)
    if counter is None or counter <= authenticator.data.get("last_counter", 0):
        return False
    authenticator.data["last_counter"] = counter
    authenticator.save(update_fields=["data"])
    return True


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"guanxi.people.second_factor").derive(
        force_bytes(secret)
    )
    return base64.urlsafe_b64encode(derived)
