"""Forms for the public and for the people who handle tickets."""

from .public import AddForm, AnswersForm, ComplaintForm, ConsultForm, ErrorForm, RateForm, StatusForm, TicketForm
from .staff import (
    ActForm,
    AssignForm,
    ConnectorForm,
    ExtensionForm,
    HallForm,
    ImportForm,
    MergeForm,
    PlaceForm,
    ProofForm,
    ReasonForm,
    RecallForm,
    ReplyForm,
    SettleForm,
    TemplateForm,
)

__all__ = [
    "ActForm",
    "AddForm",
    "AnswersForm",
    "AssignForm",
    "ComplaintForm",
    "ConnectorForm",
    "ConsultForm",
    "ErrorForm",
    "ExtensionForm",
    "HallForm",
    "ImportForm",
    "MergeForm",
    "PlaceForm",
    "ProofForm",
    "RateForm",
    "ReasonForm",
    "RecallForm",
    "ReplyForm",
    "SettleForm",
    "StatusForm",
    "TemplateForm",
    "TicketForm",
]
