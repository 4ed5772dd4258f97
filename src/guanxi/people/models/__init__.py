"""The nouns of people: user, department, role; and what sign-in remembers."""

from guanxi.people.models.attempt import Attempts
from guanxi.people.models.department import Department
from guanxi.people.models.old_password import OldPassword
from guanxi.people.models.placed import Placed
from guanxi.people.models.region import Claim, Region
from guanxi.people.models.rights import RightsVersion
from guanxi.people.models.role import FieldLimit, Permission, Role
from guanxi.people.models.sharing import SharingRule
from guanxi.people.models.snapshot import RightsSnapshot
from guanxi.people.models.substitution import Substitution
from guanxi.people.models.token import Token
from guanxi.people.models.turns import TurnsTold
from guanxi.people.models.user import RoleGiven, User

__all__ = [
    "Attempts",
    "Claim",
    "Department",
    "FieldLimit",
    "OldPassword",
    "Permission",
    "Placed",
    "Region",
    "RightsSnapshot",
    "RightsVersion",
    "Role",
    "RoleGiven",
    "SharingRule",
    "Substitution",
    "Token",
    "TurnsTold",
    "User",
]
