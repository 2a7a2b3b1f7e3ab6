"""The JSON Schema that is read off a form says what the form takes."""

from __future__ import annotations

import pytest
from django import forms

from columns import form_schemas
from portal.organisation.models import Unit


class Own(forms.CharField):
    SCHEMA = {"type": ["integer", "string"]}


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (forms.BooleanField(required=False), {"type": "boolean", "default": False}),
        (forms.DateField(), {"type": "string", "format": "date"}),
        (forms.IntegerField(), {"type": "integer", "minimum": 0}),
        (forms.IntegerField(min_value=3), {"type": "integer", "minimum": 3}),
        (forms.CharField(), {"type": "string"}),
        (forms.CharField(max_length=9), {"type": "string", "maxLength": 9}),
        (
            forms.TypedChoiceField(choices=[("", "-"), ("a", "甲")], initial="a"),
            {"type": "string", "enum": ["a"], "default": "a"},
        ),
        (
            forms.ModelMultipleChoiceField(Unit.objects.none()),
            {"type": "array", "items": {"type": "string"}, "maxItems": 100},
        ),
        (Own(max_length=3), {"type": ["integer", "string"]}),
    ],
)
def test_a_field_is_told_by_its_type(field, schema):
    assert form_schemas.property_of(field) == {"title": "", **schema}


def test_label_and_help_go_along_and_what_has_a_default_is_not_required():
    told = form_schemas.property_of(forms.CharField(label="名称", help_text="写全称"))
    assert (told["title"], told["description"]) == ("名称", "写全称")
    assert form_schemas.is_required(forms.CharField()) and not form_schemas.is_required(forms.CharField(required=False))
    assert not form_schemas.is_required(forms.TypedChoiceField(choices=[("a", "甲")], initial="a"))
