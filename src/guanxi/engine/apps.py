"""The engine as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules


class EngineConfig(AppConfig):
    """Finds every module's declarations once all models are there."""

    name = "guanxi.engine"
    label = "engine"

    def ready(self) -> None:
        from guanxi.engine.checks import check_entities
        from guanxi.engine.connecting import read_moments_fast
        from guanxi.engine.models.file import ATTACHMENT, StoredFile
        from guanxi.engine.models.share import Share
        from guanxi.engine.quality import mattering
        from guanxi.engine.tailoring.living import refreshed
        from guanxi.engine.uniting.tables import follows

        follows(StoredFile, only=Q(purpose=ATTACHMENT))
        follows(Share, once=("subject",))
        register(check_entities)
        connection_created.connect(read_moments_fast)
        refreshed.connect(mattering.refresh)


def discover() -> None:
    """Load `entities`, `policies`, `events`, `jobs` and `setup` of every application, lower rooms first."""
    for part in ("entities", "policies", "events", "jobs", "setup"):
        autodiscover_modules(part)
    from guanxi.engine.customfields import carrying_out
    from guanxi.engine.jobs.working import when_ended
    from guanxi.engine.regular import jobs as regular

    import_module("guanxi.engine.upkeep")
    import_module("guanxi.engine.configuration.moving")
    import_module("guanxi.engine.customfields.jobs")
    when_ended(carrying_out.told_of_end)
    import_module("guanxi.engine.tailoring.replacing")
    import_module("guanxi.engine.duplicates.rebuilding")
    import_module("guanxi.engine.duplicates.matching")
    import_module("guanxi.engine.quality.figures")
    import_module("guanxi.engine.stagemoves")
    import_module("guanxi.engine.simulating")
    import_module("guanxi.engine.eventmoves")
    import_module("guanxi.engine.imports.jobs")
    import_module("guanxi.engine.imports.undoing")
    import_module("guanxi.engine.exports.jobs")
    when_ended(regular.of_end)
    import_module("guanxi.engine.mass")
    import_module("guanxi.engine.events.proving")
    import_module("guanxi.engine.mail.sending")
    import_module("guanxi.engine.uniting.keeping")
