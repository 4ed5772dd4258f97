"""The small company of the pages, talking."""

from guanxi.web.tests.conftest import world

__all__ = ["world"]
