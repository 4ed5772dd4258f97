"""The addresses for programs: how to call each, and what there would change something."""

from __future__ import annotations

from tests.security.asking import ENTITY, IMPORT, JOB, ONCE, RECORD, Route, json

API = "/api/v1/{entity}"
PROGRAMS: dict[str, Route] = {
    "api/v1/": Route(ONCE, ("/api/v1/",)),
    "api/v1/search": Route(ENTITY, ("/api/v1/search?q={title}", "/api/v1/search?q=zq")),
    "api/v1/schema/<str:entity>": Route(ENTITY, ("/api/v1/schema/{entity}",)),
    "api/v1/openapi.json": Route(ONCE, ("/api/v1/openapi.json",)),
    "api/v1/imports": Route(ONCE, ("/api/v1/imports",)),
    "api/v1/imports/bulk": Route(
        IMPORT, writes=(json("POST", "/api/v1/imports/bulk", ids=["{key}"], verb="cancel", values={}),)
    ),
    "api/v1/imports/<str:key>": Route(IMPORT, ("/api/v1/imports/{key}",)),
    "api/v1/imports/<str:key>/problems": Route(IMPORT, ("/api/v1/imports/{key}/problems",)),
    "api/v1/exports/<str:key>": Route(JOB, ("/api/v1/exports/{key}",)),
    "api/v1/exports/<str:key>/file": Route(JOB, ("/api/v1/exports/{key}/file",)),
    "api/v1/<str:entity>": Route(
        ENTITY,
        (
            API,
            f"{API}?deleted=true&count=exact",
            f"{API}?q={{title}}",
            f"{API}?sort=-updated_at&limit=1",
            f'{API}?filter={{{{"field":"{{name}}","op":"eq","value":"{{title}}"}}}}',
        ),
        (json("POST", API, name="hacked"),),
    ),
    "api/v1/<str:entity>/export": Route(
        ENTITY,
        (f"{API}/export", f"{API}/export?format=json&exact=true", f"{API}/export?q={{title}}"),
    ),
    "api/v1/<str:entity>/segments": Route(ENTITY, (f"{API}/segments",)),
    "api/v1/<str:entity>/quality": Route(ENTITY, (f"{API}/quality",)),
    "api/v1/<str:entity>/duplicates": Route(
        RECORD,
        (f"{API}/duplicates", f"{API}/duplicates?state=different"),
        writes=tuple(
            json("POST", f"{API}/duplicates", records=["{key}", "019c0000-0000-7000-8000-0000000000aa"], state=state)
            for state in ("different", "later", "open")
        ),
    ),
    "api/v1/<str:entity>/duplicates/look": Route(ENTITY, writes=(json("POST", f"{API}/duplicates/look"),)),
    "api/v1/<str:entity>/files": Route(
        ENTITY, note="It takes a file for who handed it in alone; tests/engine/test_file_fields.py asks it."
    ),
    "api/v1/<str:entity>/<str:key>/files/<str:file>": Route(RECORD, (f"{API}/{{key}}/files/{{key}}",)),
    "api/v1/<str:entity>/bulk": Route(
        RECORD,
        writes=(
            json("POST", f"{API}/bulk", ids=["{key}"], verb="update", values={"name": "hacked"}),
            json("POST", f"{API}/bulk", ids=["{key}"], verb="delete"),
            json("POST", f"{API}/bulk", ids=["{key}"], verb="restore"),
            json("POST", f"{API}/bulk", ids=["{key}"], verb="assign", values={"to": "{self}"}),
            json("POST", f"{API}/bulk", filter={"field": "id", "op": "eq", "value": "{key}"}, verb="delete"),
        ),
    ),
    "api/v1/<str:entity>/<str:key>": Route(
        RECORD,
        (f"{API}/{{key}}", f"{API}/{{key}}?deleted=true"),
        (json("PATCH", f"{API}/{{key}}", name="hacked"), json("DELETE", f"{API}/{{key}}")),
    ),
    "api/v1/<str:entity>/<str:key>/restore": Route(RECORD, writes=(json("POST", f"{API}/{{key}}/restore"),)),
    "api/v1/<str:entity>/<str:key>/who": Route(RECORD, (f"{API}/{{key}}/who", f"{API}/{{key}}/who?limit=1")),
    "api/v1/users/<str:key>/rights": Route(
        RECORD,
        (
            "/api/v1/users/{self}/rights",
            "/api/v1/users/{self}/rights?entity={entity}&record={key}",
            "/api/v1/users/{key}/rights?entity={entity}",
        ),
    ),
    "api/v1/roles/changes": Route(ONCE, ("/api/v1/roles/changes", "/api/v1/roles/changes?limit=1")),
    "api/v1/pools/<str:key>/waiting": Route(ONCE, ("/api/v1/pools/{mail}/waiting",)),
    "api/v1/pools/<str:key>/claim": Route(
        ONCE, writes=(json("POST", "/api/v1/pools/{mail}/claim", record="019c0000-0000-7000-8000-0000000000aa"),)
    ),
    "api/v1/pools/<str:key>/requests": Route(ONCE, ("/api/v1/pools/{mail}/requests",)),
    "api/v1/pools/<str:key>/decide": Route(
        ONCE,
        writes=(
            json("POST", "/api/v1/pools/{mail}/decide", record="019c0000-0000-7000-8000-0000000000aa", agree=True),
        ),
    ),
    "api/v1/entry-lag": Route(ONCE, ("/api/v1/entry-lag", "/api/v1/entry-lag?days=365&person={mail}")),
    "api/v1/roles/compare": Route(ONCE, ("/api/v1/roles/compare?one={mail}&other={mail}",)),
    "api/v1/<str:entity>/<str:key>/history": Route(RECORD, (f"{API}/{{key}}/history",)),
    "api/v1/traces": Route(ONCE, ("/api/v1/traces", "/api/v1/traces?verb=export")),
    "api/v1/<str:entity>/<str:key>/reveal": Route(
        RECORD, writes=(json("POST", f"{API}/{{key}}/reveal", field="{name}", why="hacked"),)
    ),
    "api/v1/notifications": Route(ONCE, ("/api/v1/notifications", "/api/v1/notifications?only=waits")),
    "api/v1/notifications/read": Route(ONCE, note="It marks one's own notifications only."),
    "api/v1/comments/<str:key>/react": Route(
        RECORD, writes=(json("POST", "/api/v1/comments/{key}/react", sign="👍"),), by_readers=True
    ),
    "api/v1/<str:entity>/<str:key>/comments": Route(
        RECORD,
        (f"{API}/{{key}}/comments",),
        (json("POST", f"{API}/{{key}}/comments", body="hacked"),),
        by_readers=True,
    ),
    "api/v1/<str:entity>/<str:key>/notes": Route(
        RECORD, (f"{API}/{{key}}/notes",), (json("POST", f"{API}/{{key}}/notes", body="hacked"),), by_readers=True
    ),
    "api/v1/<str:entity>/<str:key>/follow": Route(
        RECORD, (f"{API}/{{key}}/follow",), (json("POST", f"{API}/{{key}}/follow", wanted=True),), by_readers=True
    ),
    "api/v1/<str:entity>/<str:key>/disclose": Route(RECORD, writes=(json("POST", f"{API}/{{key}}/disclose"),)),
    "api/v1/<str:entity>/<str:key>/merge": Route(
        RECORD, writes=(json("POST", f"{API}/{{key}}/merge", others=["019c0000-0000-7000-8000-0000000000aa"]),)
    ),
    "api/v1/<str:entity>/<str:key>/mergers": Route(RECORD, (f"{API}/{{key}}/mergers",)),
    "api/v1/<str:entity>/<str:key>/unmerge": Route(
        RECORD, writes=(json("POST", f"{API}/{{key}}/unmerge", merger="019c0000-0000-7000-8000-0000000000aa"),)
    ),
    "api/v1/<str:entity>/<str:key>/erase": Route(
        RECORD,
        writes=(
            json("POST", f"{API}/{{key}}/erase", why="hacked", sure=True),
            json("POST", f"{API}/{{key}}/erase?foresee=true", why="hacked"),
        ),
    ),
    "api/v1/<str:entity>/<str:key>/consents": Route(
        RECORD, (f"{API}/{{key}}/consents",), (json("POST", f"{API}/{{key}}/consents", channel="email"),)
    ),
    "api/v1/<str:entity>/<str:key>/<str:action>": Route(
        RECORD, writes=(json("POST", f"{API}/{{key}}/assign", to="{self}"), json("POST", f"{API}/{{key}}/send"))
    ),
    "api/v1/^": Route(ONCE, ("/api/v1/no/such/place/at/all", "/api/v1/quotes/")),
    "^api(?:/|$)": Route(ONCE, ("/api", "/api/v2/quotes")),
}
