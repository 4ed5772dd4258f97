"""The nouns of this module."""

from guanxi.modules.customers.models.contact import Affiliation, Contact
from guanxi.modules.customers.models.customer import Customer

__all__ = ["Affiliation", "Contact", "Customer"]
