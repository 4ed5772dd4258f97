"""Settings from the environment: odd values are refused in one line, and every variable is documented."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.site import environment as env
from scripts import settings_table

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable is set but the data directory."""
    for name in env.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GUANXI_DATA_DIR", str(tmp_path))


def test_defaults_are_private_and_local(tmp_path: Path) -> None:
    assert (env.host(), env.port(), env.debug(), env.metrics()) == ("127.0.0.1", 8000, False, False)
    assert env.public_url() == "http://127.0.0.1:8000"
    assert env.allowed_hosts() == ["localhost", "127.0.0.1", "[::1]"]
    assert env.smtp() is None
    assert env.is_embedded()
    assert env.database_dsn().startswith("postgresql://guanxi@/guanxi?host=")
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("GUANXI_PROXIES", "everywhere", env.proxies),
        ("GUANXI_PROXIES", "10.0.0.1/8", env.proxies),
        ("GUANXI_PASSWORD_POLICY", "weak", env.password_policy),
        ("GUANXI_IDLE_MINUTES", "soon", env.idle_minutes),
        ("GUANXI_IDLE_MINUTES", "1441", env.idle_minutes),
        ("GUANXI_PORT", "0", env.port),
        ("GUANXI_PORT", "65536", env.port),
        ("GUANXI_PORT", "8000; rm", env.port),
        ("GUANXI_PORT", "٨٠٠٠", env.port),
        ("GUANXI_WORKERS", "-1", env.workers),
        ("GUANXI_JOBS", "many", env.jobs),
        ("GUANXI_DEBUG", "maybe", env.debug),
        ("GUANXI_METRICS", "2", env.metrics),
        ("GUANXI_LOG_LEVEL", "loud", env.log_level),
        ("GUANXI_TIME_ZONE", "Mars/Olympus", env.time_zone),
        ("GUANXI_PUBLIC_URL", "ftp://crm.example.com", env.public_url),
        ("GUANXI_PUBLIC_URL", "https://crm.example.com/crm", env.public_url),
        ("GUANXI_PUBLIC_URL", "crm.example.com", env.public_url),
        ("GUANXI_ALLOWED_HOSTS", "*", env.allowed_hosts),
        ("GUANXI_ALLOWED_HOSTS", "a b", env.allowed_hosts),
        ("GUANXI_DATABASE_URL", "mysql://u:secret@h/d", env.database_dsn),
        ("GUANXI_DATABASE_URL", "postgresql://u:secret@h", env.database_dsn),
        ("GUANXI_DATABASE_URL", "postgresql://u:secret@h:port/d", env.database_dsn),
        ("GUANXI_SMTP_URL", "http://u:secret@h", env.smtp),
        ("GUANXI_SMTP_URL", "smtp://", env.smtp),
        ("GUANXI_MAIL_FROM", "nobody", env.mail_from),
        ("GUANXI_SECRET_KEY", "secret", env.secret_key),
    ],
)
def test_odd_values_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: Callable[[], object]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(env.SettingError) as refusal:
        read()
    assert str(refusal.value).startswith(name)
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_mail_server_is_read_from_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_SMTP_URL", "smtp+tls://user%40example.com:p%3Aw@mail.example.com")
    assert env.smtp() == env.Smtp("mail.example.com", 587, "user@example.com", "p:w", use_tls=True, use_ssl=False)


def test_the_public_host_is_answered_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_PUBLIC_URL", "https://crm.example.com/")
    monkeypatch.setenv("GUANXI_ALLOWED_HOSTS", "crm.intern, .example.org")
    assert env.public_url() == "https://crm.example.com"
    assert env.allowed_hosts()[3:] == ["crm.example.com", "crm.intern", ".example.org"]


def test_a_typing_error_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_POTR", "8001")
    assert "GUANXI_POTR" in env.unknown()


def test_every_variable_is_documented_and_read() -> None:
    page = (ROOT / "docs" / "admin" / "install.md").read_text()
    assert settings_table.table() in page, "Run `make docs`."
    source = (ROOT / "src" / "guanxi" / "site" / "environment.py").read_text()
    for name in env.VARIABLES:
        assert source.count(f'"{name}"') >= 2, f"{name} is declared and not read"
