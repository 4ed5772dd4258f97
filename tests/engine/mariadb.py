"""A real MariaDB, reached over TCP with a password and with a certificate, as another company's would be."""

from __future__ import annotations

import datetime as dt
import getpass
import ipaddress
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "另一家公司的密码"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Other:
    """Where it listens on 127.0.0.1; `certificate` is the file that proves it; `reader` may do anything there."""

    port: int
    certificate: Path
    home: Path

    def connected(self) -> pymysql.Connection:
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="reader",
            password=PASSWORD.encode(),
            database="shop",
            autocommit=True,
        )


def server_program() -> str | None:
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def mariadb() -> Iterator[Other]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        certificate, key = certified(home)
        common = ["--no-defaults", f"--datadir={home}/data", f"--user={getpass.getuser()}"]
        made = ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(made, check=True, capture_output=True, timeout=120)
        port, words = _free(), home / "words.sql"
        words.write_text(
            "SET NAMES utf8mb4;\nCREATE DATABASE shop CHARACTER SET utf8mb4;\n"
            f"CREATE USER reader@'%' IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON *.* TO reader@'%';\n"
        )
        arguments = [
            server_program(), *common, f"--socket={home}/s", f"--port={port}", "--bind-address=127.0.0.1",
            f"--init-file={words}", f"--ssl-cert={certificate}", f"--ssl-key={key}", f"--pid-file={home}/pid",
            "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--secure-file-priv=",
        ]  # fmt: skip
        with (home / "log").open("wb") as log, subprocess.Popen(arguments, stdout=log, stderr=log) as server:
            other = Other(port, certificate, home)
            try:
                _await(other, server)
                yield other
            finally:
                server.terminate()
                server.wait(60)


def _await(other: Other, server: subprocess.Popen[bytes]) -> None:
    for _turn in range(100):
        assert server.poll() is None, (other.home / "log").read_text(errors="replace")
        try:
            other.connected().close()
        except pymysql.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError((other.home / "log").read_text(errors="replace"))


def certified(home: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other company")])
    now = dt.datetime.now(dt.UTC)
    told = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = home / "certificate.pem", home / "key.pem"
    certificate.write_bytes(told.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.TraditionalOpenSSL
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return certificate, secret


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
