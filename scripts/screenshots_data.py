"""What has happened in the company of the pictures; run inside its own process."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanxi.engine import gate
from guanxi.engine.duplicates import matching
from guanxi.engine.permissions import as_system
from guanxi.engine.registry import registry
from guanxi.messaging import following, talking
from guanxi.messaging.rooms import Room
from guanxi.people.models import Role, User
from guanxi.privacy import consenting
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
    """Talk on some customers, tags, views, something handed over, privacy; prints the one talked about and a person."""
    people = {user.username: user for user in User._base_manager.filter(deleted_at=None)}
    customers = registry["customers"]
    rows = customers.manager().filter(owner=people["sales"].pk, deleted_at=None).order_by("sort_key")
    keys = list(rows.values_list("pk", flat=True)[:6])
    with as_system("pictures") as system:
        for key in keys[:3]:
            gate.update(customers, key, {"tags": ["重点", "展会"]}, actor=system, given="json")
    matching.begin(customers, people["admin"])
    talk_about(Room(customers, keys[0]), people)
    print(keys[0], of_people(people))
    for key in keys[3:5]:
        gate.update(customers, key, {"owner": people["sales2"].pk}, actor=people["manager"])
        gate.update(customers, key, {"owner": people["sales"].pk}, actor=people["manager"])
    newcomer(people)
    for name, condition, audience in VIEWS:
        values = {"name": name, "entity": "customers", "query": f"filter={condition}", "audience": audience}
        gate.create(registry["views"], values, actor=people["admin"], given="json")


def of_people(people: dict[str, Any]) -> Any:
    """A notice, what a contact said to it, a rule that is active, a breach of which a clock runs out; the contact."""
    contacts, admin = registry["contacts"], people["admin"]
    theirs = contacts.manager().filter(owner=people["sales"].pk, deleted_at=None)
    key = theirs.order_by("sort_key").values_list("pk", flat=True)[0]
    words = {"name": "活动通知", "edition": 2, "text": "我们每月最多发一次展会和新品的消息，随时可以退订。"}
    notice = gate.create(registry["privacy-notices"], words, actor=admin).pk
    now = timezone.now()
    for days, said in (
        (120, {"channel": "email", "way": "form", "evidence": "展会登记表第 36 号"}),
        (90, {"channel": "phone", "way": "meeting"}),
        (12, {"channel": "phone", "way": "phone", "given": False}),
    ):
        when = now - dt.timedelta(days=days)
        consenting.say(contacts, key, {"notice": notice, "said_at": when, **said}, people["sales"])
    rule = {"name": "三年没有往来的联系人", "entity": "contacts", "days": 1095, "act": "erase"}
    made = gate.create(registry["retention-rules"], rule, actor=admin)
    gate.act(registry["retention-rules"], made.pk, "activate", actor=admin)
    breach = {
        "name": "一台销售用的笔记本电脑在展会上被盗",
        "kind": "lost",
        "discovered_at": now - dt.timedelta(hours=3, minutes=5),
        "people": 140,
        "data": "客户联系人的姓名、手机和邮箱，硬盘已加密。",
        "measures": "账号已停用，远程锁定了电脑。",
        "owner": admin.pk,
    }
    gate.create(registry["breaches"], breach, actor=admin)
    return key


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
