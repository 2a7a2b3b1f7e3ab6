"""Models of the columns room, one module a noun."""

from .columns import ColumnLife, ColumnPage
from .conversions import Conversion
from .disclosures import Attachment, Disclosure, Interpretation
from .imports import ImportBatch, ImportItem
from .news import NewsPage
from .numbering import IndexCounter
from .requests import ColumnRequest, RetirementRequest

__all__ = [
    "Attachment",
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
    "RetirementRequest",
]
