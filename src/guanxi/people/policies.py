"""The shipped roles, and who may see and change people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.permissions.policies import allow, field_rule, preset

preset("administrator", _("System administrator"))
preset("clerk", _("Data clerk"))
preset("sales_representative", _("Sales representative"))
preset("sales_manager", _("Sales manager"))
preset("service_representative", _("Customer service representative"))
preset("service_centre_representative", _("Service centre representative"))
preset("service_centre_manager", _("Service centre manager"))
preset("marketing_manager", _("Marketing manager"))
preset("finance", _("Finance"))
preset("warehouse_keeper", _("Warehouse keeper"))
preset("executive", _("Executive"))

EVERYBODY_ELSE = (
    "clerk sales_representative sales_manager service_representative service_centre_representative "
    "service_centre_manager marketing_manager finance warehouse_keeper executive"
)

allow("administrator", "*", "*", Scope.ALL)
allow(EVERYBODY_ELSE, "users", "read", Scope.ALL)
allow(EVERYBODY_ELSE, "departments", "read", Scope.ALL)
allow(
    "clerk sales_representative sales_manager service_representative service_centre_representative "
    "service_centre_manager marketing_manager finance warehouse_keeper",
    "jobs",
    "read cancel retry",
)
allow(
    "clerk sales_representative sales_manager service_representative service_centre_representative "
    "service_centre_manager marketing_manager finance warehouse_keeper",
    "imports",
    "read cancel",
)
field_rule(EVERYBODY_ELSE, "jobs", "detail name", Mode.HIDDEN)
field_rule(
    EVERYBODY_ELSE,
    "users",
    "email mobile language time_zone theme density single_keys last_login password_changed_at locked_until roles "
    "is_active username created_by updated_by",
    Mode.HIDDEN,
)
