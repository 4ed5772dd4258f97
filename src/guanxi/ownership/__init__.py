"""Who holds what: pools in which records wait for somebody who takes them, rules by which they fall there, and a log of
every change of hands. For any kind of record whose model is `Pooled`.
"""
