"""What the shell's context processor gives, with sample values."""

from typing import Any

from django.http import HttpRequest

Item = dict[str, Any]


def item(label: str, icon: str, **more: Any) -> Item:
    """One entry of a navigation."""
    return {"label": label, "icon": icon, "url": "#", **more}


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html."""
    customers = item("客户", "building", active=True)
    return {
        "shell_key": "",
        "brand": "澄衍仪器",
        "home_url": "/gallery/",
        "search_url": "/gallery/search/",
        "profile_url": "/gallery/profile/",
        "tokens_url": "/gallery/tokens/",
        "preferences_url": "/gallery/",
        "language_url": "/gallery/",
        "theme": request.GET.get("theme", "auto"),
        "density": request.GET.get("density", "normal"),
        "navigation": [
            {"label": "", "items": [item("首页", "home"), item("待办与审批", "checklist", count=7)]},
            {
                "label": "客户",
                "items": [customers, item("联系人", "address-book"), item("公海", "users-group", count=23)],
            },
            {"label": "销售", "items": [item("商机", "layout-kanban"), item("报价", "file-invoice")]},
            {"label": "服务", "items": [item("工单", "headset", count=2, hot=True), item("知识库", "book")]},
            {"label": "分析", "items": [item("报表", "chart-bar")]},
        ],
        "navigation_end": [item("设置", "settings"), item("帮助与快捷键", "help-circle")],
        "phone_tabs": [
            item("首页", "home"),
            customers,
            item("待办", "checklist", count=7),
            item("我的", "user"),
        ],
        "creatable": [item("客户", "building"), item("联系人", "address-book")],
        "person": {"name": "林知夏", "initial": "夏", "colour": 1},
        "notifications_enabled": True,
        "notifications_url": "#",
        "waiting": 3,
    }
