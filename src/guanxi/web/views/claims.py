"""What waits in a pool is claimed, or handed out by who manages it: one by one, with a word on each."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.engine import gate
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.reading.rows import titles_of
from guanxi.engine.wording import labelled, listed
from guanxi.ownership import claiming
from guanxi.ownership.membership import Member
from guanxi.web import addresses, answers
from guanxi.web.forms.once import FIELD, do_once, done_before
from guanxi.web.forms.values import as_key
from guanxi.web.guard import Asking, page
from guanxi.web.views.waiting import member

Context = dict[str, Any]
MOST = 200
MOST_TOLD = 5


@page("POST")
def claim(request: Asking, key: uuid.UUID) -> HttpResponse:
    """Claim what was chosen, or hand it to somebody; each is judged by itself and told."""
    one = member(request, key)
    keys = [found for text in request.POST.getlist("key")[:MOST] if (found := as_key(text)) is not None]
    back = addresses.way_back(request, addresses.page_url("waiting", key))
    handing = one.manages and "hand" in request.POST
    to = as_key(request.POST.get("to", "")) if handing else None
    if not keys or (handing and to is None):
        messages.error(request, _("Choose at least one.") if not keys else _("Choose to whom."))
        return redirect(back)
    if to is None and one.pool.batch_cap is not None and len(keys) > one.pool.batch_cap:
        raise Invalid({"": [_("At most %(n)d at once.") % {"n": one.pool.batch_cap}]})
    sent = request.POST.get(FIELD, "")
    outcome = do_once(request, lambda: _one_by_one(request, one, keys, to))
    if len(keys) > 1 and sent:
        return redirect(addresses.page_url("waiting-claimed", key, **{FIELD: sent}))
    _tell(request, one, outcome)
    if to is None and len(keys) == 1 and outcome["done"] and request.user.access.may(one.entity.name, "read"):
        return redirect(addresses.record_url(one.entity.name, keys[0]))
    return redirect(back)


def _one_by_one(request: Asking, one: Member, keys: list[uuid.UUID], to: uuid.UUID | None) -> Context:
    """What came of each: by key those that were done, and those that were not with the reason."""
    verb, said = ("assign", {"to": str(to)}) if to else ("claim", {"reason": request.POST.get("reason", "")})
    titles = titles_of(one.entity.name, set(keys), one.access)
    titles |= claiming.missed_titles(one, set(keys) - titles.keys())
    done, refused = [], []
    for chosen in dict.fromkeys(keys):
        try:
            gate.act(one.entity, chosen, verb, said, actor=one, given="text")
            done.append(str(chosen))
        except EngineError as bad:
            refused.append([str(chosen), answers.told(bad)])
    named = {str(key): title for key, title in titles.items()}
    return {"done": done, "refused": refused, "titles": named, "handed": to is not None}


def _tell(request: Asking, one: Member, outcome: Context) -> None:
    """What came of it, in a few sentences."""
    number, titles = len(outcome["done"]), outcome["titles"]
    if number:
        pattern = _("Handed out: %(things)s") if outcome["handed"] else _("Claimed: %(things)s")
        messages.success(request, pattern % {"things": one.entity.numbered(number)})
    reasons: dict[str, list[str]] = {}
    for key, why in outcome["refused"]:
        reasons.setdefault(why, []).append(titles.get(key, ""))
    for why, names in list(reasons.items())[:MOST_TOLD]:
        named = [name for name in names if name]
        shown = listed([*named[:MOST_TOLD], *(["…"] if len(named) > MOST_TOLD else [])])
        messages.error(request, labelled(shown, capfirst(why)) if shown else capfirst(why))


@page()
def claimed(request: Asking, key: uuid.UUID) -> HttpResponse:
    """What came of each that was chosen together; it stays there when the page is loaded again."""
    one, outcome = member(request, key), done_before(request, request.GET.get(FIELD, ""))
    if outcome is None or "done" not in outcome or "titles" not in outcome:
        return redirect(addresses.page_url("waiting", key))
    titles, handed = outcome["titles"], outcome["handed"]
    may = request.user.access.may(one.entity.name, "read")
    good = _("handed out") if handed else _("yours now")
    rows = [
        {
            "label": titles.get(done, ""),
            "url": addresses.record_url(one.entity.name, uuid.UUID(done)) if may and not handed else "",
            "good": True,
            "told": good,
        }
        for done in outcome["done"]
    ]
    rows += [
        {"label": titles.get(refused, "…"), "url": "", "good": False, "told": capfirst(why)}
        for refused, why in outcome["refused"]
    ]
    pattern = _("%(done)s handed out, %(left)d not") if handed else _("%(done)s claimed, %(left)d not")
    told = {"done": one.entity.numbered(len(outcome["done"])), "left": len(outcome["refused"])}
    back = addresses.page_url("waiting", key)
    context = {
        "title": pattern % told,
        "crumbs": [{"label": one.pool.name, "url": back}, {"label": _("What came of it")}],
        "rows": rows,
        "back": back,
        "pool": one.pool,
    }
    return render(request, "web/pool_claimed.html", context)
