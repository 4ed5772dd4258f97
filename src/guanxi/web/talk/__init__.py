"""Pages and parts of pages for talking about records: composer, timeline, notifications, signals."""
