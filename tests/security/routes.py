"""How to call every address: what is read there, and what would change something. A new address needs a line here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.asking import ENTITY, FILE, IMPORT, JOB, ONCE, RECORD, Route, Write, form
from tests.security.routes_of_programs import PROGRAMS

ONE = "/{entity}/{key}/"
SIGN_IN = "It belongs to signing in; the tests of people ask it every way."
LIBRARY = Route(ONCE, note=SIGN_IN)
EXPORT = {"format": "csv"}
TABLE: dict[str, Route] = {
    "healthz": Route(ONCE, ("/healthz",)),
    "readyz": Route(ONCE, ("/readyz",)),
    **PROGRAMS,
    # --- people
    "files/<uuid:file>/": Route(FILE, ("/files/{file}/",)),
    "files/<uuid:file>/again/": Route(FILE, writes=(form("/files/{file}/again/"),)),
    "files/<uuid:file>/remove/": Route(FILE, writes=(form("/files/{file}/remove/"),)),
    "files/<uuid:file>/preview/": Route(FILE, ("/files/{file}/preview/",)),
    "files/<uuid:file>/bring-back/": Route(FILE, writes=(form("/files/{file}/bring-back/"),)),
    "": Route(ONCE, ("/",)),
    "home/tiles/": Route(ONCE, ("/home/tiles/",)),
    "home/tiles/<slug:tile>/": Route(
        ENTITY,
        tuple(f"/home/tiles/{name}/" for name in ("figures", "opened", "changed", "waiting", "newest-{entity}")),
    ),
    "search/": Route(ENTITY, ("/search/?q={title}", "/search/?q=zq", "/search/?q={title}&live=1")),
    "worker.js": Route(ONCE, ("/worker.js",)),
    "offline/send/": Route(
        RECORD,
        writes=(
            Write(
                "FORM",
                "/offline/send/",
                {
                    "entity": "notes",
                    "id": "019c0000-0000-7000-8000-0000000000aa",
                    "body": "hacked",
                    "about": "{key}/{entity}",
                },
                by_readers=True,
            ),
            form("/offline/send/", entity="{entity}", id="019c0000-0000-7000-8000-0000000000ab", name="hacked"),
        ),
    ),
    "offline/<slug:language>/": Route(ONCE, ("/offline/en/",)),
    "offline/<slug:language>/manifest.webmanifest": Route(ONCE, ("/offline/en/manifest.webmanifest",)),
    "standing/": Route(ONCE, ("/standing/",)),
    "standing/back/": Route(ONCE, ("/standing/back/",)),
    "palette/": Route(ENTITY, ("/palette/?q={title}", "/palette/?q=zq", "/palette/", "/palette/?q=>new")),
    "palette/opened/": Route(ONCE, note="It keeps what a person opened last; it is shown as far as rights reach then."),
    "palette/<slug:entity>/<uuid:key>/": Route(RECORD, ("/palette/{entity}/{key}/",)),
    "help/": Route(ONCE, ("/help/",)),
    "language/": Route(ONCE, note="It changes one's own language only."),
    "settings/": Route(ONCE, ("/settings/",)),
    "settings/remembered/": Route(ONCE, note="It keeps how a person arranged their own pages."),
    "settings/preferences/": Route(ONCE, note="It changes one's own preferences only."),
    "settings/substitutes/": Route(ONCE, ("/settings/substitutes/",)),
    "settings/tokens/": Route(ONCE, ("/settings/tokens/",)),
    "settings/tokens/<uuid:key>/revoke/": Route(ONCE, writes=(form("/settings/tokens/{other_token}/revoke/"),)),
    "traces/": Route(ONCE, ("/traces/",)),
    "traces/prove/": Route(ONCE, writes=(form("/traces/prove/"),)),
    "grading-rules/<uuid:key>/foreseen/": Route(
        ONCE, ("/grading-rules/{mail}/foreseen/",), (form("/grading-rules/{mail}/foreseen/", foresight="again"),)
    ),
    "waiting/": Route(ONCE, ("/waiting/",)),
    "waiting/requests/": Route(ONCE, ("/waiting/requests/",)),
    "waiting/requests/<slug:entity>/<uuid:key>/": Route(
        ENTITY,
        writes=(form("/waiting/requests/{entity}/{mail}/", deed="agree", version="1"),),
    ),
    "waiting/<uuid:key>/": Route(ONCE, ("/waiting/{mail}/",)),
    "waiting/<uuid:key>/filter/": Route(ONCE, ("/waiting/{mail}/filter/",)),
    "waiting/<uuid:key>/views/save/": Route(
        ONCE,
        ("/waiting/{mail}/views/save/", "/waiting/{mail}/views/save/?q=zq"),
        (form("/waiting/{mail}/views/save/", name="hacked"),),
    ),
    "waiting/<uuid:key>/views/counts/": Route(ONCE, ("/waiting/{mail}/views/counts/",)),
    "waiting/<uuid:key>/views/<uuid:record>/update/": Route(
        ONCE, writes=(form("/waiting/{mail}/views/{mail}/update/", q="hacked"),)
    ),
    "waiting/<uuid:key>/views/<uuid:record>/remove/": Route(
        ONCE, writes=(form("/waiting/{mail}/views/{mail}/remove/"),)
    ),
    "waiting/<uuid:key>/claimed/": Route(ONCE, ("/waiting/{mail}/claimed/", "/waiting/{mail}/claimed/?once=abc")),
    "waiting/<uuid:key>/claim/": Route(
        ONCE, writes=(form("/waiting/{mail}/claim/", key="019c0000-0000-7000-8000-0000000000aa"),)
    ),
    "waiting/<uuid:key>/fairness/": Route(ONCE, ("/waiting/{mail}/fairness/",)),
    "waiting/<uuid:key>/<uuid:record>/": Route(ONCE, ("/waiting/{mail}/{mail}/",)),
    "entry-lag/": Route(ONCE, ("/entry-lag/", "/entry-lag/?days=365&person={mail}", "/entry-lag/?department={mail}")),
    "rfm/": Route(ONCE, ("/rfm/",)),
    "rfm/<slug:entity>/": Route(
        ENTITY,
        ("/rfm/{entity}/", "/rfm/{entity}/?owner={self}", "/rfm/{entity}/?department={mail}"),
        (form("/rfm/{entity}/"),),
    ),
    "quality/": Route(ONCE, ("/quality/",)),
    "quality/<slug:entity>/": Route(
        ENTITY,
        ("/quality/{entity}/", "/quality/{entity}/?owner={self}"),
        (form("/quality/{entity}/"),),
    ),
    "ownerless/": Route(ONCE, ("/ownerless/",)),
    "outbox/": Route(ONCE, ("/outbox/",)),
    "outbox/<uuid:key>/": Route(ONCE, ("/outbox/{mail}/",)),
    "jobs/<uuid:key>/progress/": Route(JOB, ("/jobs/{key}/progress/",)),
    "configuration/": Route(ONCE, ("/configuration/",), (form("/configuration/"),)),
    "configuration/download/": Route(ONCE, ("/configuration/download/",)),
    "configuration/back/": Route(
        ONCE,
        ("/configuration/back/", "/configuration/back/?since=2026-11-01T00:00:00%2B00:00"),
        (form("/configuration/back/?since=2026-11-01T00:00:00%2B00:00"),),
    ),
    "configuration/<uuid:key>/back/": Route(
        ONCE, note="src/guanxi/web/tests/test_configuration.py asks it for each actor."
    ),
    "configuration/<uuid:key>/": Route(ONCE, note="src/guanxi/web/tests/test_configuration.py asks it for each actor."),
    "jobs/<uuid:key>/undo/": Route(JOB, writes=(form("/jobs/{key}/undo/"),)),
    "options/divisions/": Route(ONCE, ("/options/divisions/", "/options/divisions/?q=%E5%B1%B1")),
    "regions/tree/": Route(ENTITY, ("/regions/tree/", "/regions/tree/?entity={entity}")),
    "options/<slug:entity>/": Route(
        ENTITY, ("/options/{entity}/", "/options/{entity}/?q={title}", "/options/{entity}/?q=zq")
    ),
    "calendar/": Route(ONCE, ("/calendar/", "/calendar/?view=timeGridDay&date=2026-11-25")),
    "calendar/entries/": Route(ONCE, ("/calendar/entries/?start=2026-01-01T00:00:00&end=2026-02-01T00:00:00",)),
    "calendar/move/<str:which>/": Route(RECORD, writes=(form("/calendar/move/{key}/", start="2026-01-01T10:00:00"),)),
    "calendar/day/<str:which>/": Route(
        RECORD, ("/calendar/day/{key}_2026-01-05/",), (form("/calendar/day/{key}_2026-01-05/", act="cancel"),)
    ),
    "calendar/colleagues/": Route(ONCE, ("/calendar/colleagues/", "/calendar/colleagues/?q=a")),
    "calendar/people/": Route(ONCE, note="It keeps whose calendars a person looks at."),
    "calendar/year/": Route(ONCE, ("/calendar/year/", "/calendar/year/?year=2025")),
    "calendar/feed/<str:secret>.ics": Route(ONCE, (f"/calendar/feed/{'x' * 43}.ics",)),
    "settings/calendar/": Route(ONCE, note="It makes and ends one's own feed only."),
    "options/any/": Route(ENTITY, ("/options/any/?q={title}", "/options/any/?q=zq")),
    "options/tags/": Route(ONCE, ("/options/tags/",)),
    "options/<slug:entity>/tags/": Route(ENTITY, ("/options/{entity}/tags/", "/options/{entity}/tags/?q=z")),
    # --- talking
    "talk/pictures/": Route(ONCE, note="It takes in one's own picture, which nobody else sees."),
    "talk/comment/<uuid:key>/": Route(
        RECORD, ("/talk/comment/{key}/", "/talk/comment/{key}/?edit=1"), (form("/talk/comment/{key}/", words="hacked"),)
    ),
    "talk/comment/<uuid:key>/delete/": Route(RECORD, writes=(form("/talk/comment/{key}/delete/"),)),
    "talk/comment/<uuid:key>/react/": Route(
        RECORD, writes=(form("/talk/comment/{key}/react/", sign="👍"),), by_readers=True
    ),
    "talk/<slug:entity>/<uuid:key>/": Route(
        RECORD,
        ("/talk/{entity}/{key}/", "/talk/{entity}/{key}/?what=talk"),
        (
            form("/talk/{entity}/{key}/", kind="comment", words="hacked"),
            form("/talk/{entity}/{key}/", kind="note", body="hacked"),
        ),
        by_readers=True,
    ),
    "talk/<slug:entity>/<uuid:key>/people/": Route(RECORD, ("/talk/{entity}/{key}/people/?q=person",)),
    "talk/<slug:entity>/<uuid:key>/follow/": Route(
        RECORD, writes=(form("/talk/{entity}/{key}/follow/", wanted="1"),), by_readers=True
    ),
    "notifications/": Route(ONCE, ("/notifications/", "/notifications/?tab=all", "/notifications/?tab=mentions")),
    "notifications/read/": Route(ONCE, note="It marks one's own notifications only."),
    "notifications/<uuid:key>/reply/": Route(ONCE, writes=(form("/notifications/{mail}/reply/", words="hacked"),)),
    "settings/notifications/": Route(ONCE, note="It keeps one's own wishes only."),
    "live/ticket/": Route(
        ONCE, note="It signs what the asker may listen to; tests of its own ask for what they may not."
    ),
    "live/<slug:entity>/<uuid:key>/": Route(RECORD, ("/live/{entity}/{key}/",)),
    "<slug:entity>/": Route(
        ENTITY,
        (
            "/{entity}/",
            "/{entity}/?deleted=1",
            "/{entity}/?q={title}",
            "/{entity}/?sort=-updated_at",
            "/{entity}/?layout=board",
            "/{entity}/?layout=groups&layout_by=updated_at",
            "/{entity}/?layout=groups&layout_by={name}",
            "/{entity}/?layout=map",
            '/{entity}/?filter={{"field":"{name}","op":"eq","value":"{title}"}}',
        ),
    ),
    "users/<uuid:key>/rights/": Route(
        RECORD, ("/users/{self}/rights/", "/users/{self}/rights/?entity={entity}&record={key}", "/users/{key}/rights/")
    ),
    "roles/compare/": Route(ONCE, ("/roles/compare/", "/roles/compare/?one={mail}&other={mail}")),
    "roles/changes/": Route(ONCE, ("/roles/changes/", "/roles/changes/?before={mail}")),
    "<slug:entity>/new/": Route(
        ENTITY,
        ("/{entity}/new/", "/{entity}/new/?partner={key}&customer={key}&parent={key}"),
        (form("/{entity}/new/", name="hacked"),),
    ),
    "custom-fields/<uuid:key>/drop/": Route(
        RECORD, ("/custom-fields/{key}/drop/",), (form("/custom-fields/{key}/drop/", confirmed="1"),)
    ),
    "custom-fields/formula/": Route(
        ONCE,
        writes=(form("/custom-fields/formula/?of=formula", entity="partners", formula="rating + 1", gives="integer"),),
    ),
    "<slug:entity>/asked/": Route(
        ENTITY, writes=(form("/{entity}/asked/", name="{title}"), form("/{entity}/asked/?key={key}", name="x"))
    ),
    "<slug:entity>/alike/": Route(
        ENTITY,
        writes=(form("/{entity}/alike/", name="{title}"), form("/{entity}/alike/?key={key}", name="{title}")),
    ),
    "<slug:entity>/check/<slug:field>/": Route(
        RECORD,
        writes=(form("/{entity}/check/name/", name="{title}"), form("/{entity}/check/name/?key={key}", name="x")),
    ),
    "<slug:entity>/bulk/": Route(
        RECORD,
        writes=(
            *(
                form("/{entity}/bulk/", ids="{key}", action=verb, confirmed="1", to="{self}")
                for verb in ("delete", "restore", "assign", "send")
            ),
            form("/{entity}/bulk/", ids="{key}", action="update", confirmed="1", field="name", name="hacked"),
            form("/{entity}/bulk/", every="1", next="/{entity}/?q={title}", action="delete", confirmed="1"),
        ),
    ),
    "<slug:entity>/views/save/": Route(ENTITY, ("/{entity}/views/save/",), note="It keeps a view of one's own."),
    "<slug:entity>/views/first/": Route(ONCE, note="It says with which view one's own list opens."),
    "<slug:entity>/views/counts/": Route(ENTITY, ("/{entity}/views/counts/",)),
    "<slug:entity>/views/<uuid:key>/update/": Route(ONCE, writes=(form("/quotes/views/{mail}/update/", sort="name"),)),
    "<slug:entity>/views/<uuid:key>/remove/": Route(ONCE, writes=(form("/quotes/views/{mail}/remove/"),)),
    "<slug:entity>/filter/": Route(
        ENTITY,
        (
            "/{entity}/filter/",
            "/{entity}/filter/?field={name}",
            "/{entity}/filter/?field=owner.name",
            "/{entity}/filter/?j=all&f.0={name}&o.0=eq&v.0={title}&do=show",
        ),
    ),
    "<slug:entity>/column/": Route(
        ENTITY,
        (
            "/{entity}/column/?column=draft",
            "/{entity}/column/?column=company&layout_by=kind&q={title}",
            "/{entity}/column/?column=dealer&layout_by={name}",
        ),
    ),
    "<slug:entity>/group/": Route(
        ENTITY,
        (
            "/{entity}/group/?group=draft&layout_by=stage",
            "/{entity}/group/?group=-&layout_by=owner&q={title}",
            "/{entity}/group/?group=2026-11&layout_by=updated_at",
            "/{entity}/group/?group={title}&layout_by={name}",
        ),
    ),
    "<slug:entity>/entries/": Route(
        ENTITY,
        (
            "/{entity}/entries/?start=2026-11-01T00:00:00&end=2026-12-01T00:00:00",
            "/{entity}/entries/?start=2026-11-01T00:00:00&end=2026-12-01T00:00:00&layout_by={name}&q={title}",
        ),
    ),
    "<slug:entity>/columns/": Route(
        ENTITY,
        ("/{entity}/columns/", "/{entity}/columns/?columns={name},owner.name"),
        note="It arranges one's own list.",
    ),
    "<slug:entity>/head/": Route(ENTITY, ("/{entity}/head/?column={name}", "/{entity}/head/?column=owner")),
    "<slug:entity>/sort/": Route(ENTITY, ("/{entity}/sort/", "/{entity}/sort/?sort=-updated_at")),
    "<slug:entity>/undo/<slug:deed>/": Route(
        ENTITY, writes=(form("/{entity}/undo/019c0000000070008000000000000001/"),)
    ),
    "<slug:entity>/restore/": Route(RECORD, writes=(form("/{entity}/restore/?ids={key}"),)),
    "<slug:entity>/export/": Route(ENTITY, ("/{entity}/export/",), (form("/{entity}/export/", **EXPORT),)),
    "<slug:entity>/import/": Route(ENTITY, ("/{entity}/import/",)),
    "<slug:entity>/import/<uuid:key>/map/": Route(
        IMPORT, ("/partners/import/{key}/map/", "/quotes/import/{key}/map/"), (form("/partners/import/{key}/map/"),)
    ),
    "<slug:entity>/import/<uuid:key>/map/<path:field>/": Route(
        IMPORT, ("/partners/import/{key}/map/name/",), (form("/partners/import/{key}/map/name/"),)
    ),
    "<slug:entity>/import/<uuid:key>/check/": Route(
        IMPORT, ("/partners/import/{key}/check/",), (form("/partners/import/{key}/check/"),)
    ),
    "<slug:entity>/import/<uuid:key>/run/": Route(IMPORT, ("/partners/import/{key}/run/",)),
    "<slug:entity>/import/<uuid:key>/undo/": Route(
        IMPORT, ("/partners/import/{key}/undo/",), (form("/partners/import/{key}/undo/"),)
    ),
    "<slug:entity>/import/<uuid:key>/problems/": Route(IMPORT, ("/partners/import/{key}/problems/",)),
    "<slug:entity>/<uuid:key>/": Route(RECORD, (ONE, f"{ONE}?deleted=1")),
    "<slug:entity>/<uuid:key>/edit/": Route(
        RECORD, (f"{ONE}edit/",), (form(f"{ONE}edit/", name="hacked", version="1"), form(f"{ONE}edit/", version="1"))
    ),
    "<slug:entity>/<uuid:key>/field/<slug:field>/": Route(
        RECORD,
        (f"{ONE}field/{{name}}/", f"{ONE}field/name/?shown=1", f"{ONE}field/secret/", f"{ONE}field/owner/?shown=1"),
        (
            form(f"{ONE}field/name/", name="hacked", version="1"),
            form(f"{ONE}field/owner/", owner="{self}", version="1"),
        ),
    ),
    "<slug:entity>/<uuid:key>/around/": Route(
        RECORD,
        (f"{ONE}around/", f"{ONE}around/?sort=-updated_at", f"{ONE}around/?q={{title}}", f"{ONE}around/?deleted=1"),
    ),
    "<slug:entity>/<uuid:key>/person/": Route(RECORD, (f"{ONE}person/",)),
    "<slug:entity>/<uuid:key>/person/take-out/": Route(RECORD, writes=(form(f"{ONE}person/take-out/"),)),
    "<slug:entity>/<uuid:key>/person/consent/": Route(RECORD, writes=(form(f"{ONE}person/consent/", channel="email"),)),
    "<slug:entity>/<uuid:key>/person/erase/": Route(
        RECORD, writes=(form(f"{ONE}person/erase/", why="hacked", sure="1"),)
    ),
    "<slug:entity>/<uuid:key>/reveal/<slug:field>/": Route(
        RECORD, (f"{ONE}reveal/{{name}}/",), (form(f"{ONE}reveal/{{name}}/", why="hacked"),)
    ),
    "<slug:entity>/<uuid:key>/who/": Route(RECORD, (f"{ONE}who/",)),
    "<slug:entity>/<uuid:key>/print/": Route(RECORD, (f"{ONE}print/",)),
    "<slug:entity>/<uuid:key>/history/put-back/": Route(
        RECORD,
        writes=tuple(form(f"{ONE}history/put-back/?field={name}&version=1") for name in ("name", "secret", "owner")),
    ),
    "<slug:entity>/<uuid:key>/files/": Route(RECORD, (f"{ONE}files/",), (Write("UPLOAD", f"{ONE}files/"),)),
    "<slug:entity>/duplicates/": Route(
        RECORD,
        ("/{entity}/duplicates/", "/{entity}/duplicates/?state=different"),
        writes=tuple(
            form("/{entity}/duplicates/", record=["{key}", "019c0000-0000-7000-8000-0000000000aa"], said=said)
            for said in ("same", "different", "later", "open")
        ),
    ),
    "<slug:entity>/duplicates/look/": Route(ENTITY, writes=(form("/{entity}/duplicates/look/"),)),
    "<slug:entity>/merge/": Route(
        RECORD,
        ("/{entity}/merge/?records={key},019c0000-0000-7000-8000-0000000000aa",),
        writes=(form("/{entity}/merge/?records={key},019c0000-0000-7000-8000-0000000000aa", survivor="{key}"),),
    ),
    "<slug:entity>/<uuid:key>/merge/": Route(RECORD, (f"{ONE}merge/",)),
    "<slug:entity>/<uuid:key>/unmerge/<uuid:merger>/": Route(
        RECORD,
        (f"{ONE}unmerge/019c0000-0000-7000-8000-0000000000aa/",),
        writes=(form(f"{ONE}unmerge/019c0000-0000-7000-8000-0000000000aa/"),),
    ),
    "<slug:entity>/<uuid:key>/history/": Route(RECORD, (f"{ONE}history/",)),
    "<slug:entity>/<uuid:key>/delete/": Route(RECORD, writes=(form(f"{ONE}delete/"),)),
    "<slug:entity>/<uuid:key>/restore/": Route(RECORD, writes=(form(f"{ONE}restore/"),)),
    "<slug:entity>/<uuid:key>/cell/<slug:field>/": Route(
        RECORD,
        (f"{ONE}cell/name/", f"{ONE}cell/{{name}}/", f"{ONE}cell/owner/"),
        (
            form(f"{ONE}cell/name/", name="hacked", owner="{self}", columns="name,secret,tax_number"),
            form(f"{ONE}cell/owner/", owner="{self}"),
            form(f"{ONE}cell/stage/", stage="won"),
        ),
    ),
    "<slug:entity>/<uuid:key>/put/<slug:field>/": Route(
        RECORD,
        (f"{ONE}put/stage/?to=won", f"{ONE}put/kind/?to=partner&layout_by=kind"),
        (
            form(f"{ONE}put/stage/", to="sent"),
            form(f"{ONE}put/stage/", to="lost", answered="1", lost_reason="price"),
            form(f"{ONE}put/kind/?layout_by=kind", to="partner"),
            form(f"{ONE}put/name/", to="hacked"),
        ),
    ),
    "<slug:entity>/<uuid:key>/day/<slug:field>/": Route(
        RECORD, writes=(form(f"{ONE}day/valid_until/", start="2026-11-25T00:00:00"), form(f"{ONE}day/name/"))
    ),
    "<slug:entity>/<uuid:key>/stage/<str:step>/": Route(
        RECORD, (f"{ONE}stage/signed/", f"{ONE}stage/sent/"), (form(f"{ONE}stage/signed/", name="hacked"),)
    ),
    "<slug:entity>/<uuid:key>/do/<slug:action>/": Route(
        RECORD, (f"{ONE}do/assign/", f"{ONE}do/lose/"), (form(f"{ONE}do/assign/", to="{self}"), form(f"{ONE}do/send/"))
    ),
}


def patterns(found: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product, as the table of addresses says it."""
    for pattern in get_resolver().url_patterns if found is None else found:
        place = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, place)
        else:
            yield place, pattern


def route_of(place: str) -> Route | None:
    return LIBRARY if place.startswith("accounts/") else TABLE.get(place)
