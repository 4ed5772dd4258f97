"""Tests of the generic endpoints."""
