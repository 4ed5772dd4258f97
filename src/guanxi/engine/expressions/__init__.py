"""The small language in which a company says how a field is worked out, and when it is asked."""

from guanxi.engine.expressions.compiling import LONGEST, Expression, compile_expression
from guanxi.engine.expressions.parts import Type, Wrong
from guanxi.engine.expressions.reading import names_in

__all__ = ["LONGEST", "Expression", "Type", "Wrong", "compile_expression", "names_in"]
