"""Demo customers and contacts."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.gate.cleaning import Cleaner
from guanxi.engine.registry import registry
from guanxi.messaging import setup as interactions
from guanxi.modules.customers import sample
from guanxi.modules.customers.models import Affiliation, Competitor, Customer

CHUNK = 500
DEFAULT = 300
COMPETITORS = 6
MET, DAYS = 150, 75
"""People of whom superiors and talks are told, and the days in which the talks were."""


@demo_part(order=30)
def customers(demo: Demo) -> None:
    """Companies with one to three contacts each, spread over the salespeople; a few belong to a larger one."""
    wanted = demo.sizes.get("customers", DEFAULT) - Customer.objects.count()
    dice = random.Random(demo.seed + Customer.objects.count())  # noqa: S311 (sample data)
    owners = demo.made.get("salespeople") or [None]
    for start in range(0, max(wanted, 0), CHUNK):
        count = min(CHUNK, wanted - start)
        chunk(demo, dice, owners, count)
        demo.progress("customers", start + count, wanted)


def chunk(demo: Demo, dice: random.Random, owners: list[Any], count: int) -> None:
    """Some companies and their people, in one transaction each."""
    entity, people = registry["customers"], registry["contacts"]
    cleaner, contact_cleaner = Cleaner(entity, demo.system, "json"), Cleaner(people, demo.system, "json")
    values = [{**sample.company(dice), "owner": dice.choice(owners)} for _ in range(count)]
    cleaned = [cleaner.clean(given, creating=True) for given in values]
    made = [moment(dice) for _ in range(count)]
    companies = gate.create_many(entity, cleaned, actor=demo.system, moments=made)
    contacts, met = [], []
    for company, since in zip(companies, made, strict=True):
        for _ in range(dice.choice((1, 1, 2, 3))):
            titles = sample.ENGLISH_TITLES if str(company.name).isascii() else sample.TITLES  # type: ignore[attr-defined]
            place = {"customer": company.pk, "job_title": dice.choice(titles), "part": dice.choice(sample.PARTS)}
            person = sample.person(dice)
            place |= sample.standing(person["name"], str(place["part"]))
            given = {**person, "owner": company.owner_id, "affiliations": [place]}  # type: ignore[attr-defined]
            contacts.append(contact_cleaner.clean(given, creating=True))
            met.append(min(timezone.now(), since + dt.timedelta(days=dice.expovariate(1 / 5))))
    gate.create_many(people, contacts, actor=demo.system, moments=met)


def moment(dice: random.Random) -> dt.datetime:
    """Some working hour of the last year, more of them lately, so that the weeks' figures have something to show."""
    day = timezone.localtime() - dt.timedelta(days=min(365, dice.expovariate(1 / 70)))
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    return min(timezone.now(), day.replace(hour=dice.randrange(9, 18), minute=dice.randrange(60)))


@demo_part(order=67)
def bonds(demo: Demo) -> None:
    """Who reports to whom at some customers, and calls with some of the people there."""
    people = registry["contacts"]
    if Affiliation.objects.exclude(reports_to=None).exists():
        return
    dice = random.Random(demo.seed + 1)  # noqa: S311 (sample data)
    lines = Affiliation.objects.filter(contact__deleted_at=None).exclude(contact__owner=None)
    told = list(lines.order_by("contact__created_at", "pk").values_list("customer", "contact", "contact__owner")[:MET])
    first: dict[Any, Any] = {}
    for line in Affiliation.objects.filter(contact__in=[contact for _at, contact, _owner in told]).order_by("pk"):
        if first.setdefault(line.customer_id, line.contact_id) == line.contact_id:
            continue
        given = {name: getattr(line, name) for name in ("job_title", "part", "influence", "attitude")}
        given |= {"customer": str(line.customer_id), "reports_to": str(first[line.customer_id])}
        gate.update(people, line.contact_id, {"affiliations": [given]}, actor=demo.system, given="json")
    owners = get_user_model()._base_manager.filter(pk__in={owner for _at, _contact, owner in told})
    for person in owners.order_by("username"):
        mine = [contact for _at, contact, owner in told if owner == person.pk and contact.int % 3]
        since = timezone.now() - dt.timedelta(days=DAYS)
        interactions.write(
            registry["notes"],
            people,
            person,
            sorted((*interactions.moments(dice, since, is_late=False), contact) for contact in mine),
            dice,
        )


@demo_part(order=40)
def purchases(demo: Demo) -> None:
    """What those customers bought who came so far: often and lately where they are active."""
    entity = registry["purchases"]
    if entity.manager().exists():
        return
    dice = random.Random(demo.seed)  # noqa: S311 (sample data)
    buyers = registry["customers"].manager().filter(stage__in=sample.BOUGHT, deleted_at=None).order_by("sort_key", "pk")
    cleaner = Cleaner(entity, demo.system, "json")
    given = [
        {"customer": str(key), **bought}
        for key, stage in buyers.values_list("pk", "stage")
        for bought in sample.purchases(dice, stage, timezone.localdate())
    ]
    for start in range(0, len(given), CHUNK):
        numbered = enumerate(given[start : start + CHUNK], start + 1)
        cleaned = [cleaner.clean({"number": f"DD-{n:05}", **one}, creating=True) for n, one in numbered]
        gate.create_many(entity, cleaned, actor=demo.system)


@demo_part(order=35)
def competitors(demo: Demo) -> None:
    """Some who sell to the same customers."""
    wanted = COMPETITORS - Competitor.objects.count()
    dice = random.Random(demo.seed)  # noqa: S311 (sample data)
    owners, entity = demo.made.get("salespeople") or [None], registry["competitors"]
    met = list(Customer.objects.order_by("created_at", "pk").values_list("pk", flat=True)[:200])
    today = timezone.localdate()
    for _ in range(wanted):
        there = [
            {"customer": key, "standing": dice.choice(sample.STANDINGS), "has": dice.choice(sample.TRADES)}
            for key in dice.sample(met, min(len(met), 4))
        ]
        days = sorted((today - dt.timedelta(days=dice.randrange(1, 200)) for _ in range(2)), reverse=True)
        news = [
            {"day": day.isoformat(), "headline": dice.choice(sample.HEARD), "source": dice.choice(sample.HEARD_AT)}
            for day in days
        ]
        values = {**sample.competitor(dice), "owner": dice.choice(owners), "encounters": there, "news": news}
        gate.create(entity, values, actor=demo.system, given="json")
