"""The product's settings with the example application, which only tests have."""

import os

from guanxi.site.settings import *  # noqa: F403
from guanxi.site.settings import INSTALLED_APPS

# The programs that tests start are the product as it is, without the example.
os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.site.settings"

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "tests.example", INSTALLED_APPS[-1]]

WHITENOISE_AUTOREFRESH = True
"""Files are looked for when they are asked for: every client of a test would walk through all of them first."""
