"""What other programs write of customers and contacts, by the columns of their exports."""

from __future__ import annotations

from typing import Any

from guanxi.engine.imports.known import KnownFile

FIRST_OF_SEVERAL = {"do": "split", "by": ":::", "part": 1}
"""Google puts several values into one cell."""


def person(*columns: str) -> dict[str, Any]:
    """A name of its parts, given names first."""
    return {"from": list(columns), "joined": "name"}


def first_of(*columns: str) -> dict[str, Any]:
    """The first of the columns that says something."""
    others = [{"do": "default", "column": column} for column in columns[1:]]
    return {"from": [columns[0]], "steps": [FIRST_OF_SEVERAL, *others, FIRST_OF_SEVERAL]}


def together(*columns: str) -> dict[str, Any]:
    return {"from": list(columns), "joined": ", "}


def customer(column: str) -> dict[str, Any]:
    """A contact's customer, made when it isn't there."""
    return {"from": [column], "create": True}


def post(column: str, company: str) -> dict[str, Any]:
    """A job title, where there is a company at which to have it."""
    return {"from": [column], "steps": [{"do": "when", "column": company, "is": "empty"}]}


GOOGLE_BEFORE = KnownFile(
    "Google Contacts",
    ("Given Name", "Family Name", "Yomi Name", "Group Membership"),
    {
        "name": person("Given Name", "Additional Name", "Family Name")
        | {"steps": [{"do": "default", "column": "Name"}, {"do": "default", "column": "Organization 1 - Name"}]},
        "email": first_of("E-mail 1 - Value", "E-mail 2 - Value"),
        "mobile": first_of("Phone 1 - Value"),
        "phone": first_of("Phone 2 - Value", "Phone 3 - Value"),
        "address": first_of("Address 1 - Formatted"),
        "birthday": {"from": ["Birthday"], "steps": [{"do": "date", "order": "year"}]},
        "note": "Notes",
        "affiliations.customer": customer("Organization 1 - Name"),
        "affiliations.job_title": post("Organization 1 - Title", "Organization 1 - Name"),
    },
)
GOOGLE = KnownFile(
    "Google Contacts",
    ("First Name", "Last Name", "Phonetic First Name", "File As", "Labels"),
    {
        "name": person("First Name", "Middle Name", "Last Name")
        | {"steps": [{"do": "default", "column": "File As"}, {"do": "default", "column": "Organization Name"}]},
        "email": first_of("E-mail 1 - Value", "E-mail 2 - Value"),
        "mobile": first_of("Phone 1 - Value"),
        "phone": first_of("Phone 2 - Value", "Phone 3 - Value"),
        "address": first_of("Address 1 - Formatted"),
        "birthday": {"from": ["Birthday"], "steps": [{"do": "date", "order": "year"}]},
        "note": "Notes",
        "affiliations.customer": customer("Organization Name"),
        "affiliations.job_title": post("Organization Title", "Organization Name"),
    },
)
OUTLOOK = KnownFile(
    "Outlook",
    ("First Name", "Last Name", "E-mail Address", "Business Phone", "Mobile Phone"),
    {
        "name": person("First Name", "Middle Name", "Last Name") | {"steps": [{"do": "default", "column": "Company"}]},
        "email": first_of("E-mail Address", "E-mail 2 Address"),
        "mobile": "Mobile Phone",
        "phone": first_of("Business Phone", "Primary Phone", "Home Phone", "Company Main Phone"),
        "address": together("Business Street", "Business City", "Business State", "Business Country"),
        "birthday": {
            "from": ["Birthday"],
            "steps": [{"do": "when", "is": "equals", "than": "0/0/00"}, {"do": "date", "order": "month"}],
        },
        "note": "Notes",
        "affiliations.customer": customer("Company"),
        "affiliations.job_title": post("Job Title", "Company"),
    },
)
HUBSPOT_CONTACTS = KnownFile(
    "HubSpot",
    ("Record ID", "First Name", "Last Name", "Email", "Contact owner"),
    {
        "name": person("First Name", "Last Name") | {"steps": [{"do": "default", "column": "Email"}]},
        "email": "Email",
        "mobile": "Mobile Phone Number",
        "phone": "Phone Number",
        "address": together("Street Address", "City", "State/Region", "Country/Region"),
        "affiliations.customer": {
            "from": ["Company Name"],
            "steps": [
                {"do": "default", "column": "Primary Associated Company"},
                {"do": "default", "column": "Associated Company"},
                {"do": "split", "by": ";", "part": 1},
            ],
            "create": True,
        },
        "affiliations.job_title": post("Job Title", "Associated Company"),
    },
)
SALESFORCE_CONTACTS = KnownFile(
    "Salesforce",
    ("First Name", "Last Name", "Account Name"),
    {
        "name": person("First Name", "Last Name"),
        "email": "Email",
        "mobile": first_of("Mobile", "Mobile Phone"),
        "phone": first_of("Phone", "Business Phone"),
        "address": together("Mailing Street", "Mailing City", "Mailing State/Province", "Mailing Country"),
        "birthday": {"from": ["Birthdate"], "steps": [{"do": "date", "order": "month"}]},
        "affiliations.customer": customer("Account Name"),
        "affiliations.job_title": post("Title", "Account Name"),
    },
)
SALESFORCE_CONTACT_DATA = KnownFile(
    "Salesforce",
    ("FirstName", "LastName", "AccountId", "MobilePhone"),
    {
        "name": person("FirstName", "LastName"),
        "email": "Email",
        "mobile": "MobilePhone",
        "phone": "Phone",
        "address": together("MailingStreet", "MailingCity", "MailingState", "MailingCountry"),
        "birthday": {"from": ["Birthdate"], "steps": [{"do": "date", "order": "year"}]},
        "affiliations.customer": customer("Account.Name"),
        "affiliations.job_title": post("Title", "Account.Name"),
    },
)
ESPO_CONTACTS = KnownFile(
    "EspoCRM",
    ("firstName", "lastName", "emailAddress", "phoneNumber"),
    {
        "name": person("firstName", "lastName"),
        "email": "emailAddress",
        "mobile": "phoneNumber",
        "address": together("addressStreet", "addressCity", "addressState", "addressCountry"),
        "note": "description",
        "affiliations.customer": customer("accountName"),
        "affiliations.job_title": post("title", "accountName"),
    },
)
A_PERSON = [
    {"column": "is_company", "is": "equals", "than": "TRUE"},
    {"column": "is_company", "is": "equals", "than": "1"},
]
ODOO_CONTACTS = KnownFile(
    "Odoo",
    ("is_company", "name", "parent_id"),
    {
        "name": "name",
        "email": "email",
        "mobile": "mobile",
        "phone": "phone",
        "address": together("street", "street2", "city", "state_id", "country_id"),
        "note": "comment",
        "affiliations.customer": customer("parent_id"),
        "affiliations.job_title": post("function", "parent_id"),
    },
    {"leave_out": A_PERSON},
)
CONTACTS = (
    *(GOOGLE, GOOGLE_BEFORE, OUTLOOK, HUBSPOT_CONTACTS, SALESFORCE_CONTACTS, SALESFORCE_CONTACT_DATA),
    *(ESPO_CONTACTS, ODOO_CONTACTS),
)

