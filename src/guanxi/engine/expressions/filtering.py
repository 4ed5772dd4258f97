"""A condition as a filter, so that the database can judge many records by it."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guanxi.engine.expressions.compiling import compile_expression
from guanxi.engine.expressions.parts import Type, Wrong
from guanxi.engine.expressions.reading import name_of, piece, read
from guanxi.engine.fields.base import Kind

_OPERATORS = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "lte", ast.Gt: "gt", ast.GtE: "gte"}
_TURNED = {"lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"}


def as_filter(written: str, fields: Mapping[str, Kind]) -> dict[str, Any]:
    """The filter that says the same; raises Wrong for what only a formula can say."""
    if compile_expression(written, fields).type is not Type.TRUTH:
        raise Wrong(_("Here something is expected that holds or doesn't hold."), written)
    tree, text = read(written)
    return _Filter(text, fields).of(tree)


class _Filter:
    def __init__(self, text: str, fields: Mapping[str, Kind]) -> None:
        self.text, self.fields = text, fields

    def of(self, node: ast.expr) -> dict[str, Any]:
        if isinstance(node, ast.BoolOp):
            return {"all" if isinstance(node.op, ast.And) else "any": [self.of(value) for value in node.values]}
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return {"not": self.of(node.operand)}
        if isinstance(node, ast.Compare):
            pairs = zip(node.ops, [node.left, *node.comparators], node.comparators, strict=False)
            return {"all": [self.compared(node, op, left, right) for op, left, right in pairs]}
        if isinstance(node, ast.Call):
            return self.asked(node)
        return {"field": self.field(node), "op": "eq", "value": True}

    def asked(self, node: ast.Call) -> dict[str, Any]:
        name = node.func.id.upper() if isinstance(node.func, ast.Name) else ""
        if name in ("AND", "OR"):
            return {"all" if name == "AND" else "any": [self.of(value) for value in node.args]}
        if name == "NOT":
            return {"not": self.of(node.args[0])}
        if name == "EMPTY":
            return self.told(node, self.field(node.args[0]), "empty", True)
        if name == "CONTAINS":
            field, value = self.field(node.args[0]), self.value(node.args[1])
            return self.told(node, field, "contains", [value] if self.fields[field].several else value)
        raise self.too_much(node)

    def compared(self, node: ast.expr, op: ast.cmpop, left: ast.expr, right: ast.expr) -> dict[str, Any]:
        if isinstance(op, ast.In | ast.NotIn):
            held = self.among(node, left, right)
            return held if isinstance(op, ast.In) else {"not": held}
        name = _OPERATORS[type(op)]  # type: ignore[index]
        if not name_of(left):
            left, right, name = right, left, _TURNED.get(name, name)
        value = self.value(right)
        if value == "" and name in ("eq", "ne"):
            return self.told(node, self.field(left), "empty", name == "eq")
        return self.told(node, self.field(left), name, value)

    def among(self, node: ast.expr, left: ast.expr, right: ast.expr) -> dict[str, Any]:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            return self.told(node, self.field(left), "in", [self.value(one) for one in right.elts])
        return self.told(node, self.field(right), "contains", [self.value(left)])

    def told(self, node: ast.expr, field: str, op: str, value: Any) -> dict[str, Any]:
        if op not in self.fields[field].operators:
            raise self.too_much(node)
        return {"field": field, "op": op, "value": value}

    def field(self, node: ast.expr) -> str:
        name = name_of(node)
        if name not in self.fields:
            raise self.too_much(node)
        return name

    def value(self, node: ast.expr) -> Any:
        """A value that hangs on no field, as a filter writes it."""
        found = compile_expression(ast.unparse(node), self.fields)
        if found.uses:
            raise self.too_much(node)
        value = found.value(None)
        if isinstance(value, Decimal):
            return format(value, "f")
        return value.isoformat() if isinstance(value, dt.date | dt.time) else value

    def too_much(self, node: ast.AST) -> Wrong:
        message = _("Here only a field can be compared with a value, and such comparisons joined.")
        return Wrong(message, piece(self.text, node))
