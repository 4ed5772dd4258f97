"""What an expression of a template gives, worked out by a function of its own; odd cases are left to Django."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from django.template import VariableDoesNotExist
from django.template.base import FilterExpression, Variable, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import TemplateLiteral
from django.template.smartif import TokenBase
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

from guanxi.kit.escaping import escape

Getter = Callable[[Context], Any]
_MISSING: Any = object()
_COMPARED = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "is": operator.is_,
    "is not": operator.is_not,
    "in": lambda one, many: one in many,
    "not in": lambda one, many: one not in many,
}


def shown(value: Any, context: Context) -> str:
    """A value as a part of the page: escaped unless it is safe, in the reader's notation."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is str and context.autoescape:
        return escape(value)
    if value is None or kind is bool or (kind is int and 0 <= value < 1000):
        return str(value)
    if isinstance(value, Promise):
        return shown(str(value), context)
    return render_value_in_context(value, context)


def getter(expression: FilterExpression, otherwise: Any = "") -> Getter:
    """What `expression.resolve` gives; `otherwise` stands for a variable that isn't there."""
    bare = _variable(expression.var) if expression.is_var else _constant(expression.var)
    if bare is None:
        ignoring = otherwise is None
        return lambda context: expression.resolve(context, ignore_failures=ignoring)
    if expression.filters:
        return _filtered(bare, expression.filters, otherwise)
    if not expression.is_var:
        return bare

    def plain(context: Context) -> Any:
        value = bare(context)
        return otherwise if value is _MISSING else value

    return plain


def test(condition: TokenBase) -> Getter:
    """What `condition.eval` gives, for the conditions of {% if %}; where one fails, it doesn't hold."""
    if isinstance(condition, TemplateLiteral):
        return getter(condition.value, None)  # type: ignore[arg-type]
    first = test(condition.first)
    if condition.id == "not":
        return _lenient(lambda context: not first(context))
    second = test(condition.second)
    if condition.id == "and":
        return _lenient(lambda context: first(context) and second(context))
    if condition.id == "or":
        return _lenient(lambda context: first(context) or second(context))
    compared = _COMPARED[condition.id]
    return _lenient(lambda context: compared(first(context), second(context)))


def _lenient(judge: Getter) -> Getter:
    def judged(context: Context) -> Any:
        try:
            return judge(context)
        except Exception:  # noqa: BLE001
            return False  # as in Django's own: a comparison of things that can't be compared doesn't hold

    return judged


def _constant(value: Any) -> Getter:
    return lambda _context: value


def _variable(variable: Variable) -> Getter | None:
    """What the variable is, or _MISSING; None for one that only Django's own resolves."""
    if variable.translate:
        return None
    if variable.lookups is None:
        return _constant(variable.literal)
    name, *bits = variable.lookups
    steps = [(bit, bit.isdigit() or hasattr(dict, bit)) for bit in bits]

    def its_own(context: Context) -> Any:
        try:
            return variable.resolve(context)
        except VariableDoesNotExist:
            return _MISSING

    def found(context: Context) -> Any:
        for scope in reversed(context.dicts):
            if name in scope:
                value = scope[name]
                break
        else:
            return its_own(context) if hasattr(Context, name) else _MISSING
        if callable(value):
            return its_own(context)
        for bit, is_odd in steps:
            kind = type(value)
            if kind is dict:
                value = value.get(bit, _MISSING)
                if value is _MISSING:
                    return its_own(context) if is_odd else _MISSING
            elif hasattr(kind, "__getitem__"):
                return its_own(context)
            else:
                try:
                    value = getattr(value, bit)
                except Exception:  # noqa: BLE001 (some are to be silent, and Django knows which)
                    return its_own(context)
            if callable(value):
                return its_own(context)
        return value

    return found


def _filtered(bare: Getter, filters: list[tuple[Any, Any]], otherwise: Any) -> Getter:
    """Django's own way through the filters, with what never changes looked up once."""
    steps = [(function, [_argument(*one) for one in given], _traits(function)) for function, given in filters]

    def filtered(context: Context) -> Any:
        value = bare(context)
        if value is _MISSING:
            value = otherwise
        for function, given, (in_local_time, escapes, keeps_safe) in steps:
            arguments = [argument(context) for argument in given]
            if in_local_time:
                value = template_localtime(value, context.use_tz)
            escaping = {"autoescape": context.autoescape} if escapes else {}
            new = function(value, *arguments, **escaping)
            value = mark_safe(new) if keeps_safe and isinstance(value, SafeData) else new  # noqa: S308 (as Django does)
        return value

    return filtered


def _traits(function: Any) -> tuple[bool, bool, bool]:
    return tuple(getattr(function, name, False) for name in ("expects_localtime", "needs_autoescape", "is_safe"))  # type: ignore[return-value]


def _argument(is_looked_up: bool, argument: Any) -> Getter:
    """What is given to a filter; where a variable isn't there, that is an error, as ever."""
    return argument.resolve if is_looked_up else _constant(mark_safe(argument))  # type: ignore[no-any-return] # noqa: S308
