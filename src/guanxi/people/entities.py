"""The faces of users, departments and roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.entity import Entity, Related, Section
from guanxi.engine.registry import register
from guanxi.people.models import Department, Role, SharingRule, User


@register
class UserEntity(Entity):
    model = User
    icon = "user"
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
    owner_path = "id"
    concealed = ("password",)
    purged = False  # Histories name them.
    hint = _("Everybody who works in the system has an account here.")


@register
class DepartmentEntity(Entity):
    model = Department
    icon = "users-group"
    group = _("Administration")
    columns = ("name", "parent", "updated_at")
    search = ("name",)
    tree = "parent"
    owner_path = ""
    related = (Related("users", "department", ("name", "username", "job_title")),)
    hint = _("Departments decide whose records a manager sees.")


@register
class SharingRuleEntity(Entity):
    model = SharingRule
    icon = "user-share"
    group = _("Administration")
    columns = ("name", "entity", "level", "person", "department", "role", "ends_at")
    layout = (
        Section(_("What is shared"), ("name", "entity", "filter", "level")),
        Section(_("With whom"), ("person", "department", "role", "starts_at", "ends_at")),
    )
    search = ("name",)
    owner_path = ""
    hint = _("A rule opens records that fit its conditions to a person, a department or a role, whoever owns them.")


@register
class RoleEntity(Entity):
    model = Role
    icon = "lock"
    group = _("Administration")
    columns = ("name", "key", "note")
    search = ("name", "key")
    keys = ("key", "name")
    owner_path = ""
    hint = _("A role says what its people may do.")
