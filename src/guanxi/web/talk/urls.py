"""Addresses of talking; all stand before those of the entities."""

from __future__ import annotations

from django.urls import path

from guanxi.web.talk import live, notices, views

urlpatterns = [
    path("talk/pictures/", views.picture, name="talk-picture"),
    path("talk/comment/<uuid:key>/", views.comment, name="comment"),
    path("talk/comment/<uuid:key>/delete/", views.comment_delete, name="comment-delete"),
    path("talk/comment/<uuid:key>/react/", views.react, name="comment-react"),
    path("talk/<slug:entity>/<uuid:key>/", views.talk, name="talk"),
    path("talk/<slug:entity>/<uuid:key>/people/", views.people, name="talk-people"),
    path("talk/<slug:entity>/<uuid:key>/follow/", views.follow, name="talk-follow"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/read/", notices.read, name="notifications-read"),
    path("notifications/<uuid:key>/reply/", notices.reply, name="notification-reply"),
    path("settings/notifications/", notices.wishing, name="wishes"),
    path("live/ticket/", live.ticket, name="live-ticket"),
    path("live/<slug:entity>/<uuid:key>/", live.changed, name="live-changed"),
]
