"""Puts the hostile texts into every text that people or programs can write; run inside the product's own process."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

from guanxi.engine import configuration, files, gate, imports
from guanxi.engine.entity import Entity
from guanxi.engine.errors import EngineError, Invalid
from guanxi.engine.fields.anchor import written
from guanxi.engine.fields.base import Kind
from guanxi.engine.jobs import enqueue
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.mail import OutgoingMail
from guanxi.engine.models.regular import Fetched
from guanxi.engine.registry import registry
from guanxi.engine.testing.values import good
from guanxi.messaging import talking
from guanxi.messaging.models import Comment, Note
from guanxi.messaging.rooms import Room, may_read
from guanxi.people.models.token import Token
from tests.browser.hostile import MARK, PAYLOADS
from tests.browser.hostile_fitting import FITTING

TEXTS = ("text", "long_text")


def as_sent(value: Any) -> Any:
    """The value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


class Seeder:
    """Somebody who may everything, and writes nothing but attacks."""

    def __init__(self) -> None:
        model: Any = get_user_model()
        self.actor = model._base_manager.get(username="admin")
        self.sales = model._base_manager.get(username="sales")

    def run(self) -> None:
        """Records of every entity, with lines and files, and some of them changed and deleted."""
        for entity in registry:
            if "create" in entity.verbs and entity.model.__module__.startswith("guanxi."):
                made = [self.make(entity, n) for n in range(len(PAYLOADS))]
                self.touch(entity, [key for key in made if key])
        self.formulas()
        self.own_kind()
        self.move_configuration()
        self.say_yes()
        self.talk()
        self.keep_views()
        self.by_the_clock()
        self.bring_files()
        self.past_the_rules()
        self.told_by_machines()
        self.hand_round()

    def make(self, entity: Entity, n: int) -> Any:
        """The n-th record: neighbouring columns hold different texts."""
        values = {
            name: self.value(entity.name, kind, n + place)
            for place, (name, kind) in enumerate(entity.fields.items())
            if kind.editable and not kind.only_by_verb and (kind.needed or kind.kind not in ("link", "date", "choice"))
        }
        if "owner" in entity.fields:
            values["owner"] = self.sales.pk
        for name, lines in entity.lines.items():
            line = {
                field: self.value(name, kind, n + place) for place, (field, kind) in enumerate(lines.fields.items())
            }
            if None not in line.values():
                values[name] = [line]
        for _attempt in range(4):
            try:
                return gate.create(entity, values, actor=self.actor, given="json").pk
            except Invalid as bad:  # a rule of this noun: leave out what it refuses, the others still hold the text
                refused = {str(key).partition(".")[0] for key in bad.errors} & set(values)
                if not refused:
                    return None
                values = {key: self.tame(entity, key, value, n, refused) for key, value in values.items()}
                values = {key: value for key, value in values.items() if value is not None}
        return None

    def tame(self, entity: Entity, name: str, value: Any, n: int, refused: set[str]) -> Any:
        """A value that is taken, or nothing."""
        if name not in refused:
            return value
        kind = entity.fields.get(name)
        return as_sent(good(kind, 100 + n)) if kind is not None and kind.needed and kind.kind != "link" else None

    def value(self, where: str, kind: Kind, n: int) -> Any:
        """The n-th attack in a value of this kind."""
        if (fits := FITTING.get(f"{where}.{kind.name}")) is not None:
            return fits
        text = PAYLOADS[n % len(PAYLOADS)]
        if kind.kind in TEXTS:
            most = getattr(kind, "max_length", None) or 1000
            numbered = f"{text} {n}"
            return numbered if len(numbered) <= most else f"<i onclick={MARK}()>{n}"[:most]
        if kind.kind == "url":
            return f"https://h.example/{text.replace(' ', '/')}"
        if kind.kind == "email":
            return f'"<svg/onload={MARK}()>{n}"@h.example'
        if kind.kind == "link":
            return self.target(kind.target, int(kind.name == "substitute"))  # type: ignore[attr-defined]
        return as_sent(good(kind, n))

    def target(self, name: str, skipped: int = 0) -> Any:
        """A hostile record to link to, or any."""
        rows = registry[name].model._base_manager.filter(deleted_at__isnull=True).order_by("-created_at")
        return rows.values_list("pk", flat=True)[skipped:].first()

    def touch(self, entity: Entity, made: list[Any]) -> None:
        """A history for some, files for some, and the recycle bin for the last."""
        for n, key in enumerate(made[:6]):
            title = entity.fields[entity.title]
            if title.editable and title.kind in TEXTS:
                self.try_(gate.update, entity, key, {entity.title: self.value(entity.name, title, n + 7)})
        for n, key in enumerate(made):
            if n < 8 and "owner" in entity.fields:
                name = f"{PAYLOADS[(n * 5) % len(PAYLOADS)].replace('/', '_')}.txt"
                self.try_(files.attach, entity, key, SimpleUploadedFile(name, PAYLOADS[n].encode()))
        for key in made[-2:]:
            self.try_(gate.delete, entity, key)

    def formulas(self) -> None:
        """Fields whose rules are attacks, as far as a rule can be one."""
        attack = f"<img src=x onerror={MARK}()>"
        for n, said in enumerate(
            (
                {"kind": "computed", "gives": "text", "formula": f"'{attack}' & name"},
                {"kind": "auto_number", "pattern": f"<i onclick={MARK}()>{{0}}"},
                {
                    "kind": "rollup",
                    "over": "contacts.affiliations.customer",
                    "rolled": "count",
                    "only": f"name <> '{attack}'",
                },
                {"kind": "text", "asked_when": f"name <> '{attack}'", "initial": attack},
            )
        ):
            values = {"label": f"{attack}{n}"[:60], "key": f"attack_{n}", "entity": "customers", **said}
            gate.create(registry["custom-fields"], values, actor=self.actor, given="json")

    def own_kind(self) -> None:
        """A kind of record whose words are attacks, those of its stages and relations too."""
        attack = f"<img src=x onerror={MARK}()>"
        values = {
            "label": attack,
            "key": "attacks",
            "hint": attack,
            "group": attack,
            "stages": [{"label": attack[:40], "key": "first"}, {"label": attack[:39], "key": "second"}],
            "relations": [
                {"target": "customers", "label": attack},
                {"target": "customers", "label": f"{attack}s", "several": True, "ways": [attack[:40]]},
            ],
        }
        gate.create(registry["custom-entities"], values, actor=self.actor, given="json")
        rule = {"stage": "attacks:second", "told": attack, "only_when": f"name <> '{attack}'"}
        gate.create(registry["stage-rules"], rule, actor=self.actor, given="json")

    def move_configuration(self) -> None:
        """Configurations that are compared, with attacks in every word."""
        for n in range(3):
            text = PAYLOADS[n * 4]
            rows = [{"key": f"{text}{n}", "name": text, "note": text}, {"key": "clerk", "name": text, "note": text}]
            document = {"format": 1, "records": {"roles": rows, text: []}}
            configuration.receive(self.actor, json.dumps(document).encode(), text)

    def say_yes(self) -> None:
        """Consents whose evidence is an attack."""
        notice = registry["privacy-notices"].model._base_manager.filter(deleted_at__isnull=True).first()
        contact = registry["contacts"].model._base_manager.filter(deleted_at__isnull=True).first()
        for n in range(3):
            said = {"notice": notice.pk, "evidence": PAYLOADS[n * 5], "channel": "email", "given": True}
            beside = {"about": written("contacts", contact.pk)}
            gate.add(registry["consents"], said, actor=self.actor, beside=beside)

    def talk(self) -> None:
        """Comments that name somebody whose name is an attack, answers, notes; and what people are told of it."""
        named = get_user_model()._base_manager.get(pk=self.sales.pk)
        for name in ("customers", "contacts", "appointments"):
            rows = registry[name].model._base_manager.filter(deleted_at__isnull=True).order_by("created_at")
            for n, key in enumerate(rows.values_list("pk", flat=True)[:8]):
                place, text = Room(registry[name], key), PAYLOADS[(n * 3) % len(PAYLOADS)]
                reads = may_read(place.entity, key, named)
                who = [str(named.pk)] if reads else []
                said = talking.comment(place, f"{text} @{named} {text}", self.actor, named=who)
                talking.comment(place, PAYLOADS[n], self.sales if reads else self.actor, quotes=str(said.pk))
                body = f"<p>{text}</p><a href='javascript:{MARK}()'>{text}</a><b onclick={MARK}()>x</b>"
                note = {
                    "title": text[:120],
                    "body": body,
                    "place": text[:120],
                    "kind": ("note", "call", "visit")[n % 3],
                }
                talking.write_note(place, note, self.actor)
        for n, key in enumerate(Note._base_manager.values_list("pk", flat=True)):  # as if no filter had seen them
            Note._base_manager.filter(pk=key).update(body=PAYLOADS[n % len(PAYLOADS)])
        for n, key in enumerate(Comment._base_manager.exclude(mentions=[]).values_list("pk", flat=True)):
            named = PAYLOADS[n % len(PAYLOADS)]
            told = {"mentions": [[str(self.sales.pk), named]], "body": f"@{named} {named} https://h.example/{named}"}
            Comment._base_manager.filter(pk=key).update(**told)

    def keep_views(self) -> None:
        """Views of lists, whose conditions and orders name what isn't there."""
        for n in range(10):
            text = PAYLOADS[n * 3]
            condition = {"field": "name", "op": "contains", "value": text}
            query = urlencode({"filter": json.dumps(condition), "q": text, "sort": text, "layout": text})
            values = {"name": text[:100], "entity": "customers", "query": query, "audience": "everybody"}
            gate.create(registry["views"], values, actor=self.actor, given="json")

    def by_the_clock(self) -> None:
        """What comes and goes by itself, and what came of it."""
        view = registry["views"].model._base_manager.filter(name__contains=MARK).first()
        gate.create(registry["regular-exports"], {"name": PAYLOADS[7][:100], "view": view.pk}, actor=self.actor)
        for place, name in enumerate(("regular-imports", "regular-exports")):
            registry[name].model._base_manager.update(last_result=PAYLOADS[place + 8])
        for regular in registry["regular-imports"].model._base_manager.all()[:2]:
            Fetched.objects.create(regular=regular, digest="0", name=PAYLOADS[10], error=PAYLOADS[11], state="failed")

    def bring_files(self) -> None:
        """Imports whose name, columns and cells are attacks; of one, the check waits to be looked at."""
        head = [*PAYLOADS[:3], "name"]
        rows = [[PAYLOADS[n], PAYLOADS[n + 1], PAYLOADS[n + 2], f"{PAYLOADS[n]} {n}"] for n in range(20)]
        table = io.StringIO()
        csv.writer(table).writerows([head, *rows])
        for n in range(2):
            sheet = io.BytesIO(table.getvalue().encode())
            work = imports.start(self.actor, registry["customers"], sheet, f"{PAYLOADS[n + 8].replace('/', '_')}.csv")
            if n:
                table_step = {"do": "map", "table": {PAYLOADS[5]: PAYLOADS[6]}}
                made = {"region": {"from": [PAYLOADS[1], PAYLOADS[2]], "joined": "", "steps": [table_step]}}
                imports.set_mapping(work, self.actor, {PAYLOADS[0]: "note", "name": "name"}, None, made)
            type(work)._base_manager.filter(pk=work.pk).update(title=PAYLOADS[n], file_name=PAYLOADS[n + 3])

    def told_by_machines(self) -> None:
        """Work, mail and tokens: what programs write into them, and what people see of it."""
        for n in range(3):
            job = enqueue("engine.tickets", actor=self.sales, title=PAYLOADS[n])
            texts = {"message": PAYLOADS[n + 3], "error": PAYLOADS[n + 4], "detail": PAYLOADS[n + 5], "state": "failed"}
            type(job)._base_manager.filter(pk=job.pk).update(**texts)
            told = {
                name: PAYLOADS[n + at] for at, name in enumerate(("to", "sender", "subject", "text", "html", "error"))
            }
            OutgoingMail.objects.create(**told, state="refused", headers={"X-A": PAYLOADS[n]})
        for person in (self.actor, self.sales):
            Token.objects.create(user=person, name=PAYLOADS[4], hash=person.pk.bytes, hint="x", scopes=[PAYLOADS[3]])

    def past_the_rules(self) -> None:
        """What today's rules refuse may have been stored before they came: columns with a form, names of files."""
        for entity in registry:
            formed = [name for name, kind in entity.fields.items() if kind.kind in ("phone", "email", "url")]
            if formed and "create" in entity.verbs:
                rows = entity.model._base_manager.filter(deleted_at__isnull=True).order_by("-created_at")
                for n, key in enumerate(rows.values_list("pk", flat=True)[: len(PAYLOADS) // 2]):
                    texts = {name: f"{PAYLOADS[(n + place) % 40][:30]}{n}" for place, name in enumerate(formed)}
                    entity.model._base_manager.filter(pk=key).update(**texts)
        people = get_user_model()._base_manager.filter(name__contains=MARK).values_list("pk", flat=True)
        for n, key in enumerate(people[:5]):
            get_user_model()._base_manager.filter(pk=key).update(username=f"{PAYLOADS[n]}{n}")
        for n, key in enumerate(StoredFile.objects.order_by("at").values_list("pk", flat=True)):
            StoredFile.objects.filter(pk=key).update(name=PAYLOADS[n % 40])

    def hand_round(self) -> None:
        """Customers that are protected, asked for, graded, and moved to a pool, for reasons that hold an attack."""
        customers = registry["customers"]
        pool = registry["pools"].manager().filter(entity="customers", is_open=True, deleted_at=None).first()
        rows = customers.manager().filter(deleted_at=None, protected_until=None).exclude(owner=None)
        until = timezone.localdate() + dt.timedelta(days=30)
        keys = list(rows.order_by("created_at").values_list("pk", flat=True)[:9])
        for n, key in enumerate(keys[6:]):
            asked = {"until": until, "reason": PAYLOADS[n + 15][:200]}
            gate.act(customers, key, "ask_for_protection", asked, actor=self.actor)
        for n, key in enumerate(keys[:6]):
            said = {"until": until, "reason": PAYLOADS[n][:200]}
            gate.act(customers, key, "protect", said, actor=self.actor)
            for axis, rating in (("grade", "A"), ("cooperation", "again"), ("segment", "loyal")):
                gate.act(customers, key, f"set_{axis}", {**said, axis: rating}, actor=self.actor)
            if n % 2:
                moved = {"pool": pool.pk, "reason": PAYLOADS[n + 7][:300]}
                gate.act(customers, key, "to_pool", moved, actor=self.actor)

    def try_(self, deed: Any, *words: Any) -> None:
        """Do what this noun lets one do."""
        try:
            deed(*words, actor=self.actor)
        except (EngineError, FieldDoesNotExist):
            return


def seed() -> None:
    """Everything."""
    Seeder().run()


def closed(field: Any) -> bool:
    """Whether only words of a list, or numbers that the system hands out, stand in a column."""
    return bool(field.choices) or getattr(field, "kind", "") in ("choice", "choices", "stage", "auto_number")


def without() -> list[str]:
    """The columns of the product that hold text, and none of it hostile."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("guanxi."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not closed(field):
                rows = model._base_manager.annotate(in_words=Cast(field.name, models.TextField()))
                if not rows.filter(in_words__contains=MARK).exists():
                    found.append(f"{model._meta.label}.{field.name}")
    return found
