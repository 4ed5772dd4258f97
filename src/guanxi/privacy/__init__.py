"""What the law asks for where data are of people: alarms, disclosure, erasure, consent, retention, breaches."""
