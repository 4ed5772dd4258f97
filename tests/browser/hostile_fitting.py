"""Values that fit where a hostile text can't stand, for the records that hold one elsewhere."""

from __future__ import annotations

import json

from tests.browser.hostile import MARK, PAYLOADS

FITTING = {
    "users.time_zone": "Asia/Shanghai",
    "users.language": "en",
    "appointments.zone": "Asia/Shanghai",
    "appointments.about": "",
    "appointments.every": 1,
    "recipes.entity": "customers",
    "recipes.instructions": json.dumps(
        {
            "fields": {
                "name": {"from": [PAYLOADS[0]], "steps": [{"do": "map", "table": {PAYLOADS[1]: PAYLOADS[2]}}]},
                "note": {"from": ["name"], "joined": "", "steps": [{"do": "constant", "value": PAYLOADS[3]}]},
            },
            "options": {"leave_out": [{"column": "name", "is": "equals", "than": PAYLOADS[4]}]},
        }
    ),
    **{
        f"{entity}.{name}": 2
        for entity in ("regular-imports", "regular-exports")
        for name in ("every", "month_day", "stop_after")
    },
    "stage-rules.longest": 30,
    "regions.divisions": [],
    "regions.hands_over": False,
    "pools.region": None,
    "views.pool": None,
    "moving-rules.entity": "customers",
    "moving-rules.leaves": "customers:active",
    "moving-rules.to": "customers:dormant",
    "moving-rules.days": 30,
    "moving-rules.condition": None,
    "moving-rules.upon": "time",
    "moving-rules.cause": "",
    "moving-rules.cause_filter": None,
    "quality-rules.entity": "customers",
    "quality-rules.matters": ["customers.phone"],
    "pools.ask_days": 3,
    "duplicate-rules.entity": "customers",
    "duplicate-rules.listed_from": 60,
    "duplicate-rules.sure_from": 85,
    **{"contact-cycles.days": 30, "contact-cycles.filter": None, "purchases.amount": "12.00", "offers.price": "12.00"},
    **{f"depth-rules.{name}_full": 2 for name in ("people", "ways", "theirs", "bought")},
    **{"depth-rules.months": 2, "depth-rules.half_life": 2, "depth-rules.tailored_from": 2},
    **{f"depth-rules.{name}_points": 20 for name in ("people", "ways", "recent", "theirs", "bought")},
    **{"depth-rules.partner_from": 70, "depth-rules.filter": None, "step-rules.filter": None},
    **{"step-rules.step": "customers:visit", "step-rules.does": "visit", "affiliations.reports_to": ""},
    **{"grading-rules.months": 12, "grading-rules.axis": "grade", "grading-rules.filter": None},
    **{"grading-rules.otherwise": "customers:grade:D", "steps.rating": "customers:grade:A"},
    **{f"steps.{name}": 2 for name in ("amount", "count", "days", "followed", "share", "score")},
    **{f"steps.{name}_{end}": 3 for name in ("recency", "frequency", "amount") for end in ("from", "to")},
    "retention-rules.condition": None,
    "retention-rules.days": 3650,
    "retention-rules.act": "bin",
    "retention-rules.entity": "contacts",
    "breaches.happened_at": "",
    "custom-entities.numbering": "{0000}",
    "custom-entities.key": "",
    "custom-entities.stages.key": "",
    "custom-entities.relations.key": "",
    "custom-entities.relations.target": "customers",
    "custom-entities.relations.required": False,
    "custom-entities.relations.several": True,
    "custom-fields.kind": "text",
    "custom-fields.target": "",
    "custom-fields.required": False,
    "custom-fields.alone": False,
    "sharing-rules.filter": {"field": "name", "op": "contains", "value": f"<img src=x onerror={MARK}()>"},
    "sharing-rules.entity": "customers",
    "substitutions.first_day": "2098-01-01",
    "substitutions.last_day": "2098-02-01",
    "sharing-rules.starts_at": "2026-01-01T00:00:00Z",
    "sharing-rules.ends_at": "2099-01-01T00:00:00Z",
    "permissions.entity": "customers",
    "names.subject": "customers.tax_number",
    "numbering-rules.subject": "customers.number",
    "numbering-rules.pattern": "KH-{counter:6}",  # a pattern that counts
    "layouts.entity": "contacts",
    "layouts.when": "",
    "layouts.key_facts": [],
    "layouts.columns": [],
    "layouts.quick": [],
    "layouts.aside": [],
    "sections.holds": ["contacts.wechat"],
    "uses.field": "customers.source",
    "uses.by": "",
    "entries.only_for": [],
    "entries.retired": False,
    "entries.key": "",  # made of the name
    "custom-fields.searched": False,
    **dict.fromkeys(
        (f"custom-fields.{name}" for name in ("pattern", "formula", "only", "asked_when", "initial")), ""
    ),  # see Seeder.formulas
    "custom-fields.key": "",  # made of the name, in letters and digits alone
}
"""Where only certain words are taken."""
