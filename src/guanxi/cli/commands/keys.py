"""`guanxi keys`: the keys of encrypted fields."""

import sys

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def keys() -> None:
    """The keys that encrypt fields at rest: see them, add one, seal everything anew."""


@keys.command("list")
def list_() -> None:
    """Each key with the number of values that it seals; the last one is used for what is written."""
    from guanxi.engine import renewing
    from guanxi.engine.sealing import ring

    used = renewing.used()
    for name in ring().keys:
        click.echo(f"{name}\t{used.pop(name, 0):,} values{'' if name != ring().newest else ', the newest'}")
    for name, count in used.items():
        click.echo(f"{name}\t{count:,} values, and the key is missing", err=True)
    if used:
        raise SystemExit(1)


@keys.command()
def rotate() -> None:
    """Add a key and seal every value under it; people work on meanwhile.

    Broken off, begin again with `guanxi keys renew`. The older keys stay: the history is sealed with them for good.
    """
    import os

    from guanxi.engine import sealing
    from guanxi.site import environment

    grown = sealing.ring().with_a_new_key()
    if os.environ.get("GUANXI_FIELD_KEYS"):
        raise click.ClickException(
            "The keys come from GUANXI_FIELD_KEYS. Add a comma and this key there, on every machine, start Guanxi "
            f"anew, and run: guanxi keys renew\n{grown.write().splitlines()[-1]}"
        )
    environment.keep_field_keys(grown)
    sealing.forget()
    click.echo(
        f"Added the key {grown.newest}. Put a copy of {environment.field_keys_file()} beside your backups' keys."
    )
    _renew()


@keys.command()
def renew() -> None:
    """Seal under the newest key what an older one sealed."""
    _renew()


def _renew() -> None:
    from guanxi.engine import renewing

    done = 0
    for done in renewing.renew():
        if sys.stderr.isatty():
            click.echo(f"\r{done:,} values", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    click.echo(f"Sealed anew: {done:,} values.")
