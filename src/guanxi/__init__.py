"""Guanxi (关系): customer relationship management for companies that speak Chinese or English."""

__version__ = "0.1.0"
