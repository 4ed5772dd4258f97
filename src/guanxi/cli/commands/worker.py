"""`guanxi worker`: background and scheduled work."""

import click


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at the same time.")
@click.option("--until-idle", is_flag=True, help="Stop when no job is waiting.")
def worker(concurrency: int, until_idle: bool) -> None:
    """Do background work until stopped; a job that was begun has 20 seconds to finish."""
    from guanxi.engine.jobs.worker import work
    from guanxi.kit.settling import settle

    if not until_idle:
        settle()
    work(concurrency=concurrency, wait=not until_idle)
