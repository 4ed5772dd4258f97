"""The layouts there are: importing a file registers what it declares."""

from guanxi.web.layouts import board, calendar, flow, groups, map, table

__all__ = ["board", "calendar", "flow", "groups", "map", "table"]
