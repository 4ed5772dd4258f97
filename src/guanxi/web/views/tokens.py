"""The keys with which programs act for a person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guanxi.engine.errors import NotFound
from guanxi.people import tokens as keys
from guanxi.people.models import Token
from guanxi.web import addresses
from guanxi.web.guard import Asking, page
from guanxi.web.templatetags.gx import field

Context = dict[str, Any]


class NewToken(forms.Form):
    """What a new token is called, what it may do and how long it lives."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    scope = forms.ChoiceField(
        label=pgettext_lazy("token", "May"),
        choices=[("read write", gettext_lazy("read and change")), ("read", gettext_lazy("only read"))],
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        choices=[(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year"))],
        initial=365,
        coerce=int,
    )


@page("GET", "POST")
def tokens(request: Asking) -> HttpResponse:
    """One's tokens; a new one is shown this once."""
    form = NewToken(request.POST or None)
    created = _make(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "title": _("Access tokens"),
        "created": created,
        "tokens": [_row(token) for token in keys.held_by(request.user)],  # type: ignore[arg-type]
        "form_url": addresses.page_url("tokens"),
        "fields": [field(bound)["field"] for bound in (NewToken() if created else form)],
    }
    return render(request, "web/tokens.html", context, status=422 if form.errors else 200)


@page("POST")
def revoke(request: Asking, key: uuid.UUID) -> HttpResponse:
    """End a token at once."""
    if not keys.revoke(request.user, key):  # type: ignore[arg-type]
        raise NotFound()
    messages.success(request, _("Revoked; it opens nothing any more"))
    return redirect("web:tokens")


def _make(request: Asking, form: NewToken) -> Context | None:
    told = form.cleaned_data
    try:
        text = keys.make(request.user, told["name"], told["scope"].split(), dt.timedelta(days=told["days"]))  # type: ignore[arg-type]
    except keys.BadScope as bad:
        form.add_error("name", str(bad))
        return None
    return {"name": told["name"], "token": text}


def _row(token: Token) -> Context:
    return {
        "name": token.name,
        "scopes": ", ".join(token.scopes),
        "created": _day(token.created_at),
        "expires": _day(token.expires_at) or pgettext("a token expires", "never"),
        "expired": token.expires_at is not None and token.expires_at < timezone.now(),
        "last_used": _day(token.used_at),
        "revoke_url": addresses.page_url("revoke-token", token.pk),
    }


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else ""
