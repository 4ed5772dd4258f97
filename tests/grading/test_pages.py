"""The pages of grading: what a rule would change, and the reason on the customer's own page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.utils.html import strip_tags

from tests.grading.world import Grades


def ask(grades: Grades, who: str, url: str) -> Any:
    client = Client()
    client.force_login(grades.house[who])
    return client.get(url)


def text(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode().replace("<", " <")).split())


def test_what_a_rule_would_change_stands_in_a_table_that_leads_to_who(grades: Grades) -> None:
    for n in range(3):
        grades.customer(f"Customer {n}", "owner", (200_000, 5))
    grades.customer("Far away", "stranger", (200_000, 5))
    grades.rule()
    grades.night()
    steps = [{"rating": "customers:grade:A", "count": 5}, {"rating": "customers:grade:B", "count": 1}]
    rule = grades.rule(active=False, steps=steps, place=1, name="Strict")
    url = f"/grading-rules/{rule.pk}/foreseen/"
    assert url in ask(grades, "admin", f"/grading-rules/{rule.pk}/").content.decode()
    assert "4 customers would drop from “A” to “B”" in text(ask(grades, "admin", url))
    mine = ask(grades, "manager", url)
    assert "3 customers would drop from “A” to “B”" in text(mine)
    assert "?move=A%3EB#who" in mine.content.decode()
    who = text(ask(grades, "manager", f"{url}?move=A%3EB"))
    assert "Customer 0" in who
    assert "Far away" not in who
    assert ask(grades, "manager", f"{url}?move=A%3EX").status_code == 400
    for stranger in ("owner", "stranger"):
        assert ask(grades, stranger, url).status_code == 404


def test_the_customers_page_says_why(grades: Grades) -> None:
    key = grades.customer("Harbour", "owner", (1_500, 2))
    grades.rule()
    grades.night()
    shown = text(ask(grades, "owner", f"/customers/{key}/"))
    assert "1 purchase for 1,500 CNY in 12 months, last purchase 2 days ago; C for at least 1 purchase" in shown
    assert "N-1" in shown
    told = text(ask(grades, "owner", f"/customers/{key}/history/"))
    assert "graded by the rules" in told
    assert "C for at least 1 purchase" in told


def test_the_grid_counts_what_one_may_see_and_each_number_is_a_list(grades: Grades) -> None:
    for n in range(3):
        grades.customer(f"Good {n}", "owner", (200_000, 5))
    grades.customer("Small", "owner", (5, 5))
    grades.customer("Far away", "stranger", (200_000, 5))
    grades.rule()
    grades.cooperation()
    grades.night()
    page = ask(grades, "owner", "/customers/?layout=grid")
    shown = text(page)
    assert "A 3 75% 3 C 1 25% 1" in shown
    assert "Far away" not in shown
    links = re.findall(r'href="(/customers/[^"]*filter=[^"]*)"', page.content.decode())
    cell = next(unescape(link) for link in links if "grade" in link and "cooperation" in link and "%22A%22" in link)
    listed = text(ask(grades, "owner", cell))
    assert all(f"Good {n}" in listed for n in range(3))
    assert "Small" not in listed
    assert "A 4 80% 4" in text(ask(grades, "clerk", "/customers/?layout=grid"))
    other = text(ask(grades, "owner", "/customers/?layout=grid&layout_by=stage&layout_across=grade"))
    assert "Potential 3 75% 1 25% 4" in other
    only = "/customers/?layout=grid&filter=" + quote('{"field":"name","op":"eq","value":"Small"}')
    assert "C 1 100% 1" in text(ask(grades, "owner", only))
