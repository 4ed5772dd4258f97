"""Fixtures for every test; the database comes from the plugin `guanxi.kit.postgres.testing`."""
