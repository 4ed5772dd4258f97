"""Who sees and changes whose customers and contacts, as shipped."""

from __future__ import annotations

from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.permissions.policies import allow, field_rule

BOTH = ("customers", "contacts")
WRITE = "read create update delete restore export"

for entity in BOTH:
    allow("clerk", entity, f"{WRITE} import assign merge", Scope.ALL)
    allow("sales_representative", entity, WRITE, Scope.OWN)
    allow("sales_representative", entity, "read", Scope.SHARED)
    allow("sales_manager", entity, f"{WRITE} import assign merge", Scope.BELOW)
    allow("sales_manager", entity, "read", Scope.SHARED)
    allow("service_representative service_centre_representative", entity, "read", Scope.ALL)
    allow("service_centre_manager", entity, "read update export", Scope.ALL)
    allow("marketing_manager", entity, "read export", Scope.ALL)
    allow("finance warehouse_keeper", entity, "read", Scope.ALL)
    allow("executive", entity, "read export", Scope.ALL)

allow("clerk", "customers", "give_back protect", Scope.ALL)
allow("sales_representative", "customers", "give_back ask_for_protection", Scope.OWN)
allow("sales_manager", "customers", "give_back protect", Scope.BELOW)

allow("clerk", "customers", "set_grade set_cooperation set_segment", Scope.ALL)
allow("sales_manager", "customers", "set_grade set_cooperation set_segment", Scope.BELOW)

allow("clerk sales_manager finance", "purchases", f"{WRITE} import", Scope.ALL)
allow("sales_representative", "purchases", "read create export", Scope.ALL)
allow("service_representative service_centre_representative service_centre_manager", "purchases", "read", Scope.ALL)
allow("marketing_manager executive", "purchases", "read export", Scope.ALL)

field_rule("warehouse_keeper", "customers", "annual_revenue tax_number note", Mode.HIDDEN)
field_rule("marketing_manager", "customers", "tax_number", Mode.MASKED)
field_rule("warehouse_keeper marketing_manager", "contacts", "birthday", Mode.HIDDEN)
field_rule("marketing_manager", "contacts", "mobile phone", Mode.MASKED)

SELLING = "sales_representative sales_manager clerk"
"""Whoever hears something of a competitor writes it down; the history tells who did."""
allow(
    f"{SELLING} service_representative service_centre_representative service_centre_manager",
    "competitors",
    "read",
    Scope.ALL,
)
allow("marketing_manager finance warehouse_keeper executive", "competitors", "read", Scope.ALL)
allow("marketing_manager executive", "competitors", "export", Scope.ALL)
allow(SELLING, "competitors", "create update export", Scope.ALL)
allow("sales_representative", "competitors", "delete restore", Scope.OWN)
allow("sales_manager", "competitors", "delete restore import assign merge", Scope.BELOW)
allow("clerk", "competitors", "delete restore import assign merge", Scope.ALL)
