"""Fills a database fast: rows are made by two processes and copied in before their indexes are built."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
from collections.abc import Iterator
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone

from bench import own
from guanxi.engine import gate
from guanxi.engine.duplicates import keeping
from guanxi.engine.events.chain import digest
from guanxi.engine.events.readers import read_all
from guanxi.engine.models import Event, MatchKey
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.kit import search_terms
from guanxi.kit.uuids import uuid7
from guanxi.modules.customers import sample
from guanxi.modules.customers.models import Affiliation, Contact, Customer
from guanxi.people import regions
from guanxi.people.models import Department, Role, User
from guanxi.people.models.placed import EDITION

SALESPEOPLE = 100
DEPARTMENTS = 10
PROCESSES = 2


def people() -> None:
    """Departments, salespeople, a manager and an administrator."""
    with as_system("bench") as system:
        roles = {role.key: role.pk for role in Role.objects.all()}

        def user(name: str, role: str, department: Any = None) -> None:
            values = {"username": name, "name": name, "department": department, "roles": [{"role": roles[role]}]}
            gate.create(registry["users"], values, actor=system)

        head = gate.create(registry["departments"], {"name": "Head"}, actor=system)
        for number in range(DEPARTMENTS):
            gate.create(registry["departments"], {"name": f"Sales {number}", "parent": head.pk}, actor=system)
        places = list(Department.objects.filter(parent=head.pk).order_by("name").values_list("pk", flat=True))
        user("admin", "administrator", head.pk)
        user("manager", "sales_manager", places[0])
        for number in range(SALESPEOPLE):
            user(f"rep{number}", "sales_representative", places[number % DEPARTMENTS])


def fill(size: int) -> None:
    """As many customers and contacts; ends with fresh statistics."""
    owners = list(User.objects.filter(username__startswith="rep").order_by("pk").values_list("pk", flat=True))
    definitions = drop_indexes()
    connection.close()
    share = size // PROCESSES
    context = multiprocessing.get_context("fork")
    tasks = [
        context.Process(target=copy_in, args=(number * share + 1, share, owners, number)) for number in range(PROCESSES)
    ]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
        if task.exitcode:
            raise SystemExit("Loading failed.")
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("UPDATE engine_counter SET last = %s WHERE series = 'customers.number'", [size])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO engine_counter (series, last) VALUES ('customers.number', %s)", [size])
        cursor.execute("VACUUM ANALYZE")
    while read_all(waiting=False):  # else the worker would read the log while the pages are measured
        pass


def drop_indexes() -> list[str]:
    """Drop the plain indexes of the large tables; the statements that bring them back."""
    tables = [model._meta.db_table for model in (Customer, Contact, Affiliation, Event, MatchKey)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [tables],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def copy_in(first: int, count: int, owners: list[Any], seed: int) -> None:
    """One process's share."""
    dice = random.Random(seed)
    for start in range(0, count, 5_000):
        batch = list(rows(first + start, min(5_000, count - start), owners, dice))
        for place, model in enumerate((Customer, Contact, Affiliation)):
            write(model, [item[place] for item in batch])
        for place, name in enumerate(("customers", "contacts")):
            keeping.keep_new(registry[name], [item[place] for item in batch])
        write(Event, [item[3] for item in batch] + [item[4] for item in batch])
    connection.close()


def rows(first: int, count: int, owners: list[Any], dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """A customer, a contact, their affiliation and the events of their creation."""
    now = timezone.now()
    for number in range(first, first + count):
        owner = dice.choice(owners)
        made = now - dt.timedelta(seconds=dice.randrange(3 * 365 * 86_400))
        customer = Customer(**sample.company(dice), owner_id=owner, number=f"KH-{number:06}")
        texts = [("A", customer.name), ("B", customer.short_name), ("C", customer.phone), ("D", customer.number)]
        own.fill(customer, number)
        customer.search = search_terms.document([*texts, ("D", customer.email)])
        contact = Contact(**sample.person(dice), owner_id=owner)
        contact.search = search_terms.document([("A", contact.name), ("B", contact.mobile), ("D", contact.email)])
        place = Affiliation(contact_id=contact.pk, customer_id=customer.pk, job_title=dice.choice(sample.TITLES))
        events = [
            born(record, entity, owner, made) for record, entity in ((customer, "customers"), (contact, "contacts"))
        ]
        yield customer, contact, place, *events


def born(record: Any, entity: str, owner: Any, made: dt.datetime) -> Event:
    """Give a record what the gate gives; its event."""
    record.version, record.created_at, record.updated_at = 1, made, made
    record.created_by_id = record.updated_by_id = owner
    record.sort_key = search_terms.collation_key(record.name)
    record.division, record.placed_by = regions.division_of(record), EDITION
    event = Event(
        id=uuid7(), at=made, entity=entity, record=record.pk, verb="create", actor=owner, via="bench", version=1,
        changes={"name": [None, record.name]},
    )  # fmt: skip
    event.hash = record.head = digest(event, b"")
    return event


def write(model: Any, records: list[Any]) -> None:
    """COPY the records in."""
    fields = [field for field in model._meta.concrete_fields if field.column != "transaction"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    names = [field.attname for field in fields]
    json_at = [at for at, field in enumerate(fields) if field.get_internal_type() == "JSONField"]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for record in records:
            values = [getattr(record, name) for name in names]
            for at in json_at:
                values[at] = msgspec.json.encode(values[at]).decode()
            copy.write_row(values)
