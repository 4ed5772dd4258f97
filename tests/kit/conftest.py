"""What several tests of the kit share."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.kit.tables import TableError, open_table


@pytest.fixture
def refusal() -> Callable[..., TableError]:
    """Why a table is refused, which must come quickly and without filling the memory."""

    def refuse(path: Path, **options: object) -> TableError:
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        with pytest.raises(TableError) as refused:
            list(open_table(path, filename=path.name, **options).rows())
        assert time.perf_counter() - start < 2
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
        assert refused.value.message.format(**refused.value.params) == str(refused.value)
        return refused.value

    return refuse
