"""Our answers to the sign-in library's questions."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import login as start_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guanxi.engine.events.writing import note
from guanxi.people import attempts, credentials, passwords, redirects, signing_in
from guanxi.people.models import User

BEGUN = "guanxi_sign_in_epoch"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation; everything that changes one goes through our own rooms."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return redirects.is_own(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 (unknown, not listening)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Ours are `guanxi.people.letters`."""

    # --- signing in ------------------------------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest, **credentials_: Any) -> User | None:
        name, password = credentials_.get("username") or "", credentials_.get("password") or ""
        return signing_in.verify(name, password).user

    def pre_login(self, request: HttpRequest, user: User, **_kwargs: Any) -> HttpResponse | None:  # type: ignore[override]
        """The first factor was right: remember the account's epoch, so that a change in between is noticed."""
        request.session[BEGUN] = user.epoch
        return None

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        """All factors were right: the session starts, if the account still is what it was at the first one."""
        begun = request.session.pop(BEGUN, None)
        fresh = User.objects.filter(pk=user.pk, is_active=True, deleted_at__isnull=True).first()
        if fresh is None or begun != fresh.epoch:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        fresh.backend = "guanxi.people.backends.Backend"  # type: ignore[attr-defined]
        start_session(request, fresh)
        user.epoch = fresh.epoch
        note("users", "sign_in", {}, actor=fresh, record=fresh.pk)

    def reauthenticate(self, user: User, password: str) -> bool:  # type: ignore[override]
        tried = attempts.begin("reauthenticate", str(user.pk), attempts.EVERYWHERE)
        if not tried.allowed:
            raise ValidationError(signing_in.too_many(tried))
        if user.check_password(password):
            attempts.succeeded("reauthenticate", str(user.pk), attempts.EVERYWHERE)
            return True
        raise ValidationError(signing_in.wrong(tried))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With a second factor, the password alone doesn't confirm who somebody is."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and passwords.has_second_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    # --- passwords -------------------------------------------------------------------------------------------------

    def clean_password(self, password: str, user: User | None = None) -> str:  # type: ignore[override]
        passwords.check(password, user or User())
        return password

    def set_password(self, user: User, password: str) -> None:  # type: ignore[override]
        request = self.request
        own = request is not None and request.user.is_authenticated and request.user.pk == user.pk
        credentials.change_password(user, password, actor=user, request=request if own else None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Greetings at sign-in and sign-out say nothing new."""
        template = args[0] if args else kwargs.get("message_template")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, *args, **kwargs)
