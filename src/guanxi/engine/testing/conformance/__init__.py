"""What must hold for every entity, proved by one inherited class.

A test module says `class TestEntities(Conformance)` and every registered entity passes every test; what an entity can't
do because it doesn't declare the verb is not asked of it. Anything else is an exemption with a sentence.
"""

from guanxi.engine.testing.conformance.acting import Acts
from guanxi.engine.testing.conformance.base import Base, Subject, where
from guanxi.engine.testing.conformance.filtering import Filters
from guanxi.engine.testing.conformance.hiding import Hides
from guanxi.engine.testing.conformance.kinds import Kinds
from guanxi.engine.testing.conformance.lines import OwnsLines
from guanxi.engine.testing.conformance.living import Lives
from guanxi.engine.testing.conformance.paging import Pages
from guanxi.engine.testing.conformance.refusing import Refuses
from guanxi.engine.testing.conformance.scoping import Scopes
from guanxi.engine.testing.conformance.searching import Searches

__all__ = ["Conformance", "Subject", "where"]


class Conformance(Kinds, Lives, OwnsLines, Acts, Refuses, Filters, Pages, Searches, Hides, Scopes, Base):
    """Inherit it, say what is exempt and why."""
