"""Records with a token in every field that takes one, so that a token seen where it mustn't be tells whence it came."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from guanxi.engine import files, gate, imports
from guanxi.engine.entity import Entity
from guanxi.engine.fields.base import Kind
from guanxi.engine.jobs import enqueue
from guanxi.engine.models import Share
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.messaging import talking
from guanxi.messaging.rooms import Room
from guanxi.privacy import consenting
from tests.house import House

SALES = ("quotes", "partners", "customers", "contacts")
"""Entities that salespeople own."""
RELATIONS = ("owner", "teammate", "stranger", "deleted", "shared", "pool")
"""Whose a record is; `deleted` and `shared` are the owner's, `shared` opened to the stranger, `pool` nobody's."""
OWNER = {"deleted": "owner", "shared": "owner", "pool": None}


@dataclass(frozen=True)
class Canary:
    """A token, and where it was put."""

    entity: str
    relation: str
    field: str


@dataclass
class Seeds:
    """What was seeded: canaries by token, keys by entity and relation."""

    canaries: dict[str, Canary] = field(default_factory=dict)
    keys: dict[tuple[str, str], Any] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    links: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    count: int = 0

    def number(self) -> int:
        self.count += 1
        return self.count

    def word(self, where: Canary) -> str:
        """A new token that is no word of any language."""
        token = f"zq{self.number():05}xk"
        self.canaries[token] = where
        return token

    def value(self, kind: Kind, where: Canary) -> Any:
        """A value of this kind that carries tokens; None where it can't."""
        if kind.kind in ("text", "long_text"):
            return self.word(where)
        if kind.kind == "email":
            return f"{self.word(where)}@example.com"
        if kind.kind == "url":
            return f"https://{self.word(where)}.example.com"
        if kind.kind == "phone":
            digits = f"1387{self.number():07}"
            shown = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
            self.canaries |= {digits: where, shown: where}
            return f"+86{digits}"
        if kind.kind == "integer":
            return self.figure(where, 1_700_000_000)
        if kind.kind in ("money", "decimal") and kind.max_digits > 12:  # type: ignore[attr-defined]
            return Decimal(self.figure(where, 7_000_000_000))
        return None

    def figure(self, where: Canary, base: int) -> int:
        number = base + self.number()
        self.canaries |= {str(number): where, f"{number:,}": where}
        return number

    def of(self, entity: str, relation: str) -> set[str]:
        return {t for t, c in self.canaries.items() if (c.entity, c.relation) == (entity, relation)}


YEARS = {"founded"}
"""Numbers that have to be years."""


def values(seeds: Seeds, entity: Entity, relation: str) -> Iterator[tuple[str, Any]]:
    """What a seeded record is made of."""
    for name, kind in entity.fields.items():
        if kind.editable and not kind.only_by_verb and name not in YEARS:
            value = seeds.value(kind, Canary(entity.name, relation, name))
            if value is not None:
                yield name, value


def plant(house: House) -> Seeds:
    """Seed everything."""
    seeds = Seeds()
    with as_system("canaries") as system:
        for relation in RELATIONS:
            owner = OWNER.get(relation, relation)
            for name in ("partners", "customers", "contacts", "quotes"):
                plant_one(seeds, registry[name], relation, house.keys.get(owner), system)
        for name in SALES:
            gate.delete(registry[name], seeds.keys[name, "deleted"], actor=system)
            key = seeds.keys[name, "shared"]
            Share.objects.create(entity=name, record=key, subject=house.keys["stranger"])
        plant_people(seeds, house, system)
    plant_work(seeds, house)
    return seeds


def plant_one(seeds: Seeds, entity: Entity, relation: str, owner: Any, system: Any) -> None:
    """One record with its lines and a file, changed once, so that its history tells tokens too."""
    given = dict(values(seeds, entity, relation)) | {"owner": owner}
    if entity.name == "quotes":
        given["partner"] = seeds.keys["partners", relation]
    for name, lines in entity.lines.items():
        kinds = lines.fields.items()
        line = {f: v for f, k in kinds if (v := seeds.value(k, Canary(entity.name, relation, name))) is not None}
        if "customer" in lines.fields:
            line["customer"] = seeds.keys["customers", relation]
        given[name] = [line]
    key = gate.create(entity, given, actor=system).pk
    seeds.keys[entity.name, relation] = key
    longest = next((name for name, kind in entity.fields.items() if kind.kind == "long_text"), None)
    if longest:
        gate.update(entity, key, {longest: seeds.word(Canary(entity.name, relation, longest))}, actor=system)
    seeds.titles[entity.name, relation] = given[entity.title]
    plant_talk(seeds, entity, relation, key, system)
    name = seeds.word(Canary(entity.name, relation, "files"))
    content = seeds.word(Canary(entity.name, relation, "files")).encode()
    seeds.files[f"{entity.name}.{relation}"] = files.attach(
        entity, key, SimpleUploadedFile(f"{name}.txt", content), actor=system
    ).pk


