"""Demo people: a small company with somebody in every role."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings

from guanxi.engine import gate
from guanxi.engine.demo import Demo, demo_part
from guanxi.engine.registry import registry
from guanxi.people.models import Department, Region, Role, User

DEPARTMENTS = (
    ("澄衍仪器", None),
    ("销售部", "澄衍仪器"),
    ("华东一组", "销售部"),
    ("华南组", "销售部"),
    ("客服中心", "澄衍仪器"),
    ("市场部", "澄衍仪器"),
    ("财务部", "澄衍仪器"),
    ("仓储部", "澄衍仪器"),
)
PEOPLE = (
    ("admin", "周明远", "administrator", "澄衍仪器"),
    ("clerk", "何静怡", "clerk", "销售部"),
    ("sales", "林知夏", "sales_representative", "华东一组"),
    ("sales2", "陈牧野", "sales_representative", "华东一组"),
    ("sales3", "孙若岚", "sales_representative", "华南组"),
    ("manager", "赵予安", "sales_manager", "销售部"),
    ("service", "顾清和", "service_representative", "客服中心"),
    ("centre", "韩以宁", "service_centre_representative", "客服中心"),
    ("centre.manager", "邱明岸", "service_centre_manager", "客服中心"),
    ("marketing", "沈嘉禾", "marketing_manager", "市场部"),
    ("finance", "许文博", "finance", "财务部"),
    ("warehouse", "田志强", "warehouse_keeper", "仓储部"),
    ("executive", "梁永康", "executive", "澄衍仪器"),
)
REGIONS = (
    ("华东大区", None, ("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"), "manager"),
    ("苏南", "华东大区", ("江苏/南京", "江苏/苏州", "江苏/无锡", "江苏/常州", "江苏/镇江"), "sales"),
    ("浙江", "华东大区", ("浙江/杭州", "浙江/宁波", "浙江/绍兴"), "sales2"),
    ("华南大区", None, ("广东", "广西", "海南"), "sales3"),
    ("华北大区", None, ("北京", "天津", "河北", "山西"), None),
)
"""Name, part of which, what it covers, and who is in charge."""


@demo_part(order=10)
def people(demo: Demo) -> None:
    """Departments and one account per role, all with one password that is made for this system."""
    departments = {name: _department(demo, name, above) for name, above in DEPARTMENTS}
    password = _password()
    for username, name, role, department in PEOPLE:
        user = User.objects.filter(username=username).first() or _user(
            demo, username, name, role, departments[department]
        )
        if not user.has_usable_password():
            user.set_password(password)
            user.save(update_fields=["password"])
        demo.accounts.append((username, password if user.check_password(password) else "", role))
    demo.made["salespeople"] = list(User.objects.filter(username__startswith="sales").values_list("pk", flat=True))


@demo_part(order=12)
def market(demo: Demo) -> None:
    """The market as the company of the demo cut it."""
    if Region.objects.exists():
        return
    made: dict[str | None, Any] = {None: None}
    for name, above, divisions, who in REGIONS:
        person = User.objects.filter(username=who).values_list("pk", flat=True).first() if who else None
        values = {"name": name, "parent": made[above], "divisions": list(divisions), "person": person}
        made[name] = gate.create(registry["regions"], values, actor=demo.system).pk


def _department(demo: Demo, name: str, above: str | None) -> Any:
    found = Department.objects.filter(name=name, deleted_at__isnull=True).first()
    parent = Department.objects.get(name=above).pk if above else None
    return found or gate.create(registry["departments"], {"name": name, "parent": parent}, actor=demo.system)


def _user(demo: Demo, username: str, name: str, role: str, department: Any) -> User:
    values = {
        "username": username,
        "name": name,
        "department": department.pk,
        "roles": [{"role": Role.objects.get(key=role).pk}],
    }
    made = gate.create(registry["users"], values, actor=demo.system)
    user: User = User.objects.get(pk=made.pk)
    user.set_unusable_password()
    return user


def _password() -> str:
    """One password for all demo accounts, made once and kept beside the data."""
    path = settings.DATA_DIR / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"guanxi-{secrets.token_hex(4)}-demo")
        path.chmod(0o600)
    return path.read_text().strip()
