"""Grades and other ratings: worked out of what happened, by rules of the company, with the reason beside them.

Also how deep a relationship is, measured by talks, people and purchases, and the next step that rules suggest.
Verbs: set by hand for a time, let the rules decide again; put a step off, decline it, take all steps again.
"""
