"""The shipped roles, and who may see and change people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.permissions.policies import allow, field_rule, preset

preset(
    "administrator",
    _("System administrator"),
    _("Sets up the system: people, roles, departments, settings."),
)
preset("clerk", _("Data clerk"), _("Keeps the records in order: imports and corrects them for everybody."))
preset("sales_representative", _("Sales representative"), _("Looks after their own customers and contacts."))
preset("sales_manager", _("Sales manager"), _("Leads a sales department: sees and hands on what its people have."))
preset(
    "service_representative", _("Customer service representative"), _("Answers customers' questions and complaints.")
)
preset(
    "service_centre_representative",
    _("Service centre representative"),
    _("Takes calls in the service centre and passes on what others must do."),
)
preset(
    "service_centre_manager",
    _("Service centre manager"),
    _("Leads the service centre: sees and hands on what its people have."),
)
preset(
    "marketing_manager",
    _("Marketing manager"),
    _("Plans campaigns and looks after the groups of customers they are for."),
)
preset("finance", _("Finance"), _("Follows invoices and payments; sees customers, changes little."))
preset("warehouse_keeper", _("Warehouse keeper"), _("Receives, stores and sends out goods."))
preset("executive", _("Executive"), _("Sees the whole company and changes little."))

EVERYBODY_ELSE = (
    "clerk sales_representative sales_manager service_representative service_centre_representative "
    "service_centre_manager marketing_manager finance warehouse_keeper executive"
)

allow("administrator", "*", "*", Scope.ALL)
allow(EVERYBODY_ELSE, "users", "read", Scope.ALL)
allow(EVERYBODY_ELSE, "departments", "read", Scope.ALL)
allow(EVERYBODY_ELSE, "regions", "read", Scope.ALL)
allow("sales_manager service_centre_manager marketing_manager", "users", "appraise", Scope.BELOW)
allow("executive", "users", "appraise", Scope.ALL)
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
    "read cancel undo",
)
IMPORTING = "clerk sales_manager"
allow(IMPORTING, "recipes", "read create update delete restore share", Scope.OWN)
allow(IMPORTING, "recipes", "read", Scope.SHARED)
allow(IMPORTING, "recipes", "read", Scope.ALL, filter={"field": "audience", "op": "eq", "value": "everybody"})
NAMING = "read create update delete restore"
I_STAND_IN = {"field": "substitute", "op": "eq", "value": "me"}
allow(EVERYBODY_ELSE, "substitutions", NAMING, Scope.OWN)
allow(EVERYBODY_ELSE, "substitutions", "read", Scope.ALL, filter=I_STAND_IN)
allow("sales_manager service_centre_manager marketing_manager executive", "substitutions", NAMING, Scope.BELOW)
allow(IMPORTING, "regular-imports", "read update try_out activate pause run_now", Scope.OWN)
field_rule(EVERYBODY_ELSE, "regular-imports", "secret account query", Mode.HIDDEN)
field_rule(EVERYBODY_ELSE, "jobs", "detail name", Mode.HIDDEN)
field_rule(
    EVERYBODY_ELSE,
    "users",
    "email mobile language time_zone theme density single_keys last_login password_changed_at locked_until roles "
    "is_active username created_by updated_by",
    Mode.HIDDEN,
)
