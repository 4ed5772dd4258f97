"""The diary: appointments of people and their colleagues, also as a feed for other calendars.

Nouns: Appointment, with its participants and the days of a series that are different; Feed, a secret address.
"""
