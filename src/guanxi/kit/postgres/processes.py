"""Telling whether a process lives, and whether it is still the same one."""

import os
import subprocess
from pathlib import Path

_PROC = Path("/proc")
HAS_PROC = Path("/proc/self/stat").exists()


def start_time(pid: int) -> str | None:
    """When a process started, in the system's own unit; None when it is gone or only waits to be reaped."""
    if not HAS_PROC:
        answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip() or None
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]


def working_in(folder: Path) -> list[int]:
    """The live processes whose working directory is a folder: a server and its helpers."""
    if not HAS_PROC or not folder.exists():
        return []
    found = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in found if works_in(pid, folder)]


def works_in(pid: int, folder: Path) -> bool:
    """Whether a process lives and its working directory is a folder."""
    if start_time(pid) is None:
        return False
    try:
        return os.path.samefile(_PROC / str(pid) / "cwd", folder)
    except OSError:
        return False
