"""The background work of the pages."""

from guanxi.web.regularexports import jobs

__all__ = ["jobs"]
