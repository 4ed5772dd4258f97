"""The pages as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    """Generic pages over the engine."""

    name = "guanxi.web"
    label = "web"

    def ready(self) -> None:
        from guanxi.engine.jobs.working import when_ended
        from guanxi.engine.tailoring.living import refreshed, renewed
        from guanxi.web.checks import check_faces
        from guanxi.web.ownlayouts import choosing
        from guanxi.web.regularexports import jobs as regular_exports
        from guanxi.web.remaking import forget_drawn

        register(check_faces)
        when_ended(regular_exports.of_end)
        renewed.connect(forget_drawn)
        refreshed.connect(choosing.refresh)
