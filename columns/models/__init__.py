"""Models of the columns room, one module a noun."""

from .catalogue import CatalogueRule, Scheme
from .columns import ColumnPage
from .conversions import Conversion
from .disclosures import Attachment, Disclosure, Interpretation
from .duties import DutyAlert, DutyExcuse, DutyRule, FrozenTable
from .imports import ImportBatch, ImportItem
from .news import NewsPage
from .numbering import IndexCounter
from .relations import Relation, RelationKind
from .releases import Waiver
from .requests import ChangeProposal, HandoverRequest, OpeningRequest, ReopeningRequest, RetirementRequest
from .sections import Life, SectionPage

__all__ = [
    "Attachment",
    "CatalogueRule",
    "ChangeProposal",
    "ColumnPage",
    "Conversion",
    "Disclosure",
    "DutyAlert",
    "DutyExcuse",
    "DutyRule",
    "FrozenTable",
    "HandoverRequest",
    "ImportBatch",
    "ImportItem",
    "IndexCounter",
    "Interpretation",
    "Life",
    "NewsPage",
    "OpeningRequest",
    "Relation",
    "RelationKind",
    "ReopeningRequest",
    "RetirementRequest",
    "Scheme",
    "SectionPage",
    "Waiver",
]
