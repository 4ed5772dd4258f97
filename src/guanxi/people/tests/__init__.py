"""Tests of people and signing in."""
