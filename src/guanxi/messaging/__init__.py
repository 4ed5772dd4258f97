"""Talking about records, whatever their entity: comments, notes, following, notifications, signals to open pages."""
