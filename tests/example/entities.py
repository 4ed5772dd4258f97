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
    merges = True
    related = (Related("quotes", "partner"),)
    personal = ("name", "phone", "email", "account", "note", "owner", "tags")
    impersonal = ("kind", "website", "rating", "discount", "met_at", "opens_at", "above")


@register
class QuoteEntity(Entity):
    model = Quote
    columns = ("name", "partner", "stage", "amount", "owner")
    layout = (Section("Facts", ("name", "partner", "amount", "owner")),)
    key_facts = ("stage", "amount")
    search = ("name", "number", "secret")
    keys = ("number", "name")
    merges = True
    personal = ("name", "partner", "secret", "owner", "tags", "lines.product", "lines.partner")
    impersonal = (
        "number",
        "stage",
        "amount",
        "valid_until",
        "traits",
        "approved",
        "lost_reason",
        "lines.quantity",
        "lines.price",
    )
