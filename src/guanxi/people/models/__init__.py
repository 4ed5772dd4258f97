"""The nouns of people: user, department, role."""

from guanxi.people.models.department import Department
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import FieldLimit, Permission, Role
from guanxi.people.models.token import Token
from guanxi.people.models.user import RoleGiven, User

__all__ = ["Department", "FieldLimit", "Permission", "RightsVersion", "Role", "RoleGiven", "Token", "User"]
