"""Grants, scopes and limits in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from guanxi.engine.entity import Entity
from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Access, Mode
from guanxi.engine.permissions.explaining import Limit, Reason, Verdict
from guanxi.engine.permissions.grants import Grant
from guanxi.engine.registry import registry
from guanxi.engine.wording import labelled, listed, strung
from guanxi.people.models.role import MODES, SCOPES
from guanxi.people.overview import role_names
from guanxi.people.snapshots import Change
from guanxi.web import cells
from guanxi.web.lists.conditions import in_words

VERBS = {
    "read": pgettext_lazy("right", "See"),
    "create": pgettext_lazy("right", "Create"),
    "update": pgettext_lazy("right", "Change"),
    "delete": pgettext_lazy("right", "Delete"),
    "restore": pgettext_lazy("right", "Restore"),
    "merge": pgettext_lazy("right", "Merge"),
    "import": pgettext_lazy("right", "Import"),
    "export": pgettext_lazy("right", "Export"),
    "assign": pgettext_lazy("right", "Hand on"),
    "grant": pgettext_lazy("right", "Give roles"),
    "appraise": pgettext_lazy("right", "See figures on their work"),
    "share": pgettext_lazy("right", "Offer to others"),
    "reveal": pgettext_lazy("right", "Have masked fields shown"),
    "disclose": pgettext_lazy("right", "Take out personal data"),
    "erase": pgettext_lazy("right", "Erase personal data"),
}
_SCOPES = dict(SCOPES)
_MODES = {Mode[name]: label for name, label in MODES}
EVERYBODY = "everybody"
Context = dict[str, Any]


def verb_in_words(entity: Entity | None, verb: str) -> str:
    """What people call a right."""
    if verb in VERBS:
        return str(VERBS[verb])
    action = next((a for a in entity.actions.values() if a.verb == verb), None) if entity else None
    return str(action.label) if action else verb


def scope_in_short(verdict: Verdict | None) -> Context:
    """One cell of the table: whose records, and whether there is more to say."""
    if verdict is None:
        return {"text": "", "missing": True}
    widest = verdict.widest
    if not verdict.allowed:
        return {"text": "—"}
    if widest is None:
        names = listed(lent.name for lent in verdict.lent_by)
        return {"text": _("in the place of %(names)s") % {"names": names} if names else "—"}
    bans = any(not reason.grant.allow for reason in verdict.reasons)
    if verdict.verb in ("create", "import"):
        return {"text": pgettext("right", "yes"), "narrowed": bans}
    return {"text": str(_SCOPES[widest.scope.value]), "narrowed": bool(widest.filter) or bans}


def mode_in_words(mode: Mode) -> str:
    """What becomes of a field."""
    return str(_MODES.get(mode, pgettext("field", "open")))


class Teller:
    """Tells verdicts of one kind of record; names of roles are looked up once."""

    def __init__(self, entity: Entity, access: Access, verdicts: Iterable[Verdict]) -> None:
        self.entity, self.access = entity, access
        self.roles = role_names(r.grant.role for verdict in verdicts for r in verdict.reasons)

    def verdict(self, verdict: Verdict) -> Context:
        """A line: the verb, whether it is allowed, every reason."""
        return {
            "label": verb_in_words(self.entity, verdict.verb),
            "allowed": verdict.allowed,
            "reasons": self.reasons(verdict),
        }

    def reasons(self, verdict: Verdict) -> list[str]:
        """Why, one sentence for each grant that speaks; for a record only those that fit it."""
        if verdict.hangs:
            return [_("The record on which this one hangs can't be seen.")]
        told = list(dict.fromkeys(self._reason(reason, verdict.verb) for reason in verdict.deciding))
        if told:
            return told
        if verdict.reasons:
            grants = dict.fromkeys(self._reason(reason, verdict.verb) for reason in verdict.reasons)
            return [_("Allowed only for others: %(grants)s") % {"grants": strung(grants)}]
        return []

    def in_full(self, verdict: Verdict) -> str:
        """What a role says of a verb, without its name."""
        if not verdict.allowed:
            return "—"
        grants = dict.fromkeys(self._grant(reason.grant, verdict.verb) for reason in verdict.reasons)
        return pgettext("between grants of a right", "; ").join(grants)

    def limits(self, limits: Iterable[Limit]) -> list[Context]:
        """Fields that aren't open, and why."""
        limits = list(limits)
        names = role_names(role for limit in limits for role in limit.roles)
        return [self._limit(limit, names) for limit in limits]

    def _limit(self, limit: Limit, names: dict[str, str]) -> Context:
        label = cells.label(self.entity, limit.field)
        return {"label": label, "mode": mode_in_words(limit.mode), "why": self._why(limit, names)}

    def _why(self, limit: Limit, names: dict[str, str]) -> str:
        if limit.roles:
            return listed(names.get(role, role) for role in limit.roles)
        return _("needs the right “%(right)s”") % {"right": verb_in_words(self.entity, limit.right)}

    def _reason(self, reason: Reason, verb: str) -> str:
        told = self._by_role(reason, verb)
        if reason.lent is None:
            return told
        return labelled(_("In the place of %(name)s") % {"name": reason.lent.name}, told)

    def _by_role(self, reason: Reason, verb: str) -> str:
        role = reason.grant.role
        if reason.grant.rule:
            name = _("Sharing rule “%(name)s”") % {"name": reason.grant.rule}
            return labelled(name, self._grant(reason.grant, verb))
        name = _("Everybody") if role == EVERYBODY else self.roles.get(role, role)
        return _("%(role)s: %(grant)s") % {"role": name, "grant": self._grant(reason.grant, verb)}

    def _grant(self, grant: Grant, verb: str) -> str:
        scope = str(_SCOPES[grant.scope.value])
        if verb in ("create", "import") and grant.scope.value == "all":
            scope = pgettext("right", "yes")
        if not grant.allow:
            scope = _("refused: %(scope)s") % {"scope": scope}
        if not grant.filter:
            return scope
        return _("%(scope)s where %(filter)s") % {"scope": scope, "filter": self._filter(grant)}

    def _filter(self, grant: Grant) -> str:
        try:
            return in_words(self.entity, grant.filter, self.access)
        except BadQuery:
            return capfirst(_("a condition that can't be read"))