HUBSPOT_COMPANIES = KnownFile(
    "HubSpot",
    ("Record ID", "Company name", "Company owner"),
    {
        "name": "Company name",
        "phone": "Phone Number",
        "website": {"from": ["Website URL"], "steps": [{"do": "default", "column": "Company Domain Name"}]},
        "region": together("City", "State/Region", "Country/Region"),
        "address": together("Street Address", "Postal Code"),
        "employees": "Number of Employees",
        "annual_revenue": {"from": ["Annual Revenue"], "steps": [{"do": "number", "decimal": "point"}]},
        "founded": "Year Founded",
        "note": "Description",
    },
)
SALESFORCE_ACCOUNTS = KnownFile(
    "Salesforce",
    ("Account Name", "Account Owner"),
    {
        "name": "Account Name",
        "phone": "Phone",
        "website": "Website",
        "region": together("Billing City", "Billing State/Province", "Billing Country"),
        "address": together("Billing Street", "Billing Zip/Postal Code"),
        "employees": "Employees",
        "annual_revenue": {"from": ["Annual Revenue"], "steps": [{"do": "number", "decimal": "point"}]},
        "parent": "Parent Account",
        "note": "Description",
    },
)
SALESFORCE_ACCOUNT_DATA = KnownFile(
    "Salesforce",
    ("Name", "BillingStreet", "BillingCity", "NumberOfEmployees"),
    {
        "name": "Name",
        "phone": "Phone",
        "website": "Website",
        "region": together("BillingCity", "BillingState", "BillingCountry"),
        "address": together("BillingStreet", "BillingPostalCode"),
        "employees": "NumberOfEmployees",
        "annual_revenue": {"from": ["AnnualRevenue"], "steps": [{"do": "number", "decimal": "point"}]},
        "note": "Description",
    },
)
ESPO_ACCOUNTS = KnownFile(
    "EspoCRM",
    ("name", "billingAddressStreet", "billingAddressCity"),
    {
        "name": "name",
        "phone": "phoneNumber",
        "email": "emailAddress",
        "website": "website",
        "region": together("billingAddressCity", "billingAddressState", "billingAddressCountry"),
        "address": together("billingAddressStreet", "billingAddressPostalCode"),
        "note": "description",
    },
)
ODOO_COMPANIES = KnownFile(
    "Odoo",
    ("is_company", "name", "street"),
    {
        "name": "name",
        "phone": {"from": ["phone"], "steps": [{"do": "default", "column": "mobile"}]},
        "email": "email",
        "website": "website",
        "region": together("city", "state_id", "country_id"),
        "address": together("street", "street2", "zip"),
        "tax_number": "vat",
        "note": "comment",
    },
    {
        "leave_out": [
            {"column": "is_company", "is": "equals", "than": "FALSE"},
            {"column": "is_company", "is": "equals", "than": "0"},
        ]
    },
)
CUSTOMERS = (HUBSPOT_COMPANIES, SALESFORCE_ACCOUNTS, SALESFORCE_ACCOUNT_DATA, ESPO_ACCOUNTS, ODOO_COMPANIES)
