"""A user: somebody who signs in."""

from __future__ import annotations

import unicodedata
import zoneinfo
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine import fields
from guanxi.engine.action import action
from guanxi.engine.errors import NotAllowed
from guanxi.engine.record import Kept, Line, RecordQuerySet
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import Role

if TYPE_CHECKING:
    from guanxi.engine.permissions import Access, Actor

LANGUAGES = (("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English"))
THEMES = (("auto", _("as the device")), ("light", _("light")), ("dark", _("dark")))
STANDING_VERBS = frozenset({"create", "import", "delete", "restore", "deactivate", "reactivate", "hand_over"})
STANDING_FIELDS = frozenset({"roles", "department", "time_zone"})
ENDING_VERBS = frozenset({"deactivate", "delete", "end_sessions", "reset_second_factor", "erase"})
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
    name = fields.Text(pgettext_lazy("person", "name"), max_length=100)
    email = fields.Email(_("e-mail"), blank=True)
    mobile = fields.Phone(_("mobile"), blank=True)
    job_title = fields.Text(_("job title"), max_length=100, blank=True)
    department = fields.Link("people.Department", _("department"), null=True, blank=True, related_name="people")
    is_active = fields.YesNo(_("active"), default=True, editable=False)
    language = fields.Choice(_("language"), options=LANGUAGES, default="zh-hans", fixed=True)
    time_zone = fields.Text(_("time zone"), max_length=60, default="Asia/Shanghai")
    theme = fields.Choice(_("appearance"), options=THEMES, default="auto", fixed=True)
    density = fields.Choice(_("row height"), options=DENSITIES, default="normal", fixed=True)
    single_keys = fields.YesNo(
        _("single-letter keys"), default=True, help_text=_("G then C, N then C, J, K and the like.")
    )
    last_login = fields.DateTime(_("last sign-in"), null=True, blank=True, editable=False)
    password_changed_at = fields.DateTime(_("password changed"), null=True, blank=True, editable=False)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_until = fields.DateTime(_("locked until"), null=True, blank=True, editable=False)
    password_alone = models.BooleanField(default=True, editable=False)
    """Whether the password is strong enough without a second factor."""
    epoch = models.PositiveIntegerField(default=0, editable=False)
    """Part of every session and every link by mail: when it moves, all of them are dead."""

    objects: ClassVar[UserManager] = UserManager()

    _heir: User | None = None
    """Who gets what belongs to this person, while it is handed over."""
    rights_version: int | None = None
    """The state of everybody's rights when this user was read; None when that wasn't asked."""

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

    def __str__(self) -> str:
        return self.name

    @property
    def access(self) -> Access:
        """What this user may do, worked out from roles and place; kept until anybody's rights change."""
        from guanxi.people.access import access_of

        return access_of(self)

    @property
    def is_inactive(self) -> bool:
        return not self.is_active

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > timezone.now()

    def clean(self) -> None:
        """A sign-in name has no blanks and no capitals; a time zone has a name that the world knows."""
        self.username = unicodedata.normalize("NFKC", self.username).lower()
        if any(sign.isspace() for sign in self.username):
            raise ValidationError({"username": _("A sign-in name has no blanks.")})
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError({"time_zone": _("Use a name such as Asia/Shanghai or Europe/Berlin.")})

    # --- password --------------------------------------------------------------------------------------------------

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else unicodedata.normalize("NFC", raw_password))

    def has_usable_password(self) -> bool:
        """Not before one was chosen."""
        return bool(self.password) and super().has_usable_password()

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else unicodedata.normalize("NFC", raw_password))

    def get_session_auth_hash(self) -> str:
        """What a session must know to stay alive: it changes with the password and whenever all sessions end."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        told = f"{self.password}|{self.epoch}"
        return salted_hmac("guanxi.people.session", told, secret=secret, algorithm="sha256").hexdigest()

    # --- what follows a change -------------------------------------------------------------------------------------

    def authorise(self, actor: Actor, verb: str, changes: dict[str, Any]) -> None:
        """Nobody gives what they don't have, nor takes over somebody who may more than they."""
        from guanxi.people.granting import check_user_change

        check_user_change(self, actor, verb, changes)

    def after_change(self, verb: str, changes: dict[str, Any]) -> None:
        from guanxi.people import sessions, standing_in

        if verb in STANDING_VERBS or not STANDING_FIELDS.isdisjoint(changes):
            RightsVersion.move()
        if verb in ENDING_VERBS or (verb == "hand_over" and not self.is_active):
            sessions.end_all(self)
        if verb == "hand_over" and self._heir is not None:
            from guanxi.people.leaving import hand_over

            asked_by: Any = self.updated_by_id  # type: ignore[attr-defined]
            who = User._base_manager.filter(pk=asked_by).first()
            if who is None:
                raise NotAllowed()  # it is done in somebody's name
            hand_over(self, self._heir, who)
            if not self.is_active:
                standing_in.end_all(self)

    def before_erasure(self) -> dict[str, Any]:
        """Only a closed account is forgotten; with it the keys to it, and mail that names it."""
        from guanxi.people import forgetting

        forgetting.forget(self)
        return {"username": f"erased-{self.pk.hex[-12:]}"}

    # --- verbs -----------------------------------------------------------------------------------------------------

    def belongings(self, actor: Actor) -> list[str]:
        """What is theirs, as far as the actor sees it: "Owns 128 customers"."""
        from guanxi.people.leaving import holdings

        return [_("Owns %(things)s") % {"things": one.face.numbered(one.number)} for one in holdings(self, actor)]

    @action(
        _("Hand everything over"),
        inputs={
            "to": fields.Link("people.User", _("to whom"), related_name="+"),
            "close": fields.YesNo(
                _("close the account"), default=True, help_text=_("Nobody signs in with it any more.")
            ),
        },
        icon="arrows-exchange",
        preview="belongings",
        help=_("What belongs to this person goes to somebody else, in the background; each kind can be taken back."),
    )
    def hand_over(self, to: Any, close: bool = True) -> None:
        """Give all records to another owner; `close` also deactivates the account."""
        heir = to if isinstance(to, User) else User._base_manager.get(pk=to)
        if heir.pk == self.pk:
            raise ValidationError({"to": _("Choose somebody else.")})
        if not heir.is_active or heir.deleted_at is not None:
            raise ValidationError({"to": _("This account can't be used.")})
        self._heir = heir
        self.is_active = self.is_active and not close

    @action(_("Deactivate"), when="is_active", danger=True, preview="belongings")
    def deactivate(self) -> None:
        """Nobody signs in with this account any more; its sessions and tokens end at once."""
        self.is_active = False

    @action(_("Reactivate"), when="is_inactive")
    def reactivate(self) -> None:
        """The account can be used again."""
        self.is_active = True

    @action(_("Unlock"), icon="lock-open")
    def unlock(self) -> None:
        """Forget wrong passwords and codes: the account can be used at once."""
        from guanxi.people import attempts

        attempts.forget(self)
        self.locked_until = None

    @action(_("End sessions"))
    def end_sessions(self) -> None:
        """Sign out everywhere and revoke the access tokens."""

    @action(_("Reset the second factor"), danger=True)
    def reset_second_factor(self) -> None:
        """Remove authenticator app, passkeys and recovery codes, for somebody who lost them; sessions end."""
        from allauth.mfa.models import Authenticator

        Authenticator.objects.filter(user=self).delete()

    @action(_("Invite"), when="is_active")
    def invite(self) -> None:
        """Mail a link by which the person chooses a password; it works once, for seven days."""
        from guanxi.people import letters

        letters.invite(self)

    @action(_("Send a password reset"), when="is_active")
    def send_password_reset(self) -> None:
        """Mail a link by which the person chooses a new password; it works once, for one hour."""
        from guanxi.people import letters

        letters.password_reset(self)

    @action(_("Preferences"), asks=("language", "time_zone", "theme", "density", "single_keys"))
    def set_preferences(self, language: str, time_zone: str, theme: str, density: str, single_keys: bool) -> None:
        """Language, time zone, appearance, row height and keys of one's own pages."""
        self.single_keys = single_keys
        self.language, self.time_zone, self.theme, self.density = language, time_zone, theme, density


class RoleGiven(Line):
    """A role that a user has."""

    user = fields.Parent(User, "roles", right="grant")
    role = fields.Link(Role, _("role"), related_name="given")
    starts_at = fields.DateTime(_("from"), null=True, blank=True)
    ends_at = fields.DateTime(_("until"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_given_once")]

    def clean(self) -> None:
        """A role ends after it began."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end follows the beginning.")})
