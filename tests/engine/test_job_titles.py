"""What work is called, in the language of whoever reads it."""

import pytest
from django.utils import translation

from guanxi.api.tests.world import found
from guanxi.engine import exports, gate
from guanxi.engine.registry import registry
from guanxi.engine.testing import run_jobs_now
from tests.engine.importing import bring, column

pytestmark = pytest.mark.django_db


def test_work_is_called_in_the_readers_language(db):
    clerk = found().users["clerk"]
    with translation.override("en"):
        work = bring(clerk, "customers", "name\nA\n")
        gate.act(registry["imports"], work.pk, "undo", actor=clerk)
        exports.begin(exports.Wanted("customers"), clerk)
        run_jobs_now()
        assert set(column(clerk, "jobs", "title")) == {"Take back: Import file.csv", "Export customers"}
    with translation.override("zh-hans"):
        kind = registry["jobs"].fields["title"]
        told = {kind.told(title) for title in column(clerk, "jobs", "title")}
    assert told == {"撤回：导入 file.csv", "导出客户"}
