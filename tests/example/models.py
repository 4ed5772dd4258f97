"""The nouns of the example."""

from django.core.exceptions import ValidationError
from django.db import models

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Line, Record

STEPS = (
    fields.Step("draft", "draft", "open"),
    fields.Step("sent", "sent", "open"),
    fields.Step("won", "won", "won"),
    fields.Step("lost", "lost", "lost"),
)
TRAITS = (("urgent", "Urgent"), ("export", "Export"), ("repeat", "Repeat"))
REASONS = (("price", "price"), ("time", "time"), ("rival", "rival"))
KINDS = (("dealer", "Dealer"), ("factory", "Factory"))


class Partner(Record):
    """Somebody one works with."""

    name = fields.Text("name", max_length=100)
    kind = fields.Choice("kind", options=KINDS, blank=True)
    phone = fields.Phone("telephone", blank=True)
    email = fields.Email("e-mail", blank=True)
    website = fields.Url("website", blank=True)
    account = fields.Encrypted("bank account", blank=True)
    rating = fields.Integer("rating", null=True, blank=True)
    discount = fields.Decimal("discount", max_digits=5, decimal_places=2, null=True, blank=True)
    met_at = fields.DateTime("met", null=True, blank=True)
    opens_at = fields.Time("opens", null=True, blank=True)
    above = fields.Link("self", "part of", null=True, blank=True, related_name="parts")
    note = fields.LongText("note", blank=True)

    class Meta(Record.Meta):
        verbose_name = "partner"
        verbose_name_plural = "partners"


class Quote(Record):
    """An offer with its lines."""

    name = fields.Text("name")
    number = fields.AutoNumber("number", prefix="Q-", digits=5)
    stage = fields.Stage("stage", steps=STEPS)
    amount = fields.Money("amount", null=True, blank=True)
    valid_until = fields.Date("valid until", null=True, blank=True)
    traits = fields.Choices("traits", options=TRAITS)
    approved = fields.YesNo("approved")
    secret = fields.Text("secret", blank=True)
    partner = fields.Link(Partner, "partner", null=True, blank=True, related_name="quotes")
    lost_reason = fields.Choice("reason lost", options=REASONS, blank=True)

    class Meta(Record.Meta):
        verbose_name = "quote"
        verbose_name_plural = "quotes"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="quote_number_once"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="quote_amount_not_negative",
                violation_error_message="An amount is never negative.",
            ),
        ]

    def clean(self) -> None:
        """A secret is no secret when it is the name."""
        if self.secret and self.secret == self.name:
            raise ValidationError({"secret": "The secret is the name."})

    @action("Send", on="draft", to="sent", icon="send")
    def send(self) -> None:
        """Give it to the customer."""
        self.stage = "sent"

    @action("Win", on="open", to="won", inputs={"signed_on": fields.Date("signed on")})
    def win(self, signed_on: object) -> None:
        """The customer signed."""
        self.stage, self.valid_until = "won", signed_on

    @action("Lose", on="open", to="lost", asks=("lost_reason",), danger=True)
    def lose(self, lost_reason: str) -> None:
        """The customer went elsewhere."""
        self.stage, self.lost_reason = "lost", lost_reason


class QuoteLine(Line):
    """One position of a quote."""

    quote = fields.Parent(Quote, "lines")
    product = fields.Text("product", max_length=100)
    quantity = fields.Decimal("quantity", default=1, max_digits=10, decimal_places=3)
    price = fields.Money("price", null=True, blank=True)
    partner = fields.Link(Partner, "supplier", null=True, blank=True, related_name="+")

    class Meta(Line.Meta):
        verbose_name = "line"
        verbose_name_plural = "lines"
        constraints = [
            models.UniqueConstraint(
                fields=["quote", "product"],
                name="quote_line_once",
                violation_error_message="This product stands here already.",
            )
        ]

    def clean(self) -> None:
        """Nothing is offered less than nothing times."""
        if self.quantity < 0:
            raise ValidationError({"quantity": "A quantity is never negative."})
