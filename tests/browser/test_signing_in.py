"""Getting in: passwords, second factor, invitations, languages."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.house import House
from tests.browser.watch import Watch

PASSWORD = "seven quiet herons by the river"


def code_of(secret: str) -> str:
    """The code that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return f"{struct.unpack('>I', digest[place : place + 4])[0] % 2**31 % 10**6:06d}"


def test_a_wrong_password_is_told_with_the_tries_that_are_left(stranger: Callable[..., Page], house: House) -> None:
    page = stranger()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("finance")
    page.locator("[name=password]").fill("not this one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile(r"The name or the password is wrong\. \d tries left\.")
    )
    expect(page.locator("[name=login]")).to_have_value("finance")
    sign_in(page, "finance", house.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("许文博")


def test_a_page_asked_for_at_the_door_comes_after_signing_in(stranger: Callable[..., Page], house: House) -> None:
    page = stranger()
    page.goto("/contacts/?q=li")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.locator("[name=login]").fill("clerk")
    page.locator("[name=password]").fill(house.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/contacts/?q=li")


def test_signing_out_ends_it(stranger: Callable[..., Page], house: House) -> None:
    page = stranger()
    sign_in(page, "service", house.password)
    page.locator("summary", has_text="顾清和").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/customers/")
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Customers")).not_to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for(stranger: Callable[..., Page], house: House) -> None:
    house.command("user", "add", "careful", "--role", "sales_representative", "--password-stdin", typed=PASSWORD)
    page = stranger()
    sign_in(page, "careful", PASSWORD)
    page.goto("/accounts/2fa/totp/activate/")
    if page.locator("[name=password]").is_visible():
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main [type=submit].btn-primary").click()
    secret = page.locator("code").inner_text().strip()
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("main [type=submit].btn-primary").click()
    recovery = page.locator(".gx-codes li").first.inner_text().strip()

    again = stranger()
    sign_in(again, "careful", PASSWORD)
    again.locator("[name=code]").fill("000000")
    again.locator("main [type=submit].btn-primary").first.click()
    expect(again.locator(".gx-err").first).to_be_visible()
    again.goto("/customers/")
    expect(again).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    again.locator("[name=code]").fill(recovery)
    again.locator("main [type=submit].btn-primary").first.click()
    expect(again.locator("a.gx-skip")).to_have_count(1)


def test_an_administrator_invites_somebody_who_chooses_a_password(
    person: Callable[..., Page], stranger: Callable[..., Page], watch: Watch
) -> None:
    admin = person("admin")
    admin.goto("/users/new/")
    admin.get_by_label("Name", exact=False).first.fill("Wei Newcomer")
    admin.locator("[name=username]").fill("newcomer")
    admin.locator("[name=email]").fill("newcomer@firm.example")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("heading", name="Wei Newcomer")).to_be_visible()
    invite = admin.get_by_role("link", name="Invite").or_(admin.get_by_role("button", name="Invite"))
    if not invite.first.is_visible():
        admin.locator("summary[aria-label=More]").click()
    invite.first.click()
    expect(admin.locator(".gx-toast", has_text="Invite: done")).to_be_visible()
    admin.goto("/outbox/")
    admin.locator("tbody tr", has_text="newcomer@firm.example").get_by_role("link").first.click()
    link = re.search(r"http://\S+/invitation/\S+?/", admin.locator("main").inner_text())
    assert link is not None

    newcomer = stranger()
    newcomer.goto(link.group())
    newcomer.locator("[name=password1]").fill(PASSWORD)
    newcomer.locator("[name=password2]").fill(PASSWORD)
    newcomer.locator("main [type=submit].btn-primary").click()
    sign_in(newcomer, "newcomer", PASSWORD)
    watch.expect(404)  # without a role there is nothing to see yet
    newcomer.goto("/customers/")
    watch.expect(410)
    twice = stranger()
    twice.goto(link.group())
    expect(twice.locator("[name=password1]")).to_have_count(0)
