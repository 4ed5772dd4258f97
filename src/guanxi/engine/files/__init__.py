"""The one file server: bytes under random names, given out only through the rights of the record they belong to."""

from guanxi.engine.files.attaching import attach, bring_back, detach, files_of, reattach, versions_of
from guanxi.engine.files.serving import open_for, serve
from guanxi.engine.files.storing import MOST_BYTES, NoRoom, path_of, remove, store
from guanxi.engine.models.file import StoredFile

__all__ = [
    "MOST_BYTES",
    "NoRoom",
    "StoredFile",
    "attach",
    "bring_back",
    "detach",
    "files_of",
    "open_for",
    "path_of",
    "reattach",
    "remove",
    "serve",
    "store",
    "versions_of",
]
