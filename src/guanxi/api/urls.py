"""Addresses of the generic endpoints; those with a name of their own come before those for any entity."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from guanxi.api import (
    bulk,
    discovery,
    duplicates,
    entrylag,
    exports,
    held,
    history,
    imports,
    listing,
    merging,
    openapi,
    pools,
    privacy,
    quality,
    records,
    rights,
    segments,
    talk,
    traces,
)
from guanxi.api.endpoint import endpoint
from guanxi.api.problems import response_for
from guanxi.engine.errors import NotFound

app_name = "api"


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Any other address, so that no slash is added and nothing is redirected."""
    return response_for(NotFound(_("There is nothing at this address.")), getattr(request, "request_id", ""))


urlpatterns = [
    path("", endpoint(GET=discovery.entities), name="entrance"),
    path("search", endpoint(GET=discovery.everywhere), name="search"),
    path("schema/<str:entity>", endpoint(GET=discovery.schema), name="schema"),
    path("openapi.json", endpoint(GET=openapi.document), name="openapi"),
    path("imports", endpoint(GET=listing.listing, POST=imports.create), {"entity": "imports"}, name="imports"),
    path("imports/bulk", endpoint(POST=bulk.bulk), {"entity": "imports"}),
    path("imports/<str:key>", endpoint(GET=imports.read), {"entity": "imports"}, name="import"),
    path("imports/<str:key>/problems", endpoint(GET=imports.problems_file), {"entity": "imports"}, name="problems"),
    path("exports/<str:key>", endpoint(GET=exports.read), name="export-job"),
    path("exports/<str:key>/file", endpoint(GET=exports.fetch), name="export-file"),
    path("entry-lag", endpoint(GET=entrylag.figures), name="entry-lag"),
    path("traces", endpoint(GET=traces.listing), name="traces"),
    path("notifications", endpoint(GET=talk.notifications), name="notifications"),
    path("notifications/read", endpoint(POST=talk.read_notifications), name="notifications-read"),
    path("comments/<str:key>/react", endpoint(POST=talk.react), {"entity": "comments"}, name="react"),
    path("users/<str:key>/rights", endpoint(GET=rights.of_person), {"entity": "users"}, name="rights"),
    path("roles/changes", endpoint(GET=rights.changes), {"entity": "roles"}, name="role-changes"),
    path("roles/compare", endpoint(GET=rights.compare), {"entity": "roles"}, name="compare-roles"),
    path("pools/<str:key>/waiting", endpoint(GET=pools.waiting), {"entity": "pools"}, name="pool-waiting"),
    path("pools/<str:key>/claim", endpoint(POST=pools.claim), {"entity": "pools"}, name="pool-claim"),
    path("pools/<str:key>/requests", endpoint(GET=pools.requests), {"entity": "pools"}, name="pool-requests"),
    path("pools/<str:key>/decide", endpoint(POST=pools.decide), {"entity": "pools"}, name="pool-decide"),
    path("<str:entity>", endpoint(GET=listing.listing, POST=records.create), name="collection"),
    path("<str:entity>/export", endpoint(GET=exports.now, POST=exports.later), name="export"),
    path("<str:entity>/quality", endpoint(GET=quality.figures), name="quality"),
    path("<str:entity>/segments", endpoint(GET=segments.figures), name="segments"),
    path("<str:entity>/files", endpoint(POST=held.hand_in), name="hand-in"),
    path("<str:entity>/<str:key>/files/<str:file>", endpoint(GET=held.fetch), name="held-file"),
    path("<str:entity>/duplicates", endpoint(GET=duplicates.queue, POST=duplicates.decide), name="duplicates"),
    path("<str:entity>/duplicates/look", endpoint(POST=duplicates.look), name="look-for-duplicates"),
    path("<str:entity>/bulk", endpoint(POST=bulk.bulk), name="bulk"),
    path(
        "<str:entity>/<str:key>",
        endpoint(GET=records.read, PATCH=records.change, DELETE=records.remove),
        name="record",
    ),
    path("<str:entity>/<str:key>/restore", endpoint(POST=records.restore), name="restore"),
    path("<str:entity>/<str:key>/history", endpoint(GET=history.happenings), name="history"),
    path("<str:entity>/<str:key>/who", endpoint(GET=rights.who), name="who"),
    path("<str:entity>/<str:key>/comments", endpoint(GET=talk.comments, POST=talk.comment), name="comments"),
    path("<str:entity>/<str:key>/notes", endpoint(GET=talk.notes, POST=talk.note), name="notes"),
    path("<str:entity>/<str:key>/follow", endpoint(GET=talk.follows, POST=talk.follow), name="follow"),
    path("<str:entity>/<str:key>/reveal", endpoint(POST=traces.show), name="reveal"),
    path("<str:entity>/<str:key>/disclose", endpoint(POST=privacy.disclose), name="disclose"),
    path("<str:entity>/<str:key>/erase", endpoint(POST=privacy.erase), name="erase"),
    path("<str:entity>/<str:key>/merge", endpoint(POST=merging.merge), name="merge"),
    path("<str:entity>/<str:key>/mergers", endpoint(GET=merging.mergers), name="mergers"),
    path("<str:entity>/<str:key>/unmerge", endpoint(POST=merging.unmerge), name="unmerge"),
    path("<str:entity>/<str:key>/consents", endpoint(GET=privacy.consents, POST=privacy.consent), name="consents"),
    path("<str:entity>/<str:key>/<str:action>", endpoint(POST=records.act), name="action"),
    re_path("^", nothing),
]
