"""Run on a copy of the source with the page's additions: everything that the page promises is there."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from django.test import Client
from django.test.utils import setup_test_environment

os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.site.settings"
django.setup()
setup_test_environment()

from guanxi.engine import gate  # noqa: E402
from guanxi.engine.permissions import as_system  # noqa: E402
from guanxi.engine.registry import registry  # noqa: E402
from guanxi.people import tokens  # noqa: E402
from guanxi.people.models import Role, User  # noqa: E402

HERE = Path.cwd()
held: dict[Client, str] = {}


def user(name: str, role: str) -> User:
    """Somebody with a role, who reads English."""
    values = {
        "username": name,
        "name": name,
        "language": "en",
        "roles": [{"role": Role._base_manager.get(key=role).pk}],
    }
    with as_system("a proof") as system:
        made = gate.create(registry["users"], values, actor=system)
    return User._base_manager.get(pk=made.pk)


def browser(person: User) -> Client:
    """Somebody's browser; it carries their token, too, for the API."""
    client = Client()
    client.force_login(person)
    held[client] = tokens.make(person, "proof", ["read", "write"], dt.timedelta(days=1))
    return client


def ask(client: Client, method: str, path: str, body: object = None, **query: str) -> Any:
    """The API's answer."""
    data = json.dumps(body) if body is not None else ""
    url = f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
    told = {"Authorization": f"Bearer {held[client]}"}
    return Client().generic(method, url, data, content_type="application/json", headers=told)


def api(client: Client, method: str, path: str, body: object = None, **query: str) -> dict[str, Any]:
    """What the API answers where it works, and it must."""
    answer = ask(client, method, path, body, **query)
    assert 200 <= answer.status_code < 300, (method, path, answer.status_code, answer.content)
    told: dict[str, Any] = answer.json() if answer.content else {}
    return told


def page(client: Client, path: str, *words: str) -> str:
    """Open a page and find words on it."""
    answer = client.get(path)
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert answer.status_code == 200, (path, answer.status_code)
    for word in words:
        assert word in text, f"{path} does not say {word}"
    return text


def guanxi(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "guanxi.cli", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


clerk, sales, stranger = (
    user("clerk", "clerk"),
    user("sales", "sales_representative"),
    user("other", "sales_representative"),
)
desk, mine, theirs = browser(clerk), browser(sales), browser(stranger)

# --- the field ---
company = api(mine, "POST", "customers", {"name": "宁波澜屿精工", "fax": "+86 574 8736 6120"})
assert company["fax"] == "+8657487366120"
company = api(mine, "PATCH", f"customers/{company['id']}", {"fax": "+86 574 8736 6121"})
where = f"/customers/{company['id']}/"
page(mine, where, "Fax", "8736 6121")
page(mine, "/customers/new/", 'name="fax"')
page(mine, f"{where}edit/", 'name="fax"')
page(mine, f"{where}history/", "Fax", "6120", "6121")
page(mine, "/customers/filter/?field=fax", "Fax")
page(mine, "/customers/columns/", "Fax")
only = json.dumps({"field": "fax", "op": "contains", "value": "6121"})
found = api(mine, "GET", "customers", filter=only, sort="fax", fields="name,fax")["items"]
assert [row["fax"] for row in found] == ["+8657487366121"]
history = api(mine, "GET", f"customers/{company['id']}/history")["items"]
assert history[0]["changes"] == [{"field": "fax", "from": "+8657487366120", "to": "+8657487366121"}]
schema = api(mine, "GET", "schema/customers")
assert "fax" in json.dumps(schema)
openapi = api(mine, "GET", "openapi.json")
assert "fax" in json.dumps(openapi["components"])

# --- the entity ---
shipment = api(
    mine,
    "POST",
    "sample-shipments",
    {"name": "第一批样品", "customer": company["id"], "items": [{"product": "阀门", "quantity": 3}]},
)
own = f"sample-shipments/{shipment['id']}"
assert [item["product"] for item in shipment["items"]] == ["阀门"]
assert shipment["stage"] == "packed"
page(mine, "/sample-shipments/", "Sample shipments", "第一批样品", "宁波澜屿精工", "packed")
page(mine, f"/{own}/", "第一批样品", "Send", "阀门")
page(mine, "/sample-shipments/new/", 'name="customer"', 'name="sent_on"', "items-0-product")
page(mine, f"/{own}/do/send/", 'name="sent_on"')
sent = api(mine, "POST", f"{own}/send", {"sent_on": "2026-03-04"})
assert (sent["stage"], sent["sent_on"]) == ("sent", "2026-03-04")
told = api(mine, "GET", f"{own}/history")["items"]
assert [event["verb"] for event in told] == ["send", "create"]
page(mine, f"/{own}/history/", "Send", "2026-03-04")
assert ask(mine, "POST", f"{own}/send", {"sent_on": "2026-03-05"}).status_code == 409
ways = {path.partition("/sample-shipments")[2] for path in openapi["paths"] if "/sample-shipments" in path}
assert {"", "/{key}", "/{key}/send", "/{key}/history", "/bulk"} <= ways, ways
for query in ("样品", "diyipi", "dyp"):
    hits = api(mine, "GET", "search", q=query)
    assert "第一批样品" in json.dumps(hits, ensure_ascii=False), query
    page(mine, f"/search/?q={query}", "/" + own)

# --- files in and out ---
table = HERE / "shipments.csv"
table.write_text("name,customer,product,quantity\n第二批样品,宁波澜屿精工,法兰,7\n", encoding="utf-8")
guanxi("import", "sample-shipments", str(table), "--as", "clerk")
rows = api(desk, "GET", "sample-shipments", fields="name,items", sort="name")["items"]
assert {row["name"] for row in rows} == {"第一批样品", "第二批样品"}
written = HERE / "out.csv"
guanxi("export", "sample-shipments", str(written), "--as", "clerk")
assert all(word in written.read_text(encoding="utf-8-sig") for word in ("第一批样品", "第二批样品", "宁波澜屿精工"))

# --- rights ---
assert theirs.get(f"/{own}/").status_code == 404
assert ask(theirs, "GET", own).status_code == 404
assert "第一批样品" not in page(theirs, "/sample-shipments/")
assert ask(desk, "POST", f"{own}/send", {"sent_on": "2026-03-05"}).status_code == 403
api(mine, "DELETE", own)
page(mine, "/sample-shipments/?deleted=1", "第一批样品")
api(mine, "POST", f"{own}/restore")
page(mine, f"/{own}/", "第一批样品")

print("All is as the page says.")
