"""What the sign-in library's pages lack or do otherwise than we want."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.people import credentials, links, resetting, second_factor
from guanxi.people.forms import AskReset, ChoosePassword
from guanxi.people.models import User

PENDING = "guanxi_password_link"
_secret = method_decorator(sensitive_post_parameters(), name="dispatch")


# --- passwords -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same whether an account has the address or not."""
    form = AskReset(request.POST if request.method == "POST" else None)
    if form.is_valid():
        resetting.ask(form.cleaned_data["email"])
        return HttpResponseRedirect(reverse("account_reset_password_done"))
    return render(request, "account/password_reset.html", {"form": form, "redirect_field": ""})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, purpose: str, key: str = "") -> HttpResponse:
    """Choose a password by a link. The link moves into the session at once, so that no Referer tells it."""
    if key:
        request.session[PENDING] = [purpose, key]
        return HttpResponseRedirect(reverse("account_choose_password", args=[purpose]))
    pending = request.session.get(PENDING) or ["", ""]
    opened = links.read(*pending) if pending[0] == purpose else None
    if opened is None:
        request.session.pop(PENDING, None)
        return render(request, "account/password_reset_from_key.html", {"token_fail": True}, status=410)
    form = ChoosePassword(request.POST if request.method == "POST" else None, user=opened.user)
    if form.is_valid() and _choose(opened, form):
        request.session.flush()
        return HttpResponseRedirect(reverse("account_reset_password_from_key_done"))
    told = {"form": form, "action_url": request.path, "redirect_field": "", "token_fail": False}
    return render(request, "account/password_reset_from_key.html", told)


def _choose(opened: links.Opened, form: ChoosePassword) -> bool:
    def still(fresh: User) -> bool:
        return fresh.is_active and fresh.deleted_at is None and links.read(opened.purpose, opened.text) is not None

    try:
        if credentials.change_password(opened.user, form.cleaned_data["password1"], actor=opened.user, still=still):
            return True
        form.add_error(None, resetting.used_up())
    except ValidationError as refused:
        form.add_error("password1", refused)
    return False


@_secret
class ChangePassword(account.PasswordChangeView):
    """A new password; other sessions, links and tokens end in the same transaction."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            return super().form_valid(form)


@_secret
class SetPassword(account.PasswordSetView):
    """A first password, for somebody who has only passkeys."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            return super().form_valid(form)


# --- second factor -------------------------------------------------------------------------------------------------


class _EndsTheRest:
    """A change of the second factor: whatever the old one opened ends in the same transaction."""

    told = ""
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            self.kept(form)
            credentials.second_factor_changed(self.request.user, self.request, self.told)  # type: ignore[arg-type]
        return response

    def kept(self, form: Any) -> None:
        """What more is to be stored with it."""


class ActivateTotp(_EndsTheRest, totp.ActivateTOTPView):
    told = "authenticator app on"

    def kept(self, form: Any) -> None:
        second_factor.remember_counter(self.request.user, form.counter)  # type: ignore[arg-type]


class DeactivateTotp(_EndsTheRest, totp.DeactivateTOTPView):
    told = "authenticator app off"


class GenerateRecoveryCodes(_EndsTheRest, recovery_codes.GenerateRecoveryCodesView):
    told = "new recovery codes"


class AddKey(_EndsTheRest, webauthn.AddWebAuthnView):
    told = "key added"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A key that remembers whose it is replaces name and password; one that can't is a second factor."""
        told = super().get_context_data(**kwargs)
        selection = told["js_data"]["creation_options"]["publicKey"].get("authenticatorSelection", {})
        told["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"] = {
            **selection,
            "residentKey": "preferred",
            "requireResidentKey": False,
            "userVerification": "preferred",
        }
        return told


class RemoveKey(_EndsTheRest, webauthn.RemoveWebAuthnView):
    told = "key removed"


# --- sessions ------------------------------------------------------------------------------------------------------


class Sessions(usersessions.ListUserSessionsView):
    """Where somebody is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        return {**told, "show_last_seen_at": True, "end_session_url_name": "usersessions_end"}


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    for session in UserSession.objects.filter(pk=pk, user=request.user):
        if session.session_key != request.session.session_key:
            session.end()
    return HttpResponseRedirect(reverse("usersessions_list"))
