"""The faces of what a company makes its own: fields, kinds of records, lists, names, numbers, stages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guanxi.engine.entity import Entity, Moves, Related, Section
from guanxi.engine.models.choicelist import ChoiceList
from guanxi.engine.models.customentity import CustomEntity
from guanxi.engine.models.customfield import CustomField
from guanxi.engine.models.duplicaterule import DuplicateRule
from guanxi.engine.models.movingrule import MovingRule
from guanxi.engine.models.numberingrule import NumberingRule
from guanxi.engine.models.ownname import OwnName
from guanxi.engine.models.qualityrule import QualityRule
from guanxi.engine.models.stagerule import StageRule
from guanxi.engine.registry import register

OWN = _("Made to fit")


@register
class CustomFieldEntity(Entity):
    model = CustomField
    lent = False
    icon = "forms"
    key = "f"
    group = OWN
    title = "label"
    columns = ("label", "entity", "kind", "required", "key", "updated_at")
    layout = (
        Section(
            _("Field"),
            (
                "label",
                "entity",
                "kind",
                "target",
                "gives",
                "formula",
                "over",
                "rolled",
                "rolled_field",
                "only",
                "pattern",
                "hint",
            ),
        ),
        Section(_("When it is asked"), ("required", "initial", "asked_when", "needed_from")),
        Section(_("Finding"), ("searched", "alone", "indexed", "key")),
        Section(_("What it held before"), ("becoming", "was", "back_until")),
    )
    key_facts = ("entity", "kind", "key")
    search = ("label", "key")
    orders = ("label", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    moves = Moves(by=("entity", "key"), after=("custom-entities",))
    impersonal = (
        "label",
        "entity",
        "kind",
        "target",
        "hint",
        "required",
        "initial",
        "alone",
        "indexed",
        "key",
        "pattern",
        "formula",
        "gives",
        "over",
        "rolled",
        "rolled_field",
        "only",
        "asked_when",
        "needed_from",
        "searched",
        "becoming",
        "was",
        "back_until",
        "choices.label",
        "choices.key",
        "choices.retired",
    )
    hint = _("What your company wants to know and no field asks yet: add it, and it is on every page at once.")


@register
class ChoiceListEntity(Entity):
    model = ChoiceList
    lent = False
    icon = "checklist"
    group = OWN
    columns = ("name", "uses", "entries", "updated_at")
    layout = (Section(_("List"), ("name", "note")),)
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    moves = Moves(by=("name",), after=("custom-fields",))
    impersonal = (
        "name",
        "note",
        "uses.field",
        "uses.by",
        "entries.en",
        "entries.hans",
        "entries.hant",
        "entries.colour",
        "entries.only_for",
        "entries.means",
        "entries.retired",
        "entries.key",
    )
    hint = _("What a field offers, in your company's words: rename, colour, order, add and retire choices.")


@register
class OwnNameEntity(Entity):
    model = OwnName
    lent = False
    name = "names"
    icon = "tag"
    group = OWN
    columns = ("name", "subject", "plural", "updated_at")
    layout = (
        Section(_("Name"), ("subject", "name", "plural")),
        Section(_("In other languages"), ("en", "en_plural", "hans", "hant")),
        Section(_("Hint"), ("hint", "hint_en", "hint_hans", "hint_hant")),
    )
    key_facts = ("subject",)
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    moves = Moves(by=("subject",), after=("custom-fields",))
    impersonal = (
        "name",
        "subject",
        "plural",
        "en",
        "en_plural",
        "hans",
        "hant",
        "hint",
        "hint_en",
        "hint_hans",
        "hint_hant",
    )
    hint = _("Records and fields in your company's own words: call customers clients, and everybody reads it.")


@register
class NumberingRuleEntity(Entity):
    model = NumberingRule
    lent = False
    icon = "list-numbers"
    group = OWN
    title = "pattern"
    columns = ("pattern", "subject", "reset", "example", "updated_at")
    layout = (Section(_("Rule"), ("subject", "pattern", "reset", "start", "example")),)
    key_facts = ("subject", "example")
    search = ("pattern",)
    orders = ("pattern", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    moves = Moves(by=("subject",))
    impersonal = (
        "pattern",
        "subject",
        "reset",
        "start",
        "example",
    )
    hint = _("How numbers are built that Guanxi hands out: a prefix, the year, a counter that begins anew.")


@register
class StageRuleEntity(Entity):
    model = StageRule
    icon = "barrier-block"
    group = OWN
    title = "told"
    columns = ("stage", "told", "only_when", "in_order", "longest", "updated_at")
    layout = (Section(_("Rule"), ("stage", "only_when", "in_order", "longest", "told")),)
    key_facts = ("stage", "in_order", "longest")
    search = ("told",)
    orders = ("told", "updated_at")
    lent = False
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    board = None
    moves = Moves(by=("stage",), after=("custom-entities", "custom-fields"))
    impersonal = ("stage", "told", "only_when", "in_order", "longest")
    hint = _("What has to hold before a record comes to a stage: the sample is paid, the contract is signed.")


@register
class MovingRuleEntity(Entity):
    model = MovingRule
    lent = False
    icon = "arrow-right"
    group = OWN
    columns = ("place", "name", "entity", "leaves", "to", "upon", "days", "cause", "active", "last_run_at")
    layout = (
        Section(_("Rule"), ("name", "entity", "leaves", "to", "condition", "place")),
        Section(_("When"), ("upon", "days", "working", "cause", "happens", "cause_filter")),
    )
    key_facts = ("leaves", "to", "upon", "place", "active", "last_run_at")
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    board = None
    calendar = None
    moves = Moves(by=("name",), after=("custom-entities", "custom-fields", "choice-lists"))
    impersonal = (
        "name",
        "entity",
        "leaves",
        "to",
        "upon",
        "cause",
        "happens",
        "cause_filter",
        "days",
        "working",
        "condition",
        "place",
        "active",
        "last_run_at",
    )
    hint = _(
        "What moves by itself: who bought nothing for half a year becomes dormant. A rule is seen before it is active."
    )


@register
class DuplicateRuleEntity(Entity):
    model = DuplicateRule
    lent = False
    icon = "copy"
    group = OWN
    columns = ("name", "entity", "listed_from", "sure_from", "active", "updated_at")
    layout = (Section(_("Rule"), ("name", "entity", "listed_from", "sure_from")),)
    key_facts = ("entity", "listed_from", "sure_from", "active")
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    board = None
    calendar = None
    moves = Moves(by=("name",), after=("custom-entities", "custom-fields"))
    impersonal = ("name", "entity", "listed_from", "sure_from", "active")
    hint = _("From which score on records are listed as possible duplicates. What a rule lists is told before.")


@register
class CustomEntityEntity(Entity):
    model = CustomEntity
    lent = False
    name = "custom-entities"
    icon = "puzzle"
    group = OWN
    title = "label"
    columns = ("label", "label_plural", "icon", "group", "numbering", "key", "updated_at")
    layout = (
        Section(_("Names"), ("label", "label_plural", "title_label", "hint")),
        Section(_("Navigation and numbering"), ("icon", "group", "numbering", "key")),
    )
    key_facts = ("key", "numbering", "group")
    related = (Related("custom-fields", "entity", ("label", "kind"), match="key"),)
    search = ("label", "label_plural", "key")
    keys = ("key", "label")
    orders = ("label", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    board = None
    moves = Moves(by=("key",))
    impersonal = (
        "label",
        "label_plural",
        "icon",
        "group",
        "hint",
        "title_label",
        "numbering",
        "key",
        "stages.label",
        "stages.kind",
        "stages.tone",
        "stages.key",
        "stages.retired",
        "relations.target",
        "relations.label",
        "relations.required",
        "relations.several",
        "relations.ways",
        "relations.key",
        "names.language",
        "names.label",
        "names.label_plural",
        "names.title_label",
        "names.hint",
    )
    hint = _("What your company keeps records of and Guanxi doesn't know yet: sample shipments, machines, visits.")


@register
class QualityRuleEntity(Entity):
    model = QualityRule
    lent = False
    icon = "shield-check"
    group = OWN
    columns = ("name", "entity", "matters", "updated_at")
    layout = (Section(_("Rule"), ("name", "entity", "matters")),)
    key_facts = ("entity", "updated_at")
    search = ("name",)
    orders = ("name", "updated_at")
    owner_path = ""
    verbs = ("read", "create", "update", "delete", "restore", "export")
    purged = False
    board = None
    calendar = None
    moves = Moves(by=("name",), after=("custom-entities", "custom-fields"))
    impersonal = ("name", "entity", "matters")
    hint = _("Which fields have to be filled in, by your word: data quality counts these.")
