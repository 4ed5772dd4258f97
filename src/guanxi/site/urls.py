"""Every address of the product."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path

from guanxi.api.urls import nothing
from guanxi.site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("guanxi.api.urls")),
    re_path("^api(?:/|$)", nothing),
    path("accounts/", include("guanxi.people.urls")),
    path("", include("guanxi.web.urls")),
]

if settings.GUANXI_METRICS:
    from guanxi.site.metrics import metrics

    urlpatterns.insert(0, path("metrics", metrics, name="metrics"))

handler400 = "guanxi.web.errors.bad_request"
handler403 = "guanxi.web.errors.forbidden"
handler404 = "guanxi.web.errors.not_found"
handler500 = "guanxi.web.errors.server_error"
