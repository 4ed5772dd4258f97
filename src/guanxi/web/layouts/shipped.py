"""The layouts there are: importing a file registers what it declares, in the order of the switch."""

from guanxi.web.layouts import table

__all__ = ["table"]
