"""The engine's own tables."""

from guanxi.engine.models.choicelist import ChoiceList, ListEntry, ListUse
from guanxi.engine.models.counter import Counter
from guanxi.engine.models.customentity import CustomEntity, CustomName, CustomRelation, CustomStage
from guanxi.engine.models.customfield import CustomChoice, CustomField
from guanxi.engine.models.duplicaterule import DuplicateRule
from guanxi.engine.models.event import Event, ReaderPosition, Seal
from guanxi.engine.models.file import StoredFile
from guanxi.engine.models.idempotency import IdempotencyKey
from guanxi.engine.models.imports import Import, PendingLink
from guanxi.engine.models.job import Job
from guanxi.engine.models.limit import Limit
from guanxi.engine.models.mail import OutgoingMail
from guanxi.engine.models.matchkey import MatchKey
from guanxi.engine.models.matchpair import MatchPair
from guanxi.engine.models.merger import Carried, Merged, Merger
from guanxi.engine.models.move import Move
from guanxi.engine.models.movingrule import MovingRule
from guanxi.engine.models.numberingrule import NumberingRule
from guanxi.engine.models.ownname import OwnName
from guanxi.engine.models.quality import Examination, Flaw, QualityFigures
from guanxi.engine.models.qualityrule import QualityRule
from guanxi.engine.models.reading import ReadCount
from guanxi.engine.models.recipe import Recipe
from guanxi.engine.models.regular import Fetched, RegularImport
from guanxi.engine.models.share import Share
from guanxi.engine.models.stagerule import StageRule
from guanxi.engine.models.stagespan import StageSpan
from guanxi.engine.models.touched import Touched

__all__ = [
    "Carried",
    "ChoiceList",
    "Counter",
    "CustomChoice",
    "CustomEntity",
    "CustomField",
    "CustomName",
    "CustomRelation",
    "CustomStage",
    "DuplicateRule",
    "Event",
    "Examination",
    "Fetched",
    "Flaw",
    "IdempotencyKey",
    "Import",
    "Job",
    "Limit",
    "ListEntry",
    "ListUse",
    "MatchKey",
    "MatchPair",
    "Merged",
    "Merger",
    "Move",
    "MovingRule",
    "NumberingRule",
    "OutgoingMail",
    "OwnName",
    "PendingLink",
    "QualityFigures",
    "QualityRule",
    "ReadCount",
    "ReaderPosition",
    "Recipe",
    "RegularImport",
    "Seal",
    "Share",
    "StageRule",
    "StageSpan",
    "StoredFile",
    "Touched",
]
