"""Settings from the environment: every variable Guanxi reads, each through a parser that refuses odd values."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from guanxi.kit import postgres
from guanxi.site.values import OutgoingHosts, SettingError, Smtp, Variable, kept

if TYPE_CHECKING:
    from guanxi.kit.sealing import Ring


__all__ = ["OutgoingHosts", "SettingError", "Smtp", "Variable"]

_DECLARED = (
    Variable("GUANXI_HOST", "127.0.0.1", "The address the web server listens on."),
    Variable("GUANXI_PORT", "8000", "The port the web server listens on."),
    Variable("GUANXI_LIVE_PORT", "", "The port for signals to open pages; 0: none. Without it, GUANXI_PORT plus 1000."),
    Variable(
        "GUANXI_LIVE_URL", "", "Where browsers reach that port, if a proxy leads there: https://crm.example.com/live"
    ),
    Variable("GUANXI_LIVE_DATABASE_URL", "", "A direct connection for signals, if GUANXI_DATABASE_URL is a pooler's."),
    Variable("GUANXI_DATABASE_URL", "", "A PostgreSQL 15 or newer to use instead of the embedded one: postgresql://…"),
    Variable("GUANXI_DATA_DIR", "./var", "The folder for the embedded database, uploaded files and the secret key."),
    Variable("GUANXI_SECRET_KEY", "", "At least 32 random characters. Without it, a key is made once and kept."),
    Variable(
        "GUANXI_FIELD_KEYS", "", "Keys of encrypted fields: NAME:KEY,…, the newest last. Without it, one is made."
    ),
    Variable("GUANXI_WORKERS", "2", "How many web processes serve pages."),
    Variable("GUANXI_JOBS", "1", "How many processes do background work."),
    Variable("GUANXI_PUBLIC_URL", "", "The address people type, if a proxy stands in front: https://crm.example.com"),
    Variable("GUANXI_PROXIES", "", "Addresses or networks of the proxies in front, which tell whose request it is."),
    Variable("GUANXI_ALLOWED_HOSTS", "", "Further host names to answer to, separated by commas."),
    Variable("GUANXI_SMTP_URL", "", "The mail server: smtp://, smtp+tls:// or smtps://, then user:password@host:port"),
    Variable("GUANXI_MAIL_FROM", "", "The sender of Guanxi's own mail. Without it, guanxi@ and the public host."),
    Variable("GUANXI_PASSWORD_POLICY", "nist", "nist: long passwords. complex: mixed signs, new ones every 90 days."),
    Variable(
        "GUANXI_IDLE_MINUTES", "", "Sign out after so many idle minutes; 0: never. Without it, as the policy says."
    ),
    Variable("GUANXI_TIME_ZONE", "Asia/Shanghai", "The time zone of the company, for example Europe/Berlin."),
    Variable("GUANXI_COUNTRY", "CN", "The country whose holidays and working days the calendar shows; known is CN."),
    Variable("GUANXI_IMPORT_FOLDERS", "", "Folders, separated by :, below which regular imports may take files."),
    Variable(
        "GUANXI_OUTGOING_HOSTS", "", "Hosts or networks inside your own network that regular imports may connect to."
    ),
    Variable("GUANXI_API_RATE", "1200", "How many API requests a minute a token or person may send to a web process."),
    Variable("GUANXI_API_DUPLICATES", "ignore", "New records of programs like others: ignore, tell or refuse."),
    Variable(
        "GUANXI_READING_CEILING", "5000", "So many rows read in an hour by one person alarm administrators; 0: never."
    ),
    Variable("GUANXI_UNMERGE_DAYS", "30", "For how many days merged records can be told apart again: 1 to 30."),
    Variable("GUANXI_METRICS", "off", "Whether /metrics answers: on or off."),
    Variable("GUANXI_DEBUG", "off", "Whether errors show their source to everyone: on or off. For developers only."),
    Variable("GUANXI_LOG_LEVEL", "info", "How much is logged: debug, info, warning or error."),
)
VARIABLES: Mapping[str, Variable] = MappingProxyType({variable.name: variable for variable in _DECLARED})

_LIVE_DISTANCE = 1000
_SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_HOST_NAME = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\]")


def host() -> str:
    """The address to listen on."""
    return _text("GUANXI_HOST")


def port() -> int:
    """The port to listen on."""
    return _number("GUANXI_PORT", 1, 65535)


def live_port() -> int:
    """The port on which signals to open pages are served; 0 for none."""
    if _text("GUANXI_LIVE_PORT"):
        return _number("GUANXI_LIVE_PORT", 0, 65535)
    return port() + _LIVE_DISTANCE if port() + _LIVE_DISTANCE < 65536 else port() - _LIVE_DISTANCE


def live_url() -> str:
    """Where browsers reach the signals, without a slash at the end; "" for the page's own host at the live port."""
    url = _text("GUANXI_LIVE_URL")
    if not url:
        return f"{public_url()}/live" if _text("GUANXI_PUBLIC_URL") else ""
    parts = _split("GUANXI_LIVE_URL", url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise _refusal("GUANXI_LIVE_URL", "use https:// and a host name, with or without a path")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def live_dsn() -> str:
    """The database's URL for listening, which a pooler in between would make impossible."""
    url = _text("GUANXI_LIVE_DATABASE_URL")
    if url and _split("GUANXI_LIVE_DATABASE_URL", url).scheme not in {"postgresql", "postgres"}:
        raise _refusal("GUANXI_LIVE_DATABASE_URL", "use postgresql://user:password@host:5432/database", shown=False)
    return url or database_dsn()


def workers() -> int:
    """The number of web processes."""
    return _number("GUANXI_WORKERS", 1, 64)


def jobs() -> int:
    """The number of processes that do background work."""
    return _number("GUANXI_JOBS", 0, 64)


def debug() -> bool:
    """Whether errors show their source."""
    return _switch("GUANXI_DEBUG")


def reading_ceiling() -> int:
    """How many rows one person may read in an hour before administrators are told; 0 for no alarm."""
    return _number("GUANXI_READING_CEILING", 0, 999_999)


def api_duplicates() -> str:
    """What becomes of a new record like another where the program doesn't say: ignore, tell or refuse."""
    return _one_of("GUANXI_API_DUPLICATES", "ignore", "tell", "refuse")


def api_rate() -> int:
    """API requests a minute, for each token or signed-in person and each web process."""
    return _number("GUANXI_API_RATE", 1, 999_999)


def unmerge_days() -> int:
    """For how many days a merging can be taken back; replaced files aren't kept for longer than that either."""
    return _number("GUANXI_UNMERGE_DAYS", 1, 30)


def import_folders() -> list[Path]:
    """The folders below which regular imports may take files, without symbolic links in their paths."""
    folders = [Path(part.strip()) for part in _text("GUANXI_IMPORT_FOLDERS").split(os.pathsep) if part.strip()]
    if any(not folder.is_absolute() or ".." in folder.parts or folder == folder.parent for folder in folders):
        raise _refusal("GUANXI_IMPORT_FOLDERS", "use whole paths such as /srv/imports, separated by :")
    return folders


def outgoing_hosts() -> OutgoingHosts:
    """Where regular imports may connect to inside the own network."""
    names, networks = [], []
    for part in filter(None, (part.strip().lower() for part in _text("GUANXI_OUTGOING_HOSTS").split(","))):
        try:
            networks.append(ipaddress.ip_network(part))
        except ValueError:
            if not _HOST_NAME.fullmatch(part) or part.startswith(".") or re.fullmatch(r"[0-9./]+", part):
                raise _refusal("GUANXI_OUTGOING_HOSTS", "use names or networks such as erp.lan,10.1.0.0/16") from None
            names.append(part.strip("[]"))
    return OutgoingHosts(frozenset(names), tuple(networks))


def metrics() -> bool:
    """Whether /metrics answers."""
    return _switch("GUANXI_METRICS")


def log_level() -> str:
    """How much is logged, in capitals."""
    return _one_of("GUANXI_LOG_LEVEL", "debug", "info", "warning", "error").upper()


def time_zone() -> str:
    """The company's time zone, by its IANA name."""
    name = _text("GUANXI_TIME_ZONE")
    if name not in available_timezones():
        raise _refusal("GUANXI_TIME_ZONE", "use a name such as Asia/Shanghai or Europe/Berlin")
    return name


def country() -> str:
    """The country whose working days count, by its ISO code."""
    code = _text("GUANXI_COUNTRY").upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise _refusal("GUANXI_COUNTRY", "use two letters such as CN or DE")
    return code


def data_dir() -> Path:
    """The folder for everything Guanxi keeps outside the database, as an absolute path."""
    return Path(_text("GUANXI_DATA_DIR")).expanduser().resolve()


def is_embedded() -> bool:
    """Whether the embedded PostgreSQL is used."""
    return not _text("GUANXI_DATABASE_URL")


def database_dsn() -> str:
    """The database's URL. The embedded server is not started by asking; `guanxi.kit.postgres.ensure` does that."""
    url = _text("GUANXI_DATABASE_URL")
    if not url:
        return postgres.address(data_dir())
    parts = _split("GUANXI_DATABASE_URL", url)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        raise _refusal("GUANXI_DATABASE_URL", "use postgresql://user:password@host:5432/database", shown=False)
    return url


def secret_key() -> str:
    """The key that signs sessions and tokens: from the environment, or made once and kept in the data directory."""
    key = _text("GUANXI_SECRET_KEY") or kept(data_dir() / "secret_key", lambda: secrets.token_urlsafe(50))
    if len(key) < 32:
        raise _refusal("GUANXI_SECRET_KEY", "use at least 32 random characters", shown=False)
    return key


def field_keys() -> Ring:
    """The keys of encrypted fields: from the environment, or made once and kept in the data directory."""
    from guanxi.kit.sealing import BadRing, Ring, new_ring

    text = _text("GUANXI_FIELD_KEYS") or kept(field_keys_file(), lambda: new_ring().write())
    try:
        return Ring.read(text)
    except BadRing as bad:
        raise _refusal("GUANXI_FIELD_KEYS", str(bad), shown=False) from None


def field_keys_file() -> Path:
    """Where they are kept, unless they come from the environment."""
    return data_dir() / "field_keys"


def keep_field_keys(grown: Ring) -> None:
    """Put down a ring that has one key more, at once and as a whole."""
    own = field_keys_file().with_name(f"field_keys.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(grown.write())
        file.flush()
        os.fsync(file.fileno())
    own.replace(field_keys_file())


def public_url() -> str:
    """The address people type, without a slash at the end."""
    url = _text("GUANXI_PUBLIC_URL")
    if not url:
        shown = "127.0.0.1" if host() in {"0.0.0.0", "::"} else host()  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port()}"
    parts = _split("GUANXI_PUBLIC_URL", url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _refusal("GUANXI_PUBLIC_URL", "use https:// and a host name, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def proxies() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The proxies whose X-Forwarded-For is believed."""
    try:
        return [ipaddress.ip_network(part.strip()) for part in _text("GUANXI_PROXIES").split(",") if part.strip()]
    except ValueError:
        raise _refusal("GUANXI_PROXIES", "use addresses or networks such as 127.0.0.1,10.0.0.0/8") from None


def allowed_hosts() -> list[str]:
    """The host names to answer to: this machine, the public one and those listed."""
    listed = [name.strip() for name in _text("GUANXI_ALLOWED_HOSTS").split(",") if name.strip()]
    for name in listed:
        if not _HOST_NAME.fullmatch(name):
            raise _refusal("GUANXI_ALLOWED_HOSTS", "use host names separated by commas; * is not accepted")
    public = urlsplit(public_url()).hostname or ""
    return list(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", f"[{public}]" if ":" in public else public, *listed]))


def smtp() -> Smtp | None:
    """The mail server, or None: mail is then only shown on the outbox page."""
    url = _text("GUANXI_SMTP_URL")
    if not url:
        return None
    parts = _split("GUANXI_SMTP_URL", url)
    if parts.scheme not in _SMTP_PORTS or not parts.hostname or parts.path.strip("/") or parse_qsl(parts.query):
        raise _refusal("GUANXI_SMTP_URL", "use smtp+tls://user:password@host:587", shown=False)
    return Smtp(
        host=parts.hostname,
        port=parts.port or _SMTP_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
    )


def mail_from() -> str:
    """The sender of Guanxi's own mail."""
    address = _text("GUANXI_MAIL_FROM") or f"guanxi@{urlsplit(public_url()).hostname}"
    if not re.fullmatch(r"[^@\r\n]+@[^@\s]+", address):
        raise _refusal("GUANXI_MAIL_FROM", "use an address such as crm@example.com or Guanxi <crm@example.com>")
    return address


def password_policy() -> str:
    """Which rules passwords follow: nist or complex."""
    return _one_of("GUANXI_PASSWORD_POLICY", "nist", "complex")


def idle_minutes() -> int | None:
    """After how many minutes without a click a session ends; None: as the password policy says."""
    return _number("GUANXI_IDLE_MINUTES", 0, 1440) if _text("GUANXI_IDLE_MINUTES") else None


def unknown() -> list[str]:
    """The variables named GUANXI_… that nothing reads: most often a typing error."""
    ours = (name for name in os.environ if name.startswith("GUANXI_") and not name.startswith("GUANXI_TEST_"))
    return sorted(name for name in ours if name not in VARIABLES)


def _text(name: str) -> str:
    return os.environ.get(name, "").strip() or VARIABLES[name].default


def _number(name: str, least: int, most: int) -> int:
    text = _text(name)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise _refusal(name, f"use a whole number from {least} to {most}")
    return int(text)


def _one_of(name: str, *known: str) -> str:
    text = _text(name).lower()
    if text not in known:
        raise _refusal(name, f"use {', '.join(known[:-1])} or {known[-1]}")
    return text


def _switch(name: str) -> bool:
    text = _text(name).lower()
    if text not in {"on", "off", "1", "0", "true", "false", "yes", "no"}:
        raise _refusal(name, "use on or off")
    return text in {"on", "1", "true", "yes"}


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # Reading it is what checks it.
    except ValueError:
        raise _refusal(name, "it is not an address", shown=False) from None
    return parts


def _refusal(name: str, remedy: str, *, shown: bool = True) -> SettingError:
    """The one line; values that may hold a password are not shown."""
    return SettingError(f"{name} can't be {os.environ.get(name, '')!r}: {remedy}." if shown else f"{name}: {remedy}.")
