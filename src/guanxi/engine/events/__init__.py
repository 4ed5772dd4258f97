"""The event log: written with each change, read by history, automation, webhooks, search and the warehouse."""
