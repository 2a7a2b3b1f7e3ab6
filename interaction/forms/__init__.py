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
    ProofForm,
    ReasonForm,
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
    "ProofForm",
    "RateForm",
    "ReasonForm",
    "ReplyForm",
    "SettleForm",
    "StatusForm",
    "TemplateForm",
    "TicketForm",
]
