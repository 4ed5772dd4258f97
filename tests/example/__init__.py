"""A small application that only tests have: every kind of field, lines, stages and verbs.

Nouns: Quote (with its lines), Partner (whom quotes and their lines name).
Verbs: send, win, lose (of a quote), assign.
"""
