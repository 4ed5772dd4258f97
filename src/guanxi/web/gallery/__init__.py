"""The design's reference page: every template with sample data, only while DEBUG is on."""
