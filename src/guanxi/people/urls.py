"""The addresses of signing in: only the library's pages we want, and our own in place of some."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path

from guanxi.people import views

passwords = [
    path("change/", login_required(views.ChangePassword.as_view()), name="account_change_password"),
    path("set/", login_required(views.SetPassword.as_view()), name="account_set_password"),
    path("reset/", views.ask_reset, name="account_reset_password"),
    path("reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^reset/key/(?P<purpose>reset|invitation)/(?P<key>[-:.\w]{1,300})/$",
        views.choose_password,
        name="account_reset_password_from_key",
    ),
    re_path(r"^choose/(?P<purpose>reset|invitation)/$", views.choose_password, name="account_choose_password"),
]
second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", views.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", views.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", views.GenerateRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("webauthn/add/", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", include(passwords)),
    path("2fa/", include(second_factor)),
    path("sessions/", views.Sessions.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.end_session, name="usersessions_end"),
]
