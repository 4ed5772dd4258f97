"""Background work: declared with `@job`, asked for with `enqueue` in the causing transaction, done by workers."""

from guanxi.engine.jobs.queue import enqueue
from guanxi.engine.jobs.registry import BadPayload, job
from guanxi.engine.jobs.run import Cancelled, Run, Superseded
from guanxi.engine.models.job import Job

__all__ = ["BadPayload", "Cancelled", "Job", "Run", "Superseded", "enqueue", "job"]
