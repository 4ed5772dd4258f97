"""What the source must not say, and where it may for a reason told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE, SCRIPTS = ROOT / "src" / "guanxi", ROOT / "frontend" / "src"
NO_SOURCE = {"tests", "testing", "migrations", "static", "locale", "__pycache__"}
MODULES = "customers contacts inventory sales finance service marketing loyalty rollout"


@dataclass(frozen=True)
class Ban:
    """A pattern, the kinds of file it is looked for in, and the places that may, each with its sentence."""

    pattern: str
    kinds: tuple[str, ...]
    catches: tuple[str, ...]
    lets: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    """Only in these rooms; everywhere when empty."""
    except_rooms: tuple[str, ...] = ()
    allowed: dict[str, str] = field(default_factory=dict)


PY, HTML, JS = (".py",), (".html", ".txt"), (".js", ".mjs", ".ts")
BANS = {
    "unescaped HTML in templates": Ban(
        r"\|\s*safe\b|\bautoescape\s+off\b|\|\s*safeseq\b",
        HTML,
        ("{{ x|safe }}", "{{ x | safe }}", "{% autoescape off %}"),
        ("{{ x|escape }}", "{{ unsafe }}"),
    ),
    "HTML made of text": Ban(
        r"\bmark_safe\(|\bSafeString\((?!\"[^\"{]*\"\)|\"[^\"{]*\" if |\)|name\))|\bhtml_safe\b",
        PY,
        ("mark_safe(x)", 'SafeString(f"<b>{x}</b>")', "SafeString(x)", 'SafeString("".join(rows))'),
        ('SafeString("")', 'SafeString(" checked") if value else ""', "html: SafeString = x"),
        allowed={
            "engine/fields/base.py": "A constant dash, and the escaping itself.",
            "engine/fields/rich.py": "Rich text, which the sanitiser gives out.",
            "engine/fields/contact.py": "A number's two spellings, both escaped, in a constant frame.",
            "web/gallery/exhibits.py": "A part that its own template drew, with constant words around; in DEBUG only.",
            "engine/fields/dates.py": "Digits of a moment that Python wrote, in a constant frame.",
            "web/lists/columns.py": "The head of a column, whose label is escaped before it is put in.",
            "web/templatetags/gx_record.py": "Facts are put together from labels and addresses that are escaped there.",
            "web/templating/nodes.py": "What a template’s nodes gave, each of which escaped itself.",
            "web/templating/values.py": "A filter's outcome, safe where Django says so; compared with Django's own.",
            "web/templatetags/gx_table.py": "Rows of a table are put together from cells that escaped themselves.",
            "web/forms/fields.py": "Attributes are made by format_html and joined with constant words.",
        },
    ),
    "a way out to other servers": Ban(
        r"\bimport (?:httpcore|httpx|requests|urllib3|aiohttp)\b|\bfrom (?:httpcore|httpx|requests|urllib3|aiohttp)\b"
        r"|\burllib\.request\b|\burlopen\(|\bhttp\.client\b|\bsocket\.create_connection\("
        r"|\bimport (?:pymysql|pytds|oracledb)\b|\bdriver\.connect\(",
        PY,
        ("import httpcore", "from requests import get", "urllib.request.urlopen(x)", "driver.connect(x)"),
        ("from urllib.parse import quote", "requests = 3"),
        allowed={
            "engine/regular/databases/": "Each connects while its thread is guarded: each address is judged.",
            "engine/outgoing/fetching.py": "The one way out: each address is judged in the moment of connecting.",
            "cli/commands/serve.py": "It asks the server that it started whether it answers.",
        },
    ),
    "HTML written by scripts": Ban(
        r"\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write\b|\bDOMParser\b|createContextualFragment",
        JS,
        ("a.innerHTML = b", "insertAdjacentHTML('x', y)", "document.write(x)"),
        ("a.textContent = b",),
        allowed={
            "js/controllers/lines_controller.js": "A row of the page's own template; only its number is replaced.",
            "js/controllers/select_controller.js": "Markup of a button made by DOM calls is read; none is written.",
            "js/controllers/board_controller.js": "The name of one of htmx's ways of swapping, not the property.",
            "js/htmx.js": "The name of one of htmx's ways of swapping, not the property.",
        },
    ),
    "code made of text": Ban(
        r"\beval\(|\bnew Function\(|\bexec\(|__import__\(",
        (*PY, *JS),
        ("eval(x)", "exec(text)", "new Function(x)", "__import__(name)"),
        ("pattern.match(x)", "evaluate(x)", "executor(x)"),
        allowed={},
    ),
    "SQL by hand": Ban(
        r"\.raw\(|\.extra\(|\bRawSQL\b|\.execute(?:many)?\(|\.copy\(",
        PY,
        ("Model.objects.raw(sql)", "rows.extra(where=[x])", "RawSQL(x, [])", 'cursor.execute(f"SELECT {x}")'),
        allowed={
            "engine/sql.py": "The one module that writes SQL by hand.",
            "engine/rows_sql.py": "Many rows at once; as there, names come from models only, values are parameters.",
            "engine/sealed_sql.py": "Encrypted columns; as there, names come from models only.",
            "engine/stage_sql.py": "Figures over stages; the rows come compiled by the ORM, the words are constants.",
            "engine/pair_sql.py": "Pairs by shared keys; names come from models only, all else are parameters.",
            "grading/statement.py": "Records judged by rules; the rows come compiled by the ORM.",
            "grading/asking.py": "One constant statement with a parameter: how many rows, as last counted.",
            "engine/simulating/working.py": "A constant setting of the transaction.",
            "grading/depth_statement.py": "Depth measured of talks; rows come compiled by the ORM, names from models.",
            "engine/column_sql.py": "A column put in the place of another; as there, names come from models only.",
            "messaging/live/listening.py": "It hears the database where there is no ORM; both statements are constant.",
            "messaging/signals.py": "One constant statement with parameters, which the ORM has no words for.",
            "engine/models/share.py": "One constant statement with parameters, which asks for all entities at once.",
            "engine/prepared.py": "It sends again what the ORM compiled, with other parameters.",
            "engine/numbering.py": "One statement over the counters' table; its values are parameters.",
            "engine/jobs/run.py": "A constant setting of the transaction.",
            "engine/regular/databases/": "An administrator's one SELECT, to another database that only lets read.",
            "engine/events/readers.py": "A constant setting of the transaction.",
            "engine/events/verifying.py": "A constant setting of the transaction.",
            "web/savedviews/counting.py": "A constant setting of the transaction.",
            "cli/commands/migrate.py": "An advisory lock with a constant number.",
            "cli/checks.py": "The doctor's questions to the server, each of them constant.",
            "cli/schema.py": "A note at a table, composed and quoted by psycopg.",
            "kit/postgres/cluster.py": "It sets up the embedded server before there is a Django.",
            "kit/postgres/testing.py": "Databases of dead test runs are dropped; names are quoted by psycopg.",
        },
    ),
    "unpacking of foreign objects": Ban(
        r"\b(?:pickle|cPickle|dill|marshal|shelve|jsonpickle)\b|\byaml\.(?:load|unsafe_load|full_load)\(|PickleSerializer",
        PY,
        ("import pickle", "marshal.loads(x)", "yaml.load(x)", "import shelve"),
        ("yaml.safe_load(x)", "marshalled"),
    ),
    "parsers of XML": Ban(
        r"\b(?:import|from) (?:xml|lxml|defusedxml|xmltodict|html5lib)\b|\bElementTree\b|\bpyexpat\b|\bminidom\b",
        PY,
        ("import xml.sax", "from lxml import etree", "from xml.etree import ElementTree"),
        ("name.endswith('.xml')", "# the xml of a sheet"),
    ),
    "templates made of text": Ban(
        r"\bjinja2\b|\bfrom_string\(|(?<![A-Za-z_.])Template\(|\bEngine\(|\bformat_map\(|\bstring import .*Formatter",
        PY,
        ("Engine().from_string(text)", "Template(text)", "import jinja2", "text.format_map(values)"),
        ("render_to_string('web/a.html')", "class MailTemplate(Record):"),
    ),
    "shell commands": Ban(
        r"shell\s*=\s*True|\bos\.(?:system|popen)\(|subprocess\.getoutput",
        PY,
        ("subprocess.run(x, shell=True)", "os.system(x)"),
        ("subprocess.run([x])",),
    ),
    "requests to the outside": Ban(
        r"^\s*(?:import|from)\s+(?:requests|httpx|aiohttp|urllib3|pycurl|ftplib|telnetlib)\b|\burllib\.request\b|\burlopen\b"
        r"|^\s*(?:import|from)\s+http\.client\b",
        PY,
        ("import requests", "from httpx import Client", "import urllib.request", "import http.client"),
        ("from urllib.parse import quote", "requests = 5"),
        allowed={"cli/commands/serve.py": "It asks its own web server whether it is ready."},
    ),
    "reading beyond rights": Ban(
        r"\borigin\.unguarded\b|\b_base_manager\b|\bimport unguarded\b|\b_clear\(\)",
        PY,
        ("with origin.unguarded():", "Customer._base_manager.all()"),
        except_rooms=("engine", "people"),
        allowed={
            "ownership/models/pooled.py": "In which pool a record waits, where that alone is told of it.",
            "ownership/claiming.py": "What a rule counts of the log and of holdings; only its verdict is told.",
            "ownership/fairness.py": "Numbers of a pool, for who manages it; the page asks that first.",
            "ownership/falling.py": "What falls by the clock, whoever may see it, and by which rule.",
            "ownership/handing.py": "What nobody owns, whoever may see it, for who is in charge of its region.",
            "ownership/looking.py": "Who had a record before, for who manages the pool in which it waits.",
            "ownership/membership.py": "Of which pools somebody is a member: from that their rights there are made.",
            "ownership/pools.py": "Which pools there are, for what goes where by itself; members are asked elsewhere.",
            "ownership/ready.py": "For which kinds of records a rule is active; lists show a column for it.",
            "grading/ready.py": "For which kinds of records a cycle is active; lists offer a view for it.",
            "ownership/setup.py": "The roles that the demo's pool names, by the system.",
            "messaging/setup.py": "The people of the demo, in whose name its calls and visits are written.",
            "modules/customers/setup.py": "The people of the demo, in whose name its calls are written.",
            "grading/rules.py": "Which rules grade, whoever may see them; their pages ask for rights.",
            "grading/cycles.py": "Which cycles there are, for the day that is kept on each record.",
            "grading/depth_rules.py": "Which rules measure and suggest, whoever may see them.",
            "grading/deepening.py": "What the night measures, whoever may see it, with an event for each new level.",
            "grading/asking.py": "Whether such work waits already, under a lock; nobody is told of it.",
            "grading/jobs.py": "What the night grades, whoever may see it, with an event for each change.",
            "messaging/entrylag.py": "Moments of notes, for figures on those over whom the right was asked before.",
            "diary/reading.py": "Lines of appointments read with rights; when colleagues are busy, by times alone.",
            "diary/reminding.py": "Who comes to what begins soon is told so; its words are read with their rights.",
            "web/views/jobs.py": "Columns that no field shows, of a job that was read with rights just before.",
            "web/importing/course.py": "How far the job of an import is, that was read with rights just before.",
            "api/exports.py": "The caller's own export only: the condition names its owner.",
            "cli/acting.py": "Whoever owns the machine acts as an administrator; here one is looked for.",
            "cli/commands/user.py": "Accounts are made before there is anybody to have rights.",
            "web/regularexports/jobs.py": "Who receives a file by the clock, and how it went, while the clock runs it.",
            "web/ownlayouts/choosing.py": "Which fields stand where, for everybody; whether they show is up to rights.",
            "web/ownlayouts/model.py": "A layout's own sections, while it is being saved.",
            "site/metrics.py": "Numbers of jobs by state, without any of their contents.",
        },
    ),
    "writing past the gate": Ban(
        r"\.save\(|\.objects\.create\(|\bbulk_(?:create|update)\(|\bget_or_create\(|\bupdate_or_create\(",
        PY,
        ("record.save()", "Customer.objects.create(name='x')", "rows.bulk_create(x)"),
        ("gate.create(face, values, actor=actor)",),
        except_rooms=("engine", "people"),
        allowed={
            "ownership/looking.py": "What a member looked at that day is a mark to count by, and no record.",
            "diary/feeds.py": "The secret address of one's own calendar is a key, told in the log, and no record.",
            "diary/reminding.py": "Up to when people were reminded is a mark of the work itself.",
            "web/remembering.py": "How a person arranged their own pages is no record, and has no history.",
            "messaging/wishes.py": "How a person wishes to be told is no record, and has no history.",
            "messaging/following.py": "A person's word on what they want to hear is no record of the house.",
            "messaging/notifying.py": "What a person is told is written by the system, to that person only.",
            "messaging/talking.py": "A sign under a comment, whose right was asked for; comments pass the gate.",
        },
    ),
    "styles and scripts within pages": Ban(
        r"\sstyle\s*=\s*[\"']|<style\b|<script\b(?![^>]*\bsrc=)|\son(?:click|load|error|submit|change|input|focus|blur|key\w+|mouse\w+)\s*=\s*[\"']"
        r"|javascript:|\shx-(?:on|vals\s*=\s*[\"']js:)",
        (*HTML, ".py"),
        (
            '<p style="x">',
            "<style>",
            "<script>x()</script>",
            '<a onclick="x()">',
            '<a href="javascript:x">',
            '<a hx-on:click="x">',
        ),
        ('<script src="x" defer></script>', '<link rel="stylesheet">', '<a data-style="x">'),
        allowed={"engine/files/types.py": "What a file begins with that a browser would run."},
    ),
    "a module's name in a room below": Ban(
        rf"[\"'/](?:{'|'.join(MODULES.split())})[\"'/.:]",
        (*PY, *HTML),
        ('registry["customers"]', "'contacts'", '"/customers/"', '"sales.Order"'),
        ('"customer-facing"', "# customers are people"),
        rooms=("kit", "engine", "people", "messaging", "web", "api", "mcp", "cli"),
        allowed={
            "people/policies.py": "Roles are called as departments are, and so as some modules.",
            "people/demo.py": "People and roles of the demo company are called as their departments are.",
            "cli/commands/demo.py": "The command's option is for people, who count demo data in customers.",
            "web/gallery/": "Sample data of the gallery of templates, shown while debugging only.",
        },
    ),
}


@cache
def sources(kind: str) -> tuple[tuple[str, str], ...]:
    """Files of a kind with their place below the package or the scripts, and their text."""
    found = []
    for top in (PACKAGE, SCRIPTS):
        for path in sorted(top.rglob(f"*{kind}")):
            place = path.relative_to(top)
            if not NO_SOURCE & set(place.parts[:-1]):
                found.append((place.as_posix(), path.read_text(encoding="utf-8")))
    return tuple(found)


def hits(ban: Ban) -> Iterator[tuple[str, int, str]]:
    """Where a ban is broken: place, line number, line."""
    pattern = re.compile(ban.pattern)
    for kind in ban.kinds:
        for place, text in sources(kind):
            room = place.split("/")[0]
            if (ban.rooms and room not in ban.rooms) or room in ban.except_rooms:
                continue
            for number, line in enumerate(text.splitlines(), start=1):
                if pattern.search(line) and not line.lstrip().startswith(("#", "//", "*")):
                    yield place, number, line.strip()


def excuse(ban: Ban, place: str) -> str | None:
    """The allowed place this one belongs to; folders end in a slash."""
    return next(
        (known for known in ban.allowed if place == known or (known.endswith("/") and place.startswith(known))), None
    )


@pytest.mark.parametrize("name", BANS)
def test_the_source_does_not_say(name: str) -> None:
    ban = BANS[name]
    broken = [f"{place}:{number}: {line[:140]}" for place, number, line in hits(ban) if excuse(ban, place) is None]
    assert not broken, f"{name}:\n" + "\n".join(broken)


@pytest.mark.parametrize("name", BANS)
def test_an_exception_has_a_sentence_and_a_reason_to_exist(name: str) -> None:
    ban = BANS[name]
    used = {excuse(ban, place) for place, _number, _line in hits(ban)}
    assert sorted(set(ban.allowed) - used) == [], "these may go from the list of exceptions"
    assert all(len(sentence.split()) > 3 and sentence.endswith(".") for sentence in ban.allowed.values())


@pytest.mark.parametrize("name", BANS)
def test_a_ban_catches_what_it_is_for(name: str) -> None:
    ban = BANS[name]
    assert all(re.search(ban.pattern, line) for line in ban.catches)
    assert not [line for line in ban.lets if re.search(ban.pattern, line)]


def test_there_is_source_to_look_at() -> None:
    assert len(sources(".py")) > 100
    assert len(sources(".html")) > 20
    assert sources(".js")
