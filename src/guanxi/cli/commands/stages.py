"""`guanxi stages`: the dates of stages told again by the event log."""

import click

from guanxi.cli.acting import entity_named


@click.command()
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
def stages(entities: tuple[str, ...]) -> None:
    """Tell by the event log since when records are at their stages, and when they entered and left those before.

    They are kept with every change, so that nothing differs; to be used after rows were written past Guanxi.
    """
    from guanxi.engine import stagedates
    from guanxi.engine.customfields import living
    from guanxi.engine.registry import registry

    living.catch_up()
    wanted = [entity_named(name) for name in entities] or list(registry)
    for entity in wanted:
        if entity.stage is None or entity.stage_since is None:
            if entities:
                raise click.UsageError(f"The stages of {entity.name} have no dates.")
            continue
        mended = stagedates.rebuild(entity.name, str(entity.stage.name), entity.model)  # type: ignore[attr-defined]
        click.echo(f"{entity.name}: {mended:,} put right")
