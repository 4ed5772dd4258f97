"""From a tree to something that works out a value for a record: every part typed, nothing unknown, no loops."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guanxi.engine.expressions.functions import FUNCTIONS, LONGEST_TEXT, Function
from guanxi.engine.expressions.parts import Part, Run, Type, Wrong, as_text, is_nothing, of_field
from guanxi.engine.expressions.reading import LONGEST, name_of, piece, read
from guanxi.engine.expressions.words import said
from guanxi.engine.fields.base import Kind

__all__ = ["LONGEST", "Expression", "compile_expression"]

EXACT = Context(prec=40, Emax=60, Emin=-60)
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Expression:
    """An expression that fits the fields of an entity."""

    type: Type
    run: Run
    uses: frozenset[str]
    """The fields it needs."""

    def value(self, record: Any) -> Any:
        """What it is for a record; None where it can't be worked out, such as a division by nothing."""
        with localcontext(EXACT):
            try:
                return self.run(record)
            except (ArithmeticError, ValueError):
                return None

    def holds(self, record: Any) -> bool:
        return self.value(record) is True


def compile_expression(written: str, fields: Mapping[str, Kind]) -> Expression:
    """The expression over these fields; raises Wrong, which tells what is wrong and where."""
    tree, text = read(written)
    compiler = _Compiler(text, fields)
    part = compiler.part(tree)
    run = as_text(part) if part.type is Type.TEXT else part.run
    return Expression(part.type, run, frozenset(compiler.uses))


