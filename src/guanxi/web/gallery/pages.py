"""What the gallery shows: a name, a template, a sample."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guanxi.web.gallery import account, lists, records, work


@dataclass(frozen=True)
class Page:
    """One template with its sample."""

    template: str
    sample: Callable[[], dict[str, Any]] = account.nothing
    toast: str = ""
    status: int = 200


PAGES: dict[str, Page] = {
    "list": Page("web/list.html", lists.customers),
    "list-toast": Page("web/list.html", lists.customers, toast="已把 3 家客户转给 陈牧野"),
    "list-nothing-found": Page("web/list.html", lists.nothing_found),
    "list-nothing-yet": Page("web/list.html", lists.nothing_yet),
    "record": Page("web/record.html", records.record),
    "form": Page("web/form.html", records.form),
    "history": Page("web/history.html", records.history),
    "confirm": Page("web/confirm.html", records.confirm),
    "conflict": Page("web/conflict.html", records.conflict),
    "search": Page("web/search.html", lists.search),
    "import-file": Page("web/import_file.html", work.import_file),
    "import-map": Page("web/import_map.html", work.import_map),
    "import-check": Page("web/import_check.html", work.import_check),
    "import-run": Page("web/import_run.html", work.running),
    "jobs": Page("web/jobs.html", work.jobs),
    "job": Page("web/job.html", work.done),
    "bin": Page("web/bin.html", lists.recycle_bin),
    "outbox": Page("web/outbox.html", lists.outbox),
    "mail": Page("web/outbox_message.html", work.mail),
    "profile": Page("web/profile.html", work.profile),
    "tokens": Page("web/tokens.html", work.tokens),
    "sessions": Page("usersessions/usersession_list.html", account.sessions),
    "factors": Page("mfa/index.html", account.factors),
    "totp": Page("mfa/totp/activate_form.html", account.code),
    "codes": Page("mfa/recovery_codes/index.html", account.codes),
    "key": Page("mfa/webauthn/add_form.html", account.key),
    "password": Page("account/password_change.html", account.change_password),
    "sign-in": Page("account/login.html", account.sign_in),
    "second-factor": Page("mfa/authenticate.html", account.code),
    "reset-sent": Page("account/password_reset_done.html"),
    "400": Page("400.html"),
    "403": Page("403.html"),
    "404": Page("404.html"),
    "409": Page("409.html"),
    "429": Page("429.html"),
    "500": Page("500.html"),
}
