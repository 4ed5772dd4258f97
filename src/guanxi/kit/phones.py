"""Telephone numbers: kept as E.164, shown as the country writes them, masked for those who may not read them whole."""

import re
import unicodedata
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat

from .values.bad import BadValue

LONGEST = 60
_KEPT_EXTENSION = ";ext="
_EXTENSION = re.compile(
    r"\s*(?:转|轉|分机|分機|内线|ext\.?|extension|x|#|;ext=)\s*[:.]?\s*(\d{1,7})\s*$", re.IGNORECASE
)
# 010-65001234-801 is how an extension is most often written in China.
_CHINESE_EXTENSION = re.compile(r"^((?:\+?86[- ]?)?\(?0?\d{2,3}\)?[- ]\d{7,8})-(\d{1,6})$")
_CHINESE_MOBILE = re.compile(r"^1[3-9]\d*$")
_CHINESE_MOBILE_LENGTH = 11
_KEPT_CHINESE_MOBILE = re.compile(r"\+86(1[3-9]\d)(\d{4})(\d{4})")
"""What most numbers of a list are; grouped here, because the library takes thirty times as long to say the same."""
_REASONS = {
    NumberParseException.INVALID_COUNTRY_CODE: ("phone_country", "“{text}” starts with an unknown country code."),
    NumberParseException.NOT_A_NUMBER: ("not_a_phone", "“{text}” is not a telephone number."),
    NumberParseException.TOO_SHORT_AFTER_IDD: ("phone_too_short", "“{text}” is too short."),
    NumberParseException.TOO_SHORT_NSN: ("phone_too_short", "“{text}” is too short."),
    NumberParseException.TOO_LONG: ("phone_too_long", "“{text}” is too long."),
}


@cache
def _plain_chinese_mobile() -> re.Pattern[str]:
    """Mobile numbers of China as the library's own data describe them, bare or in the form that is kept."""
    china = PhoneMetadata.metadata_for_region("CN")
    described = china.mobile.national_number_pattern if china is not None and china.mobile is not None else ""
    return re.compile(rf"(?:\+86)?(?P<national>(?=\d{{{_CHINESE_MOBILE_LENGTH}}}$)(?:{described}))", re.ASCII)


def normalise(text: str, region: str = "CN") -> str:
    """The number as E.164 with ";ext=" and its extension, if any: "+861065001234;ext=801".

    Codes: `empty`, `not_a_phone`, `phone_country`, `phone_too_short`, `phone_too_long`, `phone_digits_missing` and
    `phone_digits_extra` (both with `count`), `phone_unknown`.
    """
    written = unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip()
    if region == "CN" and (mobile := _plain_chinese_mobile().fullmatch(written)):
        return f"+86{mobile['national']}"
    if not written:
        raise BadValue("empty", "Nothing is written here.")
    if len(text) > LONGEST:
        raise BadValue("phone_too_long", "“{text}” is too long.", text=text[:LONGEST])
    number, extension = _split(written, region)
    try:
        parsed = phonenumbers.parse(number, region)
    except NumberParseException as problem:
        code, message = _REASONS[problem.error_type]
        raise BadValue(code, message, text=text) from problem
    if not phonenumbers.is_valid_number(parsed):
        raise _what_is_wrong(parsed, text)
    extension = extension or parsed.extension or ""
    parsed.extension = None
    kept = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return kept + (_KEPT_EXTENSION + extension if extension else "")


def display(e164: str, region: str = "CN") -> str:
    """As people write it, "138 1234 2051" at home and "+1 650-253-0000" abroad; other text stays as it is."""
    number, _, extension = e164.partition(_KEPT_EXTENSION)
    if not number.startswith("+"):
        return e164
    if region == "CN" and not extension and (mobile := _KEPT_CHINESE_MOBILE.fullmatch(number)):
        return " ".join(mobile.groups())
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return e164
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    shown = phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )
    return f"{shown} ext. {extension}" if extension else shown


def mask(text: str) -> str:
    """The number with its middle hidden: "138****2051"; shorter numbers show less, four digits or fewer nothing."""
    places = [place for place, character in enumerate(text) if character.isdigit()]
    count = len(places)
    behind = 4 if count >= 9 else count // 4
    hidden = count if count < 5 else min(4, count - behind - 1)
    end = count if count < 5 else count - behind
    covered = set(places[end - hidden : end])
    return "".join("*" if place in covered else character for place, character in enumerate(text))


def _split(written: str, region: str) -> tuple[str, str]:
    """The number and its extension."""
    if found := _EXTENSION.search(written):
        return written[: found.start()], found[1]
    if region == "CN" and (found := _CHINESE_EXTENSION.match(written)):
        return found[1], found[2]
    return written, ""


def _what_is_wrong(parsed: PhoneNumber, text: str) -> BadValue:
    national = phonenumbers.national_significant_number(parsed)
    if parsed.country_code == 86 and _CHINESE_MOBILE.match(national) and len(national) != _CHINESE_MOBILE_LENGTH:
        count = _CHINESE_MOBILE_LENGTH - len(national)
        if count > 0:
            return BadValue("phone_digits_missing", "“{text}”: {count} digits missing.", text=text, count=count)
        return BadValue("phone_digits_extra", "“{text}”: {count} digits too many.", text=text, count=-count)
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return BadValue("phone_too_short", "“{text}” is too short.", text=text)
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        return BadValue("phone_too_long", "“{text}” is too long.", text=text)
    return BadValue("phone_unknown", "“{text}”: no such number is in use.", text=text)
