"""Whatever a recipe says and a file holds, the check tells of every row what the run then does."""

from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.api.tests.world import found
from guanxi.engine.imports import running, spool, working
from guanxi.engine.imports.running import Foreground
from guanxi.kit.steps import COMPARISONS
from tests.engine.importing import take
from tests.kit.test_steps import a_step

COLUMNS = ("A", "B", "C", "D")
CELLS = st.sampled_from(
    [
        "",
        " ",
        "Acme",
        "ACME ",
        "海川",
        "海川, 聊城",
        "13800006120",
        "1.234,56",
        "12万",
        "2024年3月5日",
        "03/04/2024",
        "45356",
        "x",
        "Ａ",
    ]
)
NAMES = st.sampled_from(
    ["trim", "case", "width", "split", "rest", "name", "map", "date", "number", "phone", "default", "when", "constant"]
)
STEPS = st.lists(NAMES.flatmap(a_step), max_size=3)
SOURCES = st.lists(st.sampled_from(COLUMNS), max_size=2, unique=True)
FIELDS = ("name", "mobile", "email", "birthday", "note", "affiliations.job_title", "affiliations.customer/region")


@st.composite
def made(draw):
    """How some fields are made, and a customer for each contact perhaps."""
    wanted = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=5, unique=True))
    fields = {
        name: {"from": draw(SOURCES), "joined": draw(st.sampled_from([" ", "", "name"])), "steps": draw(STEPS)}
        for name in wanted
    }
    customer = {"from": [draw(st.sampled_from(COLUMNS))], "create": draw(st.booleans())}
    if draw(st.booleans()):
        customer["find_by"] = draw(st.sampled_from(["name", "phone", "number"]))
    return {"name": {"from": ["A"]}, **fields, "affiliations.customer": customer}


CONDITIONS = st.fixed_dictionaries(
    {"column": st.sampled_from(COLUMNS), "is": st.sampled_from(COMPARISONS), "than": CELLS}
)
OPTIONS = st.fixed_dictionaries(
    {
        "on_match": st.sampled_from(["skip", "fill_empty", "update", "create"]),
        "day_first": st.sampled_from([None, True, False]),
    },
    optional={
        "match_by": st.lists(st.sampled_from(["name", "mobile", "email"]), min_size=1, max_size=2, unique=True),
        "when_new": st.just("skip"),
        "leave_out": st.lists(CONDITIONS, max_size=1),
    },
)


FIRST = {"name": {"from": ["A"]}, "mobile": {"from": ["B"]}, "affiliations.customer": {"from": ["A"], "create": True}}


class TestDryRun(TestCase):
    """One company for all the examples; each is undone behind it."""

    @classmethod
    def setUpTestData(cls):
        cls.clerk = found().users["clerk"]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        made(), OPTIONS, st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8), st.integers(1, 4)
    )
    def test_the_check_tells_of_every_row_what_the_run_does(self, fields, options, rows, size):
        with translation.override("en"), transaction.atomic():
            self.one_file(["Acme,,,", "海川,13800006120,,"], FIRST, {}, 1000)
            self.one_file([",".join(f'"{cell}"' for cell in row) for row in rows], fields, options, size)
            transaction.set_rollback(True)

    def one_file(self, lines, fields, options, size):
        running.CHUNK, before = size, running.CHUNK
        try:
            work = take(self.clerk, "contacts", "\n".join([",".join(COLUMNS), *lines, '"end",,,']))
            if not fields["affiliations.customer"].get("create"):  # then there is nobody to give a region to
                fields = {name: one for name, one in fields.items() if "/" not in name}
            working.set_mapping(work, self.clerk, {}, options, fields)
            working.check(work, Foreground(self.clerk))
            expected = dict(work.checked), work.marks, list(spool.read(work.spool, work.spool_bytes))
            working.run(work, Foreground(self.clerk))
            assert (work.counts, work.marks, list(spool.read(work.spool, work.spool_bytes))) == expected
        finally:
            running.CHUNK = before

    def test_a_line_without_what_it_needs_fails_in_the_check_too(self):
        fields = {
            "name": {"from": ["A"]},
            "mobile": {"from": ["B"]},
            "affiliations.job_title": {"from": [], "steps": [{"do": "constant", "value": "Buyer"}]},
            "affiliations.customer": {"from": ["C"], "create": True},
        }
        options = {"on_match": "fill_empty", "match_by": ["mobile"], "day_first": None}
        with translation.override("en"):
            self.one_file(["Acme,13800006120,,"], FIRST, {}, 1000)
            self.one_file([",13800006120,,"], fields, options, 1000)
