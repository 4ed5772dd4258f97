"""Grades and other ratings: worked out of what happened, by rules of the company, with the reason beside them.

Verbs: set by hand for a time, let the rules decide again.
"""
