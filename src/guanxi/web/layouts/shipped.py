"""The layouts there are: importing a file registers what it declares."""

from guanxi.web.layouts import board, calendar, groups, map, table

__all__ = ["board", "calendar", "groups", "map", "table"]
