"""Mail out: written with the change that causes it, sent by a job after the commit, shown where nothing sends."""

from guanxi.engine.mail.outbox import BadAddress, Mail, post

__all__ = ["BadAddress", "Mail", "post"]