class _Compiler:
    def __init__(self, text: str, fields: Mapping[str, Kind]) -> None:
        self.text, self.fields = text, fields
        self.uses: set[str] = set()

    def part(self, node: ast.expr) -> Part:
        kinds: dict[type[ast.expr], Callable[[Any], Part]] = {
            ast.Constant: self.constant,
            ast.Name: self.name,
            ast.Attribute: self.name,
            ast.BinOp: self.binary,
            ast.UnaryOp: self.unary,
            ast.BoolOp: self.several,
            ast.Compare: self.comparison,
            ast.IfExp: self.either,
            ast.Call: self.call,
        }
        make = kinds.get(type(node))
        if make is None:
            raise self.wrong(node, _("This has no meaning here."))
        return make(node)

    def wrong(self, node: ast.AST, message: str) -> Wrong:
        return Wrong(message, piece(self.text, node))

    def unfit(self, node: ast.AST, *types: Type) -> Wrong:
        return self.wrong(node, _("%(types)s don't go together here.") % {"types": said(types)})

    # --- single parts ----------------------------------------------------------------------------------------------

    def constant(self, node: ast.Constant) -> Part:
        value = node.value
        if isinstance(value, bool):
            return Part(Type.TRUTH, lambda _record: value)
        if isinstance(value, str):
            return Part(Type.TEXT, lambda _record: value, literal=value)
        written = ast.get_source_segment(self.text, node) or ""
        if isinstance(value, int | float) and written.replace(".", "", 1).isdecimal() and len(written) <= 30:
            exact = Decimal(written)
            return Part(Type.NUMBER, lambda _record: exact)
        raise self.wrong(node, _("This has no meaning here."))

    def name(self, node: ast.Name | ast.Attribute) -> Part:
        name = name_of(node)
        kind = self.fields.get(name)
        if kind is None and name.lower() in TRUTHS:
            truth = TRUTHS[name.lower()]
            return Part(Type.TRUTH, lambda _record: truth)
        if kind is None:
            raise self.wrong(node, _("There is no field of this name."))
        part = of_field(kind)
        if part is None:
            raise self.wrong(node, _("This kind of field can't be used here."))
        self.uses.add(name)
        return part

    def call(self, node: ast.Call) -> Part:
        name = node.func.id.upper() if isinstance(node.func, ast.Name) else ""
        function = FUNCTIONS.get(name)
        if function is None or node.keywords:
            raise self.wrong(node.func, _("There is no function of this name."))
        if not function.fewest <= len(node.args) <= function.most:
            raise self.wrong(node, _("It is written like this: %(shape)s") % {"shape": function.shape})
        return self.applied(node, function, [self.part(argument) for argument in node.args])

    def applied(self, node: ast.Call, function: Function, parts: Sequence[Part]) -> Part:
        for place, (argument, part) in enumerate(zip(node.args, parts, strict=True)):
            wanted = function.takes[min(place, len(function.takes) - 1)]
            if part.type not in wanted:
                raise self.wrong(
                    argument, _("Here stands %(type)s, and that doesn't fit.") % {"type": said([part.type])}
                )
        gives = function.gives
        if gives is None:
            alike = parts[1:] if function.name == "IF" else parts
            if len({part.type for part in alike}) > 1:
                raise self.unfit(node, *(part.type for part in alike))
            gives = alike[-1].type
        runs = [as_text(part) if part.type is Type.TEXT else part.run for part in parts]
        run, knows_nothing = function.run, function.knows_nothing

        def work(record: Any) -> Any:
            values = [one(record) for one in runs]
            return None if not knows_nothing and any(value is None for value in values) else run(*values)

        return Part(gives, work)

    # --- joined ----------------------------------------------------------------------------------------------------

    def unary(self, node: ast.UnaryOp) -> Part:
        part = self.part(node.operand)
        run = part.run
        if isinstance(node.op, ast.Not) and part.type is Type.TRUTH:
            return Part(Type.TRUTH, lambda record: not run(record))
        if isinstance(node.op, ast.USub) and part.type is Type.NUMBER:
            return Part(Type.NUMBER, lambda record: None if (value := run(record)) is None else -value)
        raise self.unfit(node, part.type)

    def several(self, node: ast.BoolOp) -> Part:
        parts = [self.truth(value) for value in node.values]
        if isinstance(node.op, ast.And):
            return Part(Type.TRUTH, lambda record: all(part(record) for part in parts))
        return Part(Type.TRUTH, lambda record: any(part(record) for part in parts))

    def truth(self, node: ast.expr) -> Run:
        part = self.part(node)
        if part.type is not Type.TRUTH:
            raise self.wrong(node, _("Here something is expected that holds or doesn't hold."))
        return part.run

    def either(self, node: ast.IfExp) -> Part:
        test, this, that = self.truth(node.test), self.part(node.body), self.part(node.orelse)
        if this.type is not that.type:
            raise self.unfit(node, this.type, that.type)
        yes, no = (as_text(part) if part.type is Type.TEXT else part.run for part in (this, that))
        return Part(this.type, lambda record: yes(record) if test(record) else no(record))

    def binary(self, node: ast.BinOp) -> Part:
        left, right = self.part(node.left), self.part(node.right)
        if isinstance(node.op, ast.BitAnd):
            if Type.RECORD in (left.type, right.type) or Type.TRUTH in (left.type, right.type):
                raise self.unfit(node, left.type, right.type)
            return _joined(left, right)
        made = _ARITHMETIC.get((type(node.op), left.type, right.type))
        if made is None:
            raise self.unfit(node, left.type, right.type)
        gives, work = made
        first, second = left.run, right.run

        def run(record: Any) -> Any:
            one, other = first(record), second(record)
            return None if one is None or other is None else work(one, other)

        return Part(gives, run)

    def comparison(self, node: ast.Compare) -> Part:
        steps: list[Run] = []
        operands = [node.left, *node.comparators]
        for op, before, after in zip(node.ops, operands, operands[1:], strict=False):
            steps.append(self.compared(node, op, before, after))
        return Part(Type.TRUTH, lambda record: all(step(record) for step in steps))

    def compared(self, node: ast.Compare, op: ast.cmpop, before: ast.expr, after: ast.expr) -> Run:
        left = self.part(before)
        if isinstance(op, ast.In | ast.NotIn):
            held = self.among(node, left, after)
            return held if isinstance(op, ast.In) else lambda record: not held(record)
        right = self.part(after)
        left, right = self.chosen(before, left, right), self.chosen(after, right, left)
        if left.type is not right.type or left.type in (Type.WORDS, Type.RECORD):
            raise self.unfit(node, left.type, right.type)
        first, second = left.run, right.run
        if isinstance(op, ast.Eq | ast.NotEq):
            wanted = isinstance(op, ast.Eq)
            if left.type is Type.TEXT:
                return lambda record: ((first(record) or "") == (second(record) or "")) is wanted
            return lambda record: (first(record) == second(record)) is wanted
        order = _ORDERS.get(type(op))
        if order is None or left.type is Type.TRUTH:
            raise self.unfit(node, left.type, right.type)
        if left.listed is not None:
            first, second = _placed(left, left.listed), _placed(right, left.listed)

        def run(record: Any) -> bool:
            one, other = first(record), second(record)
            return not is_nothing(one) and not is_nothing(other) and order(one, other)

        return run

    def chosen(self, node: ast.expr, part: Part, other: Part) -> Part:
        """A text that is compared with a list means one of its choices, by key or by label."""
        if part.literal is None or other.listed is None or not part.literal:
            return part
        try:
            key = other.listed.find(part.literal)
        except ValidationError as bad:
            raise self.wrong(node, " ".join(bad.messages)) from bad
        return Part(Type.TEXT, lambda _record: key)

    def among(self, node: ast.Compare, left: Part, after: ast.expr) -> Run:
        if isinstance(after, ast.Tuple | ast.List | ast.Set):
            members = [self.chosen(one, self.part(one), left) for one in after.elts]
            if left.type in (Type.WORDS, Type.RECORD) or any(one.type is not left.type for one in members):
                raise self.unfit(node, left.type, *(one.type for one in members))
            return lambda record: left.run(record) in [one.run(record) for one in members]
        words = self.part(after)
        one = self.chosen(node.left, left, words)
        if words.type is not Type.WORDS or one.type is not Type.TEXT:
            raise self.unfit(node, one.type, words.type)
        return lambda record: one.run(record) in (words.run(record) or ())


