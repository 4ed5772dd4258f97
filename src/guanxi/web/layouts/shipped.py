"""The layouts there are: importing a file registers what it declares."""

from guanxi.web.layouts import board, calendar, flow, grid, groups, map, table

__all__ = ["board", "calendar", "flow", "grid", "groups", "map", "table"]
