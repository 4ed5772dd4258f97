"""Pages and API for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from guanxi.kit.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.site.settings")
application = get_wsgi_application()
settle()