def _joined(left: Part, right: Part) -> Part:
    first, second = as_text(left), as_text(right)

    def run(record: Any) -> str:
        return (str(first(record) or "") + str(second(record) or ""))[:LONGEST_TEXT]

    return Part(Type.TEXT, run)


def _placed(part: Part, listed: Any) -> Run:
    """Where in its list a choice stands."""
    places = {key: place for place, key in enumerate(listed.labels)}
    return lambda record: places.get(part.run(record))


def _divided(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other if other else None


def _later(day: Any, days: Decimal) -> Any:
    return day + dt.timedelta(days=float(days)) if isinstance(day, dt.datetime) else day + dt.timedelta(days=int(days))


N, D, M, T = Type.NUMBER, Type.DAY, Type.MOMENT, Type.TEXT
_ARITHMETIC: dict[tuple[type[ast.operator], Type, Type], tuple[Type, Callable[[Any, Any], Any]]] = {
    (ast.Add, N, N): (N, lambda one, other: one + other),
    (ast.Sub, N, N): (N, lambda one, other: one - other),
    (ast.Mult, N, N): (N, lambda one, other: one * other),
    (ast.Div, N, N): (N, _divided),
    (ast.Mod, N, N): (N, lambda one, other: one % other if other else None),
    (ast.Add, D, N): (D, _later),
    (ast.Sub, D, N): (D, lambda day, days: _later(day, -days)),
    (ast.Sub, D, D): (N, lambda one, other: Decimal((one - other).days)),
    (ast.Add, M, N): (M, _later),
    (ast.Sub, M, N): (M, lambda moment, days: _later(moment, -days)),
    (ast.Sub, M, M): (N, lambda one, other: Decimal((one - other) // dt.timedelta(seconds=1)) / 86_400),
    (ast.Add, T, T): (T, lambda one, other: (one + other)[:LONGEST_TEXT]),
}
_ORDERS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda one, other: one < other,
    ast.LtE: lambda one, other: one <= other,
    ast.Gt: lambda one, other: one > other,
    ast.GtE: lambda one, other: one >= other,
}
