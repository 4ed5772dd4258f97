"""Customers and the people one knows there.

Nouns: Customer (a company, a person, a government body, a partner …), Contact, and Affiliation, the line by which a
contact belongs to a customer: one contact may belong to several.
Verbs: assign (to another owner).
"""
