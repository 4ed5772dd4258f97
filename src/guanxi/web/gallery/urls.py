"""Addresses of the gallery."""

from django.urls import path

from guanxi.web.gallery.views import components, events, index, show

urlpatterns = [
    path("", index, name="gallery"),
    path("components/", components, name="gallery-components"),
    path("events/", events, name="gallery-events"),
    path("<slug:name>/", show, name="gallery-page"),
]
