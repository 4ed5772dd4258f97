"""The shared calendar's pages, and the feed other calendars read."""
