"""What a custom field can hold, and what can be said of each kind."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("text", gettext_lazy("Text")),
    ("long_text", gettext_lazy("Long text")),
    ("integer", gettext_lazy("Whole number")),
    ("decimal", gettext_lazy("Number")),
    ("money", gettext_lazy("Amount of money")),
    ("date", gettext_lazy("Day")),
    ("datetime", gettext_lazy("Day and time")),
    ("time", gettext_lazy("Time of day")),
    ("yes_no", gettext_lazy("Yes or no")),
    ("choice", gettext_lazy("One of a list")),
    ("choices", gettext_lazy("Several of a list")),
    ("phone", gettext_lazy("Telephone")),
    ("email", gettext_lazy("E-mail")),
    ("url", gettext_lazy("Web address")),
    ("address", gettext_lazy("Address")),
    ("file", gettext_lazy("File")),
    ("picture", gettext_lazy("Picture")),
    ("signature", gettext_lazy("Signature")),
    ("encrypted", gettext_lazy("Secret text, kept encrypted")),
    ("link", gettext_lazy("Link to a record")),
    ("person", pgettext_lazy("kind of field", "Person")),
    ("department", gettext_lazy("Department")),
    ("auto_number", gettext_lazy("Running number")),
    ("computed", gettext_lazy("Worked out from other fields")),
    ("rollup", gettext_lazy("Told of a list of other records")),
)
WAYS = (
    ("count", gettext_lazy("How many there are")),
    ("sum", gettext_lazy("The sum")),
    ("min", gettext_lazy("The smallest")),
    ("max", gettext_lazy("The largest")),
    ("latest", gettext_lazy("That of the newest")),
)
RESULTS = ("text", "integer", "decimal", "money", "date", "datetime", "yes_no")
"""What the result of an expression can be kept as."""
LISTS = ("choice", "choices")
FILES = ("file", "picture", "signature")
"""Handed in, and held by one record alone."""
LINKS = ("link", "person", "department")
GIVEN_BY_ITSELF = ("auto_number", "computed", "rollup")
"""Nobody types these."""
SEARCHED = ("text", "long_text", "choice", "choices", "phone", "email", "url", "address", "auto_number", "computed")
WITHOUT_INDEX = ("long_text", "choices", "encrypted", *LINKS)
"""A long text, several choices and a secret are no order; a secret and a link have an index already."""
TELLING_APART = ("text", "integer", "phone", "email", "url")
