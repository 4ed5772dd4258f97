"""Addresses of the gallery."""

from django.urls import path

from guanxi.web.gallery.views import index, show

urlpatterns = [path("", index, name="gallery"), path("<slug:name>/", show, name="gallery-page")]
