"""Addresses of the generic pages; fixed ones first, then those of the entities."""

from __future__ import annotations

from django.urls import path

from guanxi.web import files
from guanxi.web.diary.urls import urlpatterns as diary
from guanxi.web.talk.urls import urlpatterns as talking
from guanxi.web.views import (
    act,
    around,
    arranging,
    board,
    bulk,
    cell,
    days,
    exports,
    field,
    filtering,
    form,
    group,
    help,
    history,
    home,
    imports,
    jobs,
    offline,
    options,
    outbox,
    palette,
    preview,
    printing,
    putting_back,
    record,
    remembered,
    removal,
    saved,
    search,
    settings,
    standing,
    tags,
    tokens,
    undo,
)
from guanxi.web.views import list as listing

app_name = "web"

FIXED = frozenset(
    {"accounts", "api", "files", "language", "live", "notifications", "options", "outbox", "search", "settings"}
    | {"calendar", "help", "home", "offline", "palette", "standing", "static", "talk", "worker"}
)
"""What stands first in addresses that are no entity's."""

_import = "<slug:entity>/import/<uuid:key>/"
_one = "<slug:entity>/<uuid:key>/"

urlpatterns = [
    path("files/<uuid:file>/", files.download, name="file"),
    path("files/<uuid:file>/remove/", files.remove, name="file-remove"),
    path("files/<uuid:file>/again/", files.put_back, name="file-again"),
    path("files/<uuid:file>/preview/", preview.preview, name="file-preview"),
    path("files/<uuid:file>/bring-back/", files.bring_back, name="file-bring-back"),
    path("", home.home, name="home"),
    path("worker.js", offline.worker, name="worker"),
    path("offline/send/", offline.send, name="offline-send"),
    path("offline/<slug:language>/", offline.quick, name="quick"),
    path("offline/<slug:language>/manifest.webmanifest", offline.manifest, name="manifest"),
    *diary,
    path("standing/", standing.standing, name="standing"),
    path("standing/back/", standing.back, name="back"),
    path("home/tiles/", home.choices, name="home-tiles"),
    path("home/tiles/<slug:tile>/", home.one, name="home-tile"),
    path("search/", search.everywhere, name="search"),
    path("palette/", palette.palette, name="palette"),
    path("palette/opened/", palette.opened, name="opened"),
    path("palette/<slug:entity>/<uuid:key>/", palette.acts, name="palette-acts"),
    path("help/", help.help_page, name="help"),
    path("language/", settings.language, name="language"),
    path("settings/", settings.profile, name="profile"),
    path("settings/preferences/", settings.preferences, name="preferences"),
    path("settings/remembered/", remembered.remembered, name="remembered"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<uuid:key>/revoke/", tokens.revoke, name="revoke-token"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<uuid:key>/", outbox.mail, name="outbox-mail"),
    path("jobs/<uuid:key>/progress/", jobs.progress, name="job-progress"),
    path("options/any/", options.any_record, name="any-record"),
    path("jobs/<uuid:key>/undo/", bulk.undo_job, name="job-undo"),
    path("options/tags/", tags.tags, name="all-tags"),
    path("options/<slug:entity>/", options.options, name="options"),
    path("options/<slug:entity>/tags/", tags.tags_of, name="tags"),
    *talking,
    path("<slug:entity>/", listing.records, name="list"),
    path("<slug:entity>/new/", form.new, name="new"),
    path("<slug:entity>/check/<slug:field>/", field.check, name="check"),
    path("<slug:entity>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:entity>/column/", board.column, name="column"),
    path("<slug:entity>/group/", group.group, name="group"),
    path("<slug:entity>/entries/", days.entries, name="entries"),
    path("<slug:entity>/views/save/", saved.save, name="view-save"),
    path("<slug:entity>/views/first/", saved.first, name="view-first"),
    path("<slug:entity>/views/counts/", saved.counts, name="view-counts"),
    path("<slug:entity>/views/<uuid:key>/update/", saved.update, name="view-update"),
    path("<slug:entity>/views/<uuid:key>/remove/", saved.remove, name="view-remove"),
    path("<slug:entity>/filter/", filtering.builder, name="filter"),
    path("<slug:entity>/columns/", arranging.columns, name="columns"),
    path("<slug:entity>/head/", arranging.head, name="head"),
    path("<slug:entity>/sort/", arranging.sort, name="sort"),
    path("<slug:entity>/undo/<slug:deed>/", undo.undo, name="undo"),
    path("<slug:entity>/restore/", removal.restore_many, name="restore-many"),
    path("<slug:entity>/export/", exports.export, name="export"),
    path("<slug:entity>/import/", imports.choose, name="import"),
    path(f"{_import}map/", imports.map_columns, name="import-map"),
    path(f"{_import}check/", imports.check, name="import-check"),
    path(f"{_import}run/", imports.run, name="import-run"),
    path(f"{_import}problems/", imports.problems, name="import-problems"),
    path(_one, record.record, name="record"),
    path(f"{_one}edit/", form.edit, name="edit"),
    path(f"{_one}around/", around.around, name="around"),
    path(f"{_one}print/", printing.printed, name="print"),
    path(f"{_one}history/put-back/", putting_back.put_back, name="put-back"),
    path(f"{_one}field/<slug:field>/", field.field, name="field"),
    path(f"{_one}files/", files.of_record, name="files"),
    path(f"{_one}history/", history.whole_history, name="history"),
    path(f"{_one}delete/", removal.delete, name="delete"),
    path(f"{_one}restore/", removal.restore, name="restore"),
    path(f"{_one}cell/<slug:field>/", cell.cell, name="cell"),
    path(f"{_one}put/<slug:field>/", board.put, name="put"),
    path(f"{_one}day/<slug:field>/", days.put_on_day, name="day"),
    path(f"{_one}do/<slug:action>/", act.act, name="act"),
]
