"""Names that no entity may have, since addresses of the API begin with them."""

from guanxi.engine.registry import registry

registry.reserve("exports", "notifications", "schema", "search")
