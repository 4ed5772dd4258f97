"""The faces of the example's nouns."""

from guanxi.engine.entity import Entity, Related, Section
from guanxi.engine.registry import register
from tests.example.models import Partner, Quote


@register
class PartnerEntity(Entity):
    model = Partner
    columns = ("name", "kind", "rating", "owner")
    search = ("name", "phone", "email")
    keys = ("name",)
    tree = "above"
    related = (Related("quotes", "partner"),)


@register
class QuoteEntity(Entity):
    model = Quote
    columns = ("name", "partner", "stage", "amount", "owner")
    layout = (Section("Facts", ("name", "partner", "amount", "owner")),)
    key_facts = ("stage", "amount")
    search = ("name", "number", "secret")
    keys = ("number", "name")
