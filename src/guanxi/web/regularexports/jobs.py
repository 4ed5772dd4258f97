"""The files of regular exports, one for each receiver."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.engine import exports
from guanxi.engine.errors import Invalid
from guanxi.engine.exports.jobs import make
from guanxi.engine.jobs import Job, Run, enqueue, job
from guanxi.engine.mail.outbox import BadAddress, Mail, post
from guanxi.engine.models.job import DONE, FAILED, PARKED
from guanxi.engine.permissions import Actor
from guanxi.engine.registry import registry
from guanxi.engine.regular import settling
from guanxi.web import addresses
from guanxi.web.lists.state import ListState
from guanxi.web.regularexports.model import Receiver, RegularExport
from guanxi.web.savedviews.model import SavedView

KIND = exports.REGULAR
FACE = "regular-exports"


def ask(work: RegularExport, owner: Actor) -> None:
    """A file for each receiver, made with their own rights; raises Invalid when there is nothing to make."""
    wanted = wanted_of(work, owner).as_json()
    people = receivers(work, owner)
    if not people:
        raise Invalid({"receivers": [_("None of the receivers has an account any more.")]})
    payload = {"wanted": wanted, "by_mail": work.by_mail}
    for person in people:
        enqueue(KIND, payload, actor=person, title=work.name, entity=FACE, record=work.pk)


def wanted_of(work: RegularExport, owner: Actor) -> exports.Wanted:
    """What the view shows, as its owner may read the view."""
    rows = SavedView.objects.visible_to(owner).filter(pk=work.view_id, deleted_at=None).defer("search")  # type: ignore[attr-defined]
    view = rows.first()
    if view is None or view.entity not in registry:
        raise Invalid({"view": [_("The view isn't there any more, or its owner may not read it.")]})
    state = ListState.read(registry[view.entity], QueryDict(view.query))
    return exports.Wanted(view.entity, state.filter, state.q, state.sort, format=work.format)


def receivers(work: RegularExport, owner: Any) -> list[Any]:
    """Those among them who have an account; the owner, where nobody is named."""
    named = list(Receiver._base_manager.filter(regular=work).values_list("person", flat=True))
    if not named:
        return [owner]
    people: Any = get_user_model()
    return list(people._base_manager.filter(pk__in=named, is_active=True, deleted_at=None).order_by("pk"))


@job(KIND, label=gettext_lazy("Regular export"), retries=1)
def make_regular(run: Run, *, wanted: dict[str, Any], by_mail: bool = False) -> dict[str, Any]:
    """One receiver's file; the mail that tells of it is sent once."""
    if "made" not in run.memory:
        made = make(run, wanted=wanted)
        with run.transaction():
            run.memory["made"] = made
            if by_mail:
                _send(run)
    told: dict[str, Any] = run.memory["made"]
    return told


def _send(run: Run) -> None:
    link = settings.PUBLIC_URL + addresses.page_url("job-progress", run.job.pk)
    text = _("The file is ready. Sign in to fetch it:") + f"\n\n{link}\n"
    try:
        post(Mail(run.actor.email or "", run.job.title, text))
    except BadAddress:
        return  # who has no address is told in the program


def of_end(task: Job, state: str) -> None:
    """How one receiver's file came out, told on the regular export."""
    if task.name != KIND or task.record is None or state not in (DONE, FAILED, PARKED):
        return
    work = RegularExport._base_manager.filter(pk=task.record).defer("search").first()
    if work is None:
        return
    with translation.override(_language(work.owner_id)):  # type: ignore[attr-defined]
        _tell(work, task, state)


def _tell(work: RegularExport, task: Job, state: str) -> None:
    told = Job._base_manager.only("error", "result").get(pk=task.pk)
    who = _name(task.owner_id)  # type: ignore[attr-defined]
    if state == DONE:
        count = f"{(told.result or {}).get('count', 0):,}"
        result = _("%(who)s: %(count)s rows") % {"who": who, "count": count}
        settling.went_well(work, result, is_news=task.owner_id != work.owner_id)  # type: ignore[attr-defined]
    else:
        with transaction.atomic():
            settling.failed(work, f"{who}: {told.error}")


def _language(key: Any) -> str:
    people: Any = get_user_model()
    return people._base_manager.filter(pk=key).values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def _name(key: Any) -> str:
    people: Any = get_user_model()
    return str(people._base_manager.filter(pk=key).values_list("name", flat=True).first() or "")