def plant_talk(seeds: Seeds, entity: Entity, relation: str, key: Any, system: Any) -> None:
    """A comment and a note on the record: whoever reads the record reads them, and nobody else."""
    place = Room(entity, key)
    said = talking.comment(place, seeds.word(Canary(entity.name, relation, "talk")), system)
    token = seeds.word(Canary(entity.name, relation, "talk"))
    written = talking.write_note(place, {"title": token, "body": f"<p>{token}</p>", "place": token}, system)
    if entity.name == "contacts":
        plant_consent(seeds, relation, key, system)
    if entity.name == "quotes":
        seeds.keys["comments", relation] = said.pk
        seeds.keys["notes", relation] = written.pk


def plant_consent(seeds: Seeds, relation: str, key: Any, system: Any) -> None:
    """What the contact said: whoever reads the contact reads it."""
    notices = registry["privacy-notices"]
    words = gate.create(notices, {"name": f"Purpose {relation}", "text": "words"}, actor=system).pk
    said = {"notice": words, "evidence": seeds.word(Canary("contacts", relation, "talk"))}
    consenting.say(registry["contacts"], key, said, system)


def plant_people(seeds: Seeds, house: House, system: Any) -> None:
    """What of users and roles is nobody's business."""
    for who in ("owner", "teammate", "stranger"):
        given = {
            name: seeds.value(registry["users"].fields[name], Canary("users", who, name))
            for name in ("email", "mobile")
        }
        gate.update(registry["users"], house.keys[who], given, actor=system)
        seeds.keys["users", who] = house.keys[who]
    role = {"key": seeds.word(Canary("roles", "pool", "key")), "name": seeds.word(Canary("roles", "pool", "name"))}
    seeds.keys["roles", "pool"] = gate.create(registry["roles"], role, actor=system).pk
    field = {name: seeds.word(Canary("custom-fields", "pool", name)) for name in ("label", "hint", "key")}
    made = gate.create(registry["custom-fields"], field | {"entity": "roles"}, actor=system)
    gate.delete(registry["custom-fields"], made.pk, actor=system)  # or it would be on every form of roles
    seeds.keys["custom-fields", "pool"] = made.pk
    told = ("label", "label_plural", "hint", "title_label", "key")
    kind = {name: seeds.word(Canary("custom-entities", "pool", name)) for name in told}
    seeds.keys["custom-entities", "pool"] = gate.create(registry["custom-entities"], kind, actor=system).pk
    breach = {name: seeds.word(Canary("breaches", "pool", name)) for name in ("name", "data", "measures")}
    seeds.keys["breaches", "pool"] = gate.create(registry["breaches"], breach, actor=system).pk
    seeds.keys["departments", "pool"] = house.departments["East"]


def by_the_clock(seeds: Seeds, who: str, person: Any) -> None:
    """What happens in somebody's name: what it signs in with is the administrator's alone."""
    with as_system("canaries") as system:
        told = {"name": seeds.word(Canary("regular-imports", who, "name")), "owner": person.pk}
        told |= {name: seeds.word(Canary("regular-imports", "pool", name)) for name in ("account", "secret", "query")}
        told["recipe"] = seeds.keys["recipes", who]
        seeds.keys["regular-imports", who] = gate.create(registry["regular-imports"], told, actor=system).pk
    view = {"name": seeds.word(Canary("views", who, "clock")), "entity": "partners"}
    told = {"name": seeds.word(Canary("regular-exports", who, "name"))}
    told["view"] = gate.create(registry["views"], view, actor=person).pk
    seeds.keys["regular-exports", who] = gate.create(registry["regular-exports"], told, actor=person).pk


def plant_work(seeds: Seeds, house: House) -> None:
    """Imports and jobs of the owner and of the stranger."""
    for who in ("owner", "stranger"):
        person = house.give(who, "sales_representative", "clerk")
        column = seeds.word(Canary("imports", who, "file"))
        name = seeds.word(Canary("imports", who, "title"))
        file = io.BytesIO(f"name,{column}\n{seeds.word(Canary('imports', who, 'file'))},x\n".encode())
        work = imports.start(person, registry["partners"], file, f"{name}.csv")
        seeds.keys["imports", who] = work.pk
        says = {"fields": {"name": {"from": [seeds.word(Canary("recipes", who, "instructions"))]}}}
        recipe = {name: seeds.word(Canary("recipes", who, name)) for name in ("name", "about")}
        recipe |= {"entity": "partners", "instructions": json.dumps(says)}
        seeds.keys["recipes", who] = gate.create(registry["recipes"], recipe, actor=person).pk
        by_the_clock(seeds, who, person)
        house.give(who, "sales_representative")
        title = seeds.word(Canary("jobs", who, "title"))
        seeds.keys["jobs", who] = enqueue("engine.tickets", actor=house[who], title=title).pk
