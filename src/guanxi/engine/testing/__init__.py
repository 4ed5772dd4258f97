"""What tests of modules need of the engine."""

from guanxi.engine.testing.jobs import run_jobs_now

__all__ = ["run_jobs_now"]
