"""Who may see what, written by hand: what the product answers is held against this, not against itself."""

from __future__ import annotations

from tests.security.canaries import RELATIONS, SALES, Canary

EVERYTHING = set(RELATIONS)
SEES = {
    "anonymous": set(),
    "nobody": set(),
    "leaver": set(),
    "owner": {"owner", "deleted", "shared"},
    "teammate": {"teammate"},
    "manager": {"owner", "teammate", "deleted", "shared"},
    "stranger": {"stranger", "shared"},
    "marketer": EVERYTHING,
    "executive": EVERYTHING,
    "clerk": EVERYTHING,
    "admin": EVERYTHING,
    "integration": EVERYTHING,
}
"""Whose records of the sales entities an actor sees."""
CHANGES = SEES | {"stranger": {"stranger"}, "marketer": set(), "executive": set(), "integration": set()}
"""Whose they change."""
EXPORTS = SEES | {"stranger": {"stranger"}}
"""Whose they take out: what is shared with them may be read, no more."""
CLOSED = {
    ("marketer", "quotes"): {"secret", "lines", "amount"},
    ("executive", "quotes"): {"secret", "lines"},
    ("marketer", "customers"): {"tax_number"},
    ("marketer", "contacts"): {"mobile", "phone", "birthday"},
}
"""Fields that are hidden from an actor or masked, in records that are seen."""
PROGRAM = {"partners"}
"""The entities for which the integration's token is good; it belongs to the administrator and may only read."""
RULE = dict.fromkeys(SALES, "by relation") | {
    "notes": "private ones by their owner; on a record by who reads the record",
    "appointments": "by owner, participants and department; private ones by owner and participants alone",
    "comments": "by who reads the record they stand on",
    "users": "names for everybody, the rest for oneself and the administrator",
    "departments": "for everybody who has a role",
    "regions": "for everybody who has a role; what lies in them is seen by who may see the records",
    "roles": "for the administrator",
    "substitutions": "by who is away, who stands in, those above who is away, and the administrator",
    "sharing-rules": "for the administrator; what they open is seen by whom they name",
    "configuration-moves": "for the administrator",
    "custom-fields": "for the administrator; what they make is on forms of those who see the records",
    "choice-lists": "for the administrator; what they offer is on forms of those who see the records",
    "names": "for the administrator; the names themselves are for everybody who sees what they name",
    "numbering-rules": "for the administrator; the numbers are on the records that have them",
    "stage-rules": "for the administrator; what is missing is told to whoever moves a record",
    "moving-rules": "for the administrator; what a rule moved is told in the history of the record",
    "duplicate-rules": "for the administrator; what is listed by them is seen by who may see both records",
    "quality-rules": "for the administrator; what they measure is told as far as one may see whole lists",
    "layouts": "for the administrator; fields are on pages as rights allow, whatever a layout says",
    "custom-entities": "for the administrator; what they make is in the navigation of those who may see the records",
    "privacy-notices": "for everybody who has a role",
    "consents": "by who reads the person",
    "retention-rules": "for the administrator",
    "competitors": "for everybody who has a role; customers where one meets them are named to who may see those",
    "pools": "for everybody who has a role; what waits in them is for their members: tests/ownership",
    "recycle-rules": "for the administrator, sales managers and executives",
    "holding-limits": "for the administrator, sales managers and executives",
    "ownership-entries": "by who reads the record",
    "purchases": "by who reads the customer",
    "grading-rules": "for the administrator, sales managers and executives",
    "contact-cycles": "for the administrator, sales managers and executives",
    "depth-rules": "for the administrator, sales managers and executives",
    "step-rules": "for the administrator, sales managers and executives",
    "breaches": "for the administrator",
    "jobs": "one's own, and the administrator",
    "imports": "one's own, and the administrator",
    "recipes": "one's own, those for everybody who imports, and the administrator",
    "regular-imports": "one's own, without what is secret, and the administrator",
    "regular-exports": "one's own, and the administrator",
    "views": "one's own, those shared with one, and the administrator",
}
"""Every registered entity has a line here; `sees` knows what it means."""
OWNERS_ALONE = {"regular-imports", "regular-exports"}
"""What its owner changes, and nobody else but the administrator."""
ONES_OWN = {"notes"}
"""What everybody with a role may make for themselves, on no record."""


def sees(actor: str, canary: Canary) -> bool:
    """Whether the token may reach the actor."""
    if actor in ("anonymous", "nobody", "leaver"):
        return False
    if actor == "integration" and canary.entity not in PROGRAM:
        return False
    if canary.entity in SALES:
        return canary.relation in SEES[actor] and canary.field not in CLOSED.get((actor, canary.entity), set())
    if canary.entity == "departments":
        return True
    return actor == "admin" or (actor == canary.relation and canary.entity != "roles")
