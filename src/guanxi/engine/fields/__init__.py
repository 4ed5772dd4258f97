"""The kinds of field a declaration is written with."""

from guanxi.engine.fields.address import Address
from guanxi.engine.fields.anchor import Anchor, Anchored, Pointer
from guanxi.engine.fields.base import Kind
from guanxi.engine.fields.choice import Choice, Choices, DrawnStage, Stage, Step, YesNo
from guanxi.engine.fields.conditions import Conditions
from guanxi.engine.fields.contact import Email, Phone, Url
from guanxi.engine.fields.dates import Date, DateTime, Time
from guanxi.engine.fields.encrypted import Encrypted
from guanxi.engine.fields.file import File, Picture, Signature
from guanxi.engine.fields.link import Link, Named, Parent, Ref
from guanxi.engine.fields.noun import Noun, ShippedNoun
from guanxi.engine.fields.number import AutoNumber
from guanxi.engine.fields.numbers import Decimal, Integer, Money
from guanxi.engine.fields.rich import RichText
from guanxi.engine.fields.since import StageSince
from guanxi.engine.fields.tags import Tags, Words
from guanxi.engine.fields.text import LongText, Text

__all__ = [
    "Address",
    "Anchor",
    "Anchored",
    "AutoNumber",
    "Choice",
    "Choices",
    "Conditions",
    "Date",
    "DateTime",
    "Decimal",
    "DrawnStage",
    "Email",
    "Encrypted",
    "File",
    "Integer",
    "Kind",
    "Link",
    "LongText",
    "Money",
    "Named",
    "Noun",
    "Parent",
    "Phone",
    "Picture",
    "Pointer",
    "Ref",
    "RichText",
    "ShippedNoun",
    "Signature",
    "Stage",
    "StageSince",
    "Step",
    "Tags",
    "Text",
    "Time",
    "Url",
    "Words",
    "YesNo",
]
