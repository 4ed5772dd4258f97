"""Addresses of the calendar; all stand before those of the entities."""

from __future__ import annotations

from django.urls import path

from guanxi.web.diary import feed, series, views, year

urlpatterns = [
    path("calendar/", views.calendar_page, name="calendar"),
    path("calendar/entries/", views.entries_of, name="calendar-entries"),
    path("calendar/move/<str:which>/", views.move_entry, name="calendar-move"),
    path("calendar/day/<str:which>/", series.day_of, name="calendar-day"),
    path("calendar/colleagues/", views.colleagues, name="calendar-colleagues"),
    path("calendar/people/", views.choose_people, name="calendar-people"),
    path("calendar/year/", year.year_page, name="calendar-year"),
    path("calendar/feed/<str:secret>.ics", feed.feed, name="calendar-feed"),
    path("settings/calendar/", feed.settings_page, name="calendar-settings"),
]
