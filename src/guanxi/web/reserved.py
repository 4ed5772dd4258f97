"""What stands first in addresses that are no entity's."""

FIXED = frozenset(
    {"accounts", "api", "files", "language", "live", "notifications", "options", "outbox"}
    | {"configuration", "ownerless", "search", "settings", "traces"}
    | {
        "calendar",
        "entry-lag",
        "help",
        "home",
        "offline",
        "palette",
        "quality",
        "rfm",
        "standing",
        "static",
        "talk",
        "waiting",
        "worker",
    }
    | {"healthz", "metrics", "readyz"}
)
