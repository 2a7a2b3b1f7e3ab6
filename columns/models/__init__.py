"""Models of the columns room, one module a noun."""

from .catalogue import CatalogueRule, Scheme
from .columns import ColumnLife, ColumnPage
from .conversions import Conversion
from .disclosures import Attachment, Disclosure, Interpretation
from .imports import ImportBatch, ImportItem
from .news import NewsPage
from .numbering import IndexCounter
from .relations import Relation, RelationKind
from .releases import Waiver
from .requests import ColumnRequest, RetirementRequest

__all__ = [
    "Attachment",
    "CatalogueRule",
    "ColumnLife",
    "ColumnPage",
    "ColumnRequest",
    "Conversion",
    "Disclosure",
    "ImportBatch",
    "ImportItem",
    "IndexCounter",
    "Interpretation",
    "NewsPage",
    "Relation",
    "RelationKind",
    "RetirementRequest",
    "Scheme",
    "Waiver",
]
