"""Who sees and changes whose quotes and partners."""

from guanxi.engine.permissions import Mode, Scope
from guanxi.engine.permissions.policies import allow, field_rule, forbid

for entity in ("quotes", "partners"):
    allow("clerk", entity, "read create update delete restore import export assign merge", Scope.ALL)
    allow("sales_representative", entity, "read create update delete restore export", Scope.OWN)
    allow("sales_representative", entity, "read", Scope.SHARED)
    allow("sales_manager", entity, "read create update delete restore import export assign merge", Scope.BELOW)
    allow("marketing_manager executive", entity, "read export", Scope.ALL)

allow("sales_representative", "quotes", "send win lose", Scope.OWN)
allow("sales_manager", "quotes", "send win lose", Scope.BELOW)
forbid("clerk", "quotes", "update delete", filter={"field": "stage", "op": "eq", "value": "won"})
field_rule("marketing_manager executive", "quotes", "secret lines", Mode.HIDDEN)
field_rule("marketing_manager", "quotes", "amount", Mode.MASKED)
field_rule("sales_representative", "quotes", "approved", Mode.READ_ONLY)
