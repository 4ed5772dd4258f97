"""The server's settings: durable, and sized for a small machine that does other work too."""

import os
from pathlib import Path

_MEGABYTE = 1024 * 1024
_FAST: dict[str, str | int | float] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "checkpoint_timeout": "1h",
}


def settings(sockets: Path, logs: Path, *, fast: bool) -> str:
    """The text of the configuration file; `fast` gives up durability, for tests."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
    values: dict[str, str | int | float] = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": 200,
        "shared_buffers": f"{min(max(memory // 8, 128), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": 1.1,
        "effective_io_concurrency": 32,
        "jit": "off",
        "synchronous_commit": "on",
        "min_wal_size": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "idle_in_transaction_session_timeout": "10min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(logs),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
        "log_min_duration_statement": "2s",
    }
    if fast:
        values |= _FAST
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in values.items())


def _quoted(value: str | float) -> str:
    return str(value).replace("'", "''")