def change_in_words(change: Change, access: Access) -> str:
    """What a role may now, may no longer, or may otherwise than before: "Export customers: now allowed, all".

    Each is one sentence for translators: other languages put its parts in another order.
    """
    face = registry.get(change.entity)
    told = {"records": face.label_plural if face else change.entity}
    if change.field:
        before, after = (mode_in_words(mode) for mode in change.modes)
        field = cells.label(face, change.field) if face and _has(face, change.field) else change.field
        told |= {"field": field, "before": before, "after": after}
        return _("%(field)s of %(records)s: %(after)s instead of %(before)s") % told
    before, after = (_told(face, change.verb, grants, access) for grants in (change.before, change.after))
    told |= {"verb": verb_in_words(face, change.verb), "before": before, "after": after}
    if not before:
        return _("%(verb)s %(records)s: now allowed, %(after)s") % told
    if not after:
        return _("%(verb)s %(records)s: no longer allowed") % told
    return _("%(verb)s %(records)s: %(after)s instead of %(before)s") % told


def _has(face: Entity, field: str) -> bool:
    return field in face.fields or field in face.lines


def _told(face: Entity | None, verb: str, grants: tuple[Grant, ...], access: Access) -> str:
    if face is None or not grants:
        return strung(str(_SCOPES[grant.scope.value]) for grant in grants)
    return Teller(face, access, ()).in_full(Verdict(verb, True, tuple(Reason(grant) for grant in grants)))
