"""A small tree of conditions as JSON; identifiers are looked up in the registry and never interpolated."""

from guanxi.engine.filters.compiling import compile_filter, compile_for_rule
from guanxi.engine.filters.naming import sealed_in
from guanxi.engine.filters.tree import Condition, Group, parse

__all__ = ["Condition", "Group", "compile_filter", "compile_for_rule", "parse", "sealed_in"]
