"""`python -m guanxi.cli` is the command `guanxi`."""

from guanxi.cli import main

main()
