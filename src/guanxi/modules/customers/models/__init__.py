"""The nouns of this module."""

from guanxi.modules.customers.models.competitor import Competitor, Encounter, News, Offer
from guanxi.modules.customers.models.contact import Affiliation, Contact
from guanxi.modules.customers.models.customer import Customer
from guanxi.modules.customers.models.purchase import Purchase

__all__ = ["Affiliation", "Competitor", "Contact", "Customer", "Encounter", "News", "Offer", "Purchase"]
