"""What tells that two records are the same company or person, each in one form however it was written."""

import hashlib
import re
from typing import NamedTuple

from . import addresses
from .han import simplified_characters
from .phones import normalise
from .tokens import plain
from .values.bad import BadValue

KINDS = ("name", "beginning", "phone", "email", "domain", "number", "address")
"""In the order in which they are numbered where keys are kept: only ever add at the end."""


class Key(NamedTuple):
    """Something records have in common when they are the same: its kind, and its one form."""

    kind: str
    text: str


def phone(text: str) -> str:
    """A telephone number without its extension; what is none is its digits. Empty for fewer than six."""
    try:
        return normalise(text).partition(";")[0]
    except BadValue:
        digits = re.sub(r"[^0-9]", "", plain(text))
        return digits if len(digits) > 5 else ""


def email(text: str) -> str:
    """An e-mail address in small letters, without a tag behind a plus; empty for what is none."""
    name, at, host = plain(text).strip().rpartition("@")
    return f"{name.partition('+')[0] or name}@{host.rstrip('.')}" if at and name and host else ""


def domain(text: str) -> str:
    """The domain of an e-mail or web address that is a company's own: none of those where everybody has a mailbox."""
    host = re.split(r"[/?#:]", plain(text).strip().rpartition("@")[2].rpartition("://")[2], maxsplit=1)[0].rstrip(".")
    host = host.removeprefix("www.").removeprefix("mail.")
    return "" if "." not in host or host in _EVERYBODYS or host.partition(".")[0] in _PROVIDERS else host


def number(text: str) -> str:
    """A tax or register number: letters and digits, in capitals. Empty for fewer than six.

    A unified social credit code and the tax number of fifteen digits that it followed are told by the nine signs of the
    organisation that both hold.
    """
    told = re.sub(r"[\W_]", "", plain(text)).upper()
    if is_credit_code(told):
        return told[8:17]
    if len(told) == 15 and told[:6].isdigit() and told.isascii():
        return told[6:]
    return told if len(told) > 5 else ""


_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CREDIT}]{{2}}[0-9]{{6}}[{_CREDIT}]{{10}}")


def is_credit_code(told: str) -> bool:
    """Whether it is a unified social credit code (GB 32100-2015): eighteen signs, of which the last checks the rest."""
    if not _CREDIT_CODE.fullmatch(told):
        return False
    total = sum(_CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(told[:17]))
    return _CREDIT[-total % 31] == told[17]


def is_wrong_number(text: str) -> bool:
    """Whether a tax or register number can't be one: too short, or a credit code or number of an identity card misread.

    Other countries write theirs otherwise, so what looks like neither is let be.
    """
    told = re.sub(r"[\W_]", "", plain(text)).upper()
    if len(told) < 6:
        return True
    if len(told) != 18 or not told.isascii() or not told[2:8].isdigit():
        return False
    return not is_credit_code(told) and not _is_identity_card(told)


def _is_identity_card(told: str) -> bool:
    """Whether it is the number of a Chinese identity card (GB 11643-1999), whose last sign checks the rest."""
    if not told[:17].isdigit():
        return False
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(told[:17]))
    return "10X98765432"[total % 11] == told[17]


def address(text: str) -> str:
    """Town and street without signs between, simplified; empty where no number says which house."""
    read = addresses.read(text)
    told = plain("".join((*read.region[1:2], read.street))).translate(simplified_characters())
    told = re.sub(r"[\W_]", "", told)
    return told if len(told) > 5 and any(sign.isdigit() for sign in told) else ""


def hashed(scope: str, key: Key) -> int:
    """Eight bytes for a key among those of one scope: they find, and tell nobody what they were made of."""
    told = f"{scope}\x1f{key.kind}\x1f{key.text}".encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big", signed=True)


_PROVIDERS = frozenset(
    {"gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "icloud", "gmx", "aol"}
    | {"protonmail", "yandex"}
)
_EVERYBODYS = frozenset(
    {"qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net", "188.com", "139.com"}
    | {"sina.com", "sina.cn", "vip.sina.com", "sohu.com", "189.cn", "wo.cn", "21cn.com", "tom.com", "263.net"}
    | {"aliyun.com", "me.com", "mac.com", "web.de", "t-online.de", "freenet.de", "mail.com", "mail.ru", "proton.me"}
    | {"pm.me", "zoho.com", "hey.com", "orange.fr", "free.fr", "laposte.net", "libero.it", "comcast.net", "att.net"}
    | {"facebook.com", "linkedin.com", "weibo.com", "wechat.com", "taobao.com", "tmall.com", "1688.com"}
    | {"alibaba.com"}
)
