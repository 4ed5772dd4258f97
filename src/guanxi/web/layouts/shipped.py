"""The layouts there are: importing a file registers what it declares."""

from guanxi.web.layouts import calendar, table

__all__ = ["calendar", "table"]
