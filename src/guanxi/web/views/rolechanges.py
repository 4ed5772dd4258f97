"""How what roles may changed: when, by whom, by which upgrade, and in what, newest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine.errors import BadQuery
from guanxi.engine.permissions import Actor
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.registry import registry
from guanxi.people import overview, snapshots
from guanxi.people.models.snapshot import RightsSnapshot
from guanxi.people.overview import ROLES
from guanxi.web import addresses, marks
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, face_of, page
from guanxi.web.rightswords import change_in_words

PAGE = 30
SHOWN = 12
"""So many differences of one change are shown at once; the rest is folded."""
WHY = {
    "create": gettext_lazy("role made"),
    "update": gettext_lazy("role changed"),
    "delete": gettext_lazy("role deleted"),
    "restore": gettext_lazy("role restored"),
}
WHY_RULE = {
    "create": gettext_lazy("rule made"),
    "update": gettext_lazy("rule changed"),
    "delete": gettext_lazy("rule deleted"),
    "restore": gettext_lazy("rule restored"),
}
WHY_SUBSTITUTION = {
    "create": gettext_lazy("substitution made"),
    "update": gettext_lazy("substitution changed"),
    "end": gettext_lazy("substitution ended"),
    "delete": gettext_lazy("substitution deleted"),
    "restore": gettext_lazy("substitution restored"),
}
KINDS = {snapshots.BY_RULE: WHY_RULE, snapshots.BY_SUBSTITUTION: WHY_SUBSTITUTION}
"""What besides roles gives rights, by its noun, which stands for a role's key."""
Context = dict[str, Any]


@page()
def role_changes(request: Asking) -> HttpResponse:
    """Snapshots of what roles allow, each told by its differences to the one before."""
    actor = request.user
    face_of(request, ROLES)
    given = request.GET.get("before", "")
    before = as_key(given) if given else None
    if given and before is None:
        raise BadQuery(_("This page mark can't be read. Begin again from the first page."))
    found = overview.role_changes(actor, before=before, limit=PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    names = titles_of(marks.people(), {one.by for one in shown if one.by}, actor.access)
    context = {
        "crumbs": [
            {"label": capfirst(registry[ROLES].label_plural), "url": addresses.list_url(ROLES)},
            {"label": _("Changes")},
        ],
        "title": _("How roles changed"),
        "rows": [_row(one, names, actor) for one in shown],
        "more_url": addresses.page_url("role-changes", before=shown[-1].pk) if more else "",
    }
    return render(request, "web/role_changes.html", context)


def _row(one: RightsSnapshot, names: dict[Any, str], actor: Actor) -> Context:
    first = one.before is None  # type: ignore[attr-defined]
    seen = [
        change_in_words(change, actor.access)
        for change in snapshots.changes(one.before, one.rights)  # type: ignore[attr-defined]
        if actor.access.may(change.entity, "read")
    ]
    noun = one.key if one.key in KINDS else ROLES
    told = [] if first and one.why == snapshots.UPGRADE else seen
    return {
        "name": registry[ROLES].fields["name"].told(one.name),
        "kind": registry[noun].label if noun in KINDS else "",
        "url": addresses.record_url(noun, one.role),
        "when": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"),
        "by": names.get(one.by) or _("hidden") if one.by else "",
        "why": _why(one),
        "first": first,
        "changes": told[:SHOWN],
        "further": told[SHOWN:],
    }


def _why(one: RightsSnapshot) -> str:
    if one.key in KINDS:
        return str(KINDS[one.key].get(one.why, one.why))
    if one.why == snapshots.UPGRADE:
        return _("upgrade to %(version)s") % {"version": one.release}
    return str(WHY.get(one.why, one.why))
