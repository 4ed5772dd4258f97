"""What somebody said about their data: yes or no, for what, by which way, to which words; only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.record import Kept

if TYPE_CHECKING:
    from guanxi.engine.entity import Entity

CHANNELS = (
    ("any", _("any way")),
    ("email", _("e-mail")),
    ("phone", _("telephone")),
    ("sms", _("text message")),
    ("wechat", _("WeChat")),
    ("post", _("letter")),
)
WAYS = (
    ("form", _("filled in a form")),
    ("email", _("by e-mail")),
    ("phone", _("on the telephone")),
    ("meeting", _("in person")),
    ("contract", _("in a contract")),
)
LANGUAGES = (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English"))


class Notice(Kept):
    """One edition of the words in which people are told what their data are for."""

    name = fields.Text(_("purpose"), max_length=100, lasting=True)
    edition = fields.Integer(_("edition"), default=1, lasting=True)
    language = fields.Choice(_("language"), options=LANGUAGES, default="zh-hans", lasting=True)
    text = fields.LongText(_("words of the notice"), lasting=True)
    valid_from = fields.Date(_("valid from"), null=True, blank=True, lasting=True)

    class Meta(Kept.Meta):
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "edition", "language"],
                name="notice_once",
                violation_error_message=_("There is this edition in this language. Add the next one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


def people() -> Iterable[Entity]:
    """What can be a person."""
    from guanxi.engine.registry import registry

    return (entity for entity in registry if entity.person)


class Consent(Kept):
    """One answer of one person, as it was given."""

    summary = fields.Text(_("purpose"), max_length=120, editable=False)
    about = fields.Anchor(pgettext_lazy("consent", "person"), among=people)
    notice = fields.Link(Notice, _("notice"), related_name="consents", lasting=True)
    channel = fields.Choice(_("channel"), options=CHANNELS, default="any", lasting=True)
    given = fields.YesNo(_("agrees"), default=True, lasting=True, help_text=_("No: refused, or taken back."))
    said_at = fields.DateTime(_("said"), default=timezone.now, lasting=True)
    way = fields.Choice(_("how it was said"), options=WAYS, default="form", lasting=True)
    evidence = fields.LongText(
        _("evidence"), blank=True, lasting=True, help_text=_("Where it can be looked up: a form, a message, a page.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            *Kept.Meta.indexes,
            models.Index(fields=["about", "said_at", "id"], name="consent_about"),
            fields.Anchor.by_kind("about", "consent_kind"),
        ]

    def clean(self) -> None:
        """It is called by its purpose."""
        self.summary = str(self.notice)[:120]
