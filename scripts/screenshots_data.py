"""What has happened in the company of the pictures; run inside its own process."""

from __future__ import annotations

from typing import Any

from guanxi.engine import gate
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.messaging import following, talking
from guanxi.messaging.rooms import Room
from guanxi.people.models import Role, User
from guanxi.web.models import Remembered

TALK = (
    ("manager", "样机下周三之前到得了吗？客户问了两次。"),
    ("sales", "已经催过仓库，周二下午发出，周三上午到宁波。"),
    ("service", "到货当天我们派人去装，客户那边准备好 380V 电源。"),
)
NOTE = (
    "<h2>会面纪要</h2><p>对方关心三件事：</p><ul><li><p>交期不超过四周</p></li><li><p>一年两次上门保养</p></li>"
    "<li><p>操作员培训，最好在国庆之前</p></li></ul><p><strong>下一步：</strong>周五之前把方案和报价发给王经理。</p>"
)
VIEWS = (
    ("我的重点客户", '{"field":"annual_revenue","op":"gte","value":"50000000"}', "me"),
    ("华东机械", '{"field":"industry","op":"eq","value":"machinery"}', "everybody"),
)


def seed() -> None:
    """Talk on a few customers, a call, tags, views, something handed over; prints the key of the one talked about."""
    people = {user.username: user for user in User._base_manager.filter(deleted_at=None)}
    customers = registry["customers"]
    rows = customers.manager().filter(owner=people["sales"].pk, deleted_at=None).order_by("sort_key")
    keys = list(rows.values_list("pk", flat=True)[:6])
    with as_system("pictures") as system:
        for key in keys[:3]:
            gate.update(customers, key, {"tags": ["重点", "展会"]}, actor=system, given="json")
    talk_about(Room(customers, keys[0]), people)
    print(keys[0])
    for key in keys[3:5]:
        gate.update(customers, key, {"owner": people["sales2"].pk}, actor=people["manager"])
        gate.update(customers, key, {"owner": people["sales"].pk}, actor=people["manager"])
    newcomer(people)
    for name, condition, audience in VIEWS:
        values = {"name": name, "entity": "customers", "query": f"filter={condition}", "audience": audience}
        gate.create(registry["views"], values, actor=people["admin"], given="json")


def newcomer(people: dict[str, Any]) -> None:
    """Somebody whose first day it is, with the password of the others."""
    values = {"username": "newcomer", "name": "方小雨", "department": people["sales"].department_id}
    with as_system("pictures") as system:
        roles = [{"role": Role.objects.get(key="sales_representative").pk}]
        made = gate.create(registry["users"], values | {"roles": roles}, actor=system)
    User._base_manager.filter(pk=made.pk).update(password=people["sales"].password)
    Remembered.objects.create(user_id=made.pk, name="tour", value=True)


def talk_about(place: Room, people: dict[str, Any]) -> None:
    """A conversation of three departments on one customer, with a call and a note."""
    following.follow(place, people["manager"], wanted=True)
    call = {
        "title": "和王经理通话",
        "kind": "call",
        "outcome": "reached",
        "minutes": 12,
        "body": "<p>同意先看样机。</p>",
    }
    talking.write_note(place, call, people["sales"])
    talking.write_note(place, {"title": "会面纪要", "body": NOTE}, people["sales"])
    for who, words in TALK:
        actor = people[who] if who in ("manager", "sales") else people["admin"]
        said = talking.comment(place, words, actor)
    talking.react(said.pk, "👍", people["manager"])
    sales = people["sales"]
    talking.comment(place, f"@{sales} 方案发了吗？发了告诉我一声。", people["manager"], named=[str(sales.pk)])
    talking.comment(place, f"@{people['manager']} 刚发，您也在抄送里。", sales, named=[str(people["manager"].pk)])
