"""The faces of users, departments and roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import STANDARD_VERBS, Entity, Moves, Related, Section
from guanxi.engine.registry import register
from guanxi.people.dividing import together
from guanxi.people.models import Department, Region, Role, SharingRule, Substitution, User


@register
class UserEntity(Entity):
    model = User
    lent = False
    icon = "user"
    key = "u"
    group = _("Administration")
    counter = pgettext_lazy("a number of people", "%(n)s")
    columns = ("name", "username", "department", "job_title", "is_active", "last_login")
    layout = (
        Section(_("Person"), ("name", "username", "email", "mobile", "job_title", "department")),
        Section(_("Preferences"), ("language", "time_zone", "theme", "density", "single_keys")),
    )
    key_facts = ("username", "department", "is_active", "last_login")
    search = ("name", "username", "email", "mobile")
    keys = ("username", "email", "name")
    verbs = (*STANDARD_VERBS, "appraise")
    owner_path = "id"
    concealed = ("password",)
    purged = False  # Histories name them.
    person = True
    personal = (
        "username",
        "name",
        "email",
        "mobile",
        "job_title",
        "department",
        "language",
        "time_zone",
        "last_login",
        "password_changed_at",
        "locked_until",
    )
    impersonal = ("is_active", "theme", "density", "single_keys", "roles.role", "roles.starts_at", "roles.ends_at")
    hint = _("Everybody who works in the system has an account here.")


@register
class DepartmentEntity(Entity):
    model = Department
    lent = False
    icon = "users-group"
    group = _("Administration")
    columns = ("name", "parent", "updated_at")
    search = ("name",)
    tree = "parent"
    owner_path = ""
    related = (Related("users", "department", ("name", "username", "job_title")),)
    impersonal = ("name", "parent")
    hint = _("Departments decide whose records a manager sees.")


@register
class RegionEntity(Entity):
    model = Region
    lent = False
    icon = "map-pin"
    group = _("Administration")
    columns = ("name", "parent", "divisions", "person", "department", "hands_over", "updated_at")
    layout = (
        Section(_("Sales region"), ("name", "parent", "divisions", "note")),
        Section(_("Who looks after it"), ("person", "department", "hands_over")),
    )
    key_facts = ("parent", "person", "department", "hands_over")
    search = ("name",)
    tree = "parent"
    owner_path = ""
    board = None
    related = (Related("regions", "parent", ("name", "divisions", "person", "department"), _("its parts")),)
    moves = Moves(
        by=("parent", "name"),
        after=("custom-fields",),
        called={"person": "username", "department": "name"},
        needing={"person": ("hands_over",)},
        together=together,
    )
    impersonal = ("name", "parent", "divisions", "person", "department", "hands_over", "note")
    hint = _("Cut the market into regions of your own: each covers places, and has who looks after it.")


@register
class SharingRuleEntity(Entity):
    model = SharingRule
    lent = False
    icon = "user-share"
    group = _("Administration")
    columns = ("name", "entity", "level", "person", "department", "role", "ends_at")
    layout = (
        Section(_("What is shared"), ("name", "entity", "filter", "level")),
        Section(_("With whom"), ("person", "department", "role", "starts_at", "ends_at")),
    )
    search = ("name",)
    owner_path = ""
    moves = Moves(
        by=("name",), after=("custom-fields", "roles"), only={"field": "person", "op": "empty", "value": True}
    )
    personal = ("filter", "person")
    impersonal = ("name", "entity", "level", "department", "role", "starts_at", "ends_at")
    hint = _("A rule opens records that fit its conditions to a person, a department or a role, whoever owns them.")


@register
class SubstitutionEntity(Entity):
    model = Substitution
    lent = False
    icon = "users"
    group = _("Administration")
    columns = ("name", "person", "substitute", "first_day", "last_day", "ended_at")
    layout = (Section(_("Substitution"), ("person", "substitute", "first_day", "last_day", "name", "note")),)
    key_facts = ("person", "substitute", "first_day", "last_day", "ended_at")
    search = ("name",)
    verbs = ("read", "create", "update", "delete", "restore", "export")
    owner_path = "person"
    personal = ("name", "person", "substitute", "note")
    impersonal = ("first_day", "last_day", "ended_at")
    hint = _("While somebody is away, somebody else does their work: what they may do on their records, and no more.")


@register
class RoleEntity(Entity):
    model = Role
    lent = False
    key = "r"
    icon = "lock"
    group = _("Administration")
    columns = ("name", "key", "note")
    search = ("name", "key")
    keys = ("key", "name")
    owner_path = ""
    moves = Moves(by=("key",), after=("custom-fields",))
    impersonal = (
        "key",
        "name",
        "note",
        "permissions.entity",
        "permissions.verbs",
        "permissions.scope",
        "permissions.allow",
        "permissions.filter",
        "field_limits.entity",
        "field_limits.names",
        "field_limits.mode",
    )
    hint = _("A role says what its people may do.")
