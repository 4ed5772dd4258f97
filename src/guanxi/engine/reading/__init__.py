"""Reading: a page of rows, one record, a count, a history; always through an actor's access rule."""

from guanxi.engine.reading.counting import Count, count
from guanxi.engine.reading.grouping import Bucket, Groups, buckets, groups
from guanxi.engine.reading.history import Change, Happening, history
from guanxi.engine.reading.one import read_one
from guanxi.engine.reading.page import Page, read_page, select
from guanxi.engine.reading.presence import present
from guanxi.engine.reading.query import Query
from guanxi.engine.reading.rows import Masked
from guanxi.engine.reading.together import read_by_value
from guanxi.engine.reading.told_then import Former

__all__ = [
    "Bucket",
    "Change",
    "Count",
    "Former",
    "Groups",
    "Happening",
    "Masked",
    "Page",
    "Query",
    "buckets",
    "count",
    "groups",
    "history",
    "present",
    "read_by_value",
    "read_one",
    "read_page",
    "select",
]
