"""The nouns of talking."""

from guanxi.messaging.models.comment import Comment, Reaction
from guanxi.messaging.models.follow import Follow
from guanxi.messaging.models.note import Note
from guanxi.messaging.models.notification import Notification, Wishes

__all__ = ["Comment", "Follow", "Note", "Notification", "Reaction", "Wishes"]
