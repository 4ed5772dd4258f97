"""Exports of other programs: recognised by their columns, and mapped so that nobody has to."""

import csv
import io

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine.imports import working
from guanxi.engine.imports.known import recognised
from guanxi.engine.imports.running import Foreground
from guanxi.engine.reading import read_one
from guanxi.engine.registry import registry
from tests.engine.importing import data, rows, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    with translation.override("en"):
        yield found().users["clerk"]


def written(columns, *lines):
    """A file with these columns; each line says only what it has."""
    sheet = io.StringIO()
    table = csv.DictWriter(sheet, columns)
    table.writeheader()
    table.writerows(lines)
    return sheet.getvalue()


def header(name):
    return next(csv.reader(io.StringIO(data(f"contact_headers/{name}").read_text("utf-8-sig"))))


def brought(actor, entity, columns, *lines):
    """The records that the file gave, taken as it was understood by itself."""
    work = take(actor, entity, written(columns, *lines))
    working.set_mapping(work, actor)
    working.check(work, Foreground(actor))
    expected = dict(work.checked)
    working.run(work, Foreground(actor))
    assert work.counts == expected
    assert (work.created, work.failed) == (len(lines) - work.skipped, 0), work.marks
    return work


def a_contact(actor):
    row = rows(actor, "contacts", "id", "name", "mobile", "phone", "email", "birthday")[0]
    lines = read_one(registry["contacts"], row["id"], actor)["affiliations"]
    told = [(line["customer"].label, line["job_title"]) for line in lines]
    return row["name"], row["mobile"], row["phone"], row["email"], str(row["birthday"] or ""), told


def test_google_contacts(clerk):
    columns = [*header("google_contacts_2010s.header.csv"), "Organization 1 - Name", "Organization 1 - Title"]
    brought(clerk, "contacts", columns, {
        "Given Name": "小明", "Family Name": "王", "E-mail 1 - Value": "a@example.com ::: b@example.com",
        "Phone 1 - Value": "13800006120", "Phone 2 - Value": "0635-8241234", "Birthday": "1990-03-05",
        "Organization 1 - Name": "海川", "Organization 1 - Title": "经理",
    })  # fmt: skip
    assert a_contact(clerk) == (
        "王小明", "+8613800006120", "+866358241234", "a@example.com", "1990-03-05", [("海川", "经理")],
    )  # fmt: skip


def test_outlook(clerk):
    brought(clerk, "contacts", header("outlook.header.csv"), {
        "First Name": "Ada", "Last Name": "Lovelace", "E-mail Address": "ada@example.com", "Birthday": "3/5/1990",
        "Home Phone": "+44 20 7946 0000", "Company": "Analytical Ltd", "Job Title": "Countess",
    })  # fmt: skip
    assert a_contact(clerk) == (
        "Ada Lovelace", "", "+442079460000", "ada@example.com", "1990-03-05", [("Analytical Ltd", "Countess")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("program", "entity", "line", "expected"),
    [
        ("HubSpot", "contacts", {"Record ID": "51", "First Name": "Ada", "Last Name": "King", "Email": "a@example.com",
         "Phone Number": "", "Contact owner": "Bob", "Job Title": "CEO", "Associated Company": "Acme;Beta"},
         "Ada King"),
        ("Salesforce", "contacts", {"Salutation": "Ms.", "First Name": "Ada", "Last Name": "King", "Title": "CEO",
         "Account Name": "Acme", "Email": "a@example.com", "Account Owner": "Bob"}, "Ada King"),
        ("EspoCRM", "contacts", {"id": "1", "firstName": "Ada", "lastName": "King", "accountName": "Acme",
         "emailAddress": "a@example.com", "phoneNumber": "13800006120"}, "Ada King"),
        ("Odoo", "contacts", {"id": "__export__.1", "name": "Ada King", "is_company": "False", "parent_id": "Acme",
         "email": "a@example.com", "function": "CEO"}, "Ada King"),
        ("HubSpot", "customers", {"Record ID": "7", "Company name": "Acme", "Company owner": "Bob", "City": "Hull",
         "Company Domain Name": "acme.example", "Annual Revenue": "1,200,000.5"}, "Acme"),
        ("Salesforce", "customers", {"Account Name": "Acme", "Account Owner": "Bob", "Billing City": "Hull"}, "Acme"),
        ("Salesforce", "customers", {"Id": "001", "Name": "Acme", "BillingStreet": "Main St 1", "BillingCity": "Hull",
         "NumberOfEmployees": "12", "AnnualRevenue": "1.5E6"}, "Acme"),
        ("EspoCRM", "customers", {"id": "1", "name": "Acme", "website": "https://acme.example", "emailAddress": "",
         "billingAddressStreet": "Main St 1", "billingAddressCity": "Hull"}, "Acme"),
        ("Odoo", "customers", {"id": "1", "name": "Acme", "is_company": "True", "street": "Main St 1", "city": "Hull"},
         "Acme"),
    ],
)  # fmt: skip
def test_exports_of_other_programs(clerk, program, entity, line, expected):
    assert recognised(registry[entity], list(line)).program == program
    brought(clerk, entity, list(line), line)
    assert [row["name"] for row in rows(clerk, entity, "name")] == [expected]
    if entity == "contacts":
        assert a_contact(clerk)[3] == "a@example.com"
        assert [name for name, _title in a_contact(clerk)[5]] == ["Acme"]


def test_of_odoo_people_and_companies_come_apart(clerk):
    columns = ["name", "is_company", "parent_id", "street"]
    lines = [{"name": "Acme", "is_company": "True"}, {"name": "Ada", "is_company": "False", "parent_id": "Acme"}]
    assert brought(clerk, "customers", columns, *lines).skipped == 1
    assert brought(clerk, "contacts", columns, *lines).skipped == 1
    assert [row["name"] for row in rows(clerk, "contacts", "name")] == ["Ada"]


def test_an_ordinary_list_is_nobodys_export(clerk):
    for entity in ("customers", "contacts"):
        assert recognised(registry[entity], ["name", "phone", "公司名称", "City"]) is None
