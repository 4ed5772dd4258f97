"""A user: somebody who signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.record import Kept, Line, RecordQuerySet
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import Role

if TYPE_CHECKING:
    from guanxi.engine.permissions import Access

LANGUAGES = (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English"))
THEMES = (("auto", _("as the device")), ("light", _("light")), ("dark", _("dark")))
DENSITIES = (("compact", _("compact")), ("normal", _("normal")), ("roomy", _("roomy")))


class UserQuerySet(RecordQuerySet):
    """Users are read by sign-in itself, before there is anybody to be visible to."""

    _cleared = True


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds users for sign-in; creating one goes through the gate."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower(), deleted_at__isnull=True)


class User(AbstractBaseUser, Kept):
    """Somebody who works in the system."""

    username = fields.Text(_("sign-in name"), max_length=100)
    name = fields.Text(_("name"), max_length=100)
    email = fields.Email(_("e-mail"), blank=True)
    mobile = fields.Phone(_("mobile"), blank=True)
    job_title = fields.Text(_("job title"), max_length=100, blank=True)
    department = fields.Link("people.Department", _("department"), null=True, blank=True, related_name="people")
    is_active = fields.YesNo(_("active"), default=True, editable=False)
    language = fields.Choice(_("language"), options=LANGUAGES, default="zh-hans")
    time_zone = fields.Text(_("time zone"), max_length=60, default="Asia/Shanghai")
    theme = fields.Choice(_("appearance"), options=THEMES, default="auto")
    density = fields.Choice(_("row height"), options=DENSITIES, default="normal")
    last_login = fields.DateTime(_("last sign-in"), null=True, blank=True, editable=False)
    password_changed_at = fields.DateTime(_("password changed"), null=True, blank=True, editable=False)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_until = fields.DateTime(_("locked until"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta(Kept.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                fields=["username"],
                name="user_username_once",
                violation_error_message=_("Somebody has this sign-in name already."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                condition=~models.Q(email=""),
                violation_error_message=_("Somebody has this e-mail address already."),
            ),
        ]

    @property
    def access(self) -> Access:
        """What this user may do, worked out from roles and place; kept until anybody's rights change."""
        from guanxi.people.access import access_of

        return access_of(self)

    @property
    def is_inactive(self) -> bool:
        return not self.is_active

    def clean(self) -> None:
        self.username = self.username.lower()

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        RightsVersion.move()
        if verb in ("deactivate", "delete"):
            from guanxi.people.sessions import end_all

            end_all(self)

    @action(_("Deactivate"), when="is_active", danger=True)
    def deactivate(self) -> None:
        """Nobody signs in with this account any more; its sessions and tokens end at once."""
        self.is_active = False

    @action(_("Reactivate"), when="is_inactive")
    def reactivate(self) -> None:
        """The account can be used again."""
        self.is_active = True


class RoleGiven(Line):
    """A role that a user has."""

    user = fields.Parent(User, "roles", right="grant")
    role = fields.Link(Role, _("role"), related_name="given")

    class Meta(Line.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_given_once")]
