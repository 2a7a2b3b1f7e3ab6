import pytest

from portal.oa import fields
from portal.oa.problems import Problem

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "body"],
    "properties": {
        "title": {"type": "string", "maxLength": 5},
        "body": {"type": "string"},
        "on": {"type": "string", "format": "date"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "about": {"type": ["integer", "string"]},
    },
}
SOUND = {"title": "通知", "body": "x", "on": "2026-11-16", "kind": "a", "about": 7}


def errors(value) -> dict[str, str]:
    with pytest.raises(Problem) as refused:
        fields.check(SCHEMA, value)
    return dict(refused.value.errors)


def test_what_fits_passes():
    fields.check(SCHEMA, SOUND)


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"title": "太长了太长了"}, "/fields/title"), ({"title": 7}, "/fields/title"),
        ({"title": None}, "/fields/title"),
        ({"on": "2026-02-30"}, "/fields/on"), ({"on": "16.11.2026"}, "/fields/on"), ({"kind": "c"}, "/fields/kind"),
        ({"about": [1]}, "/fields/about"), ({"other": 1}, "/fields/other"), ({"body": {"$ref": "x"}}, "/fields/body"),
    ],
)  # fmt: skip
def test_what_doesnt_is_said_at_the_field(changed, pointer):
    found = errors(SOUND | changed)
    assert list(found) == [pointer] and found[pointer]


def test_everything_wrong_is_said_at_once():
    assert set(errors({"on": "x", "other": 1})) == {"/fields/title", "/fields/body", "/fields/on", "/fields/other"}


def test_no_sentence_quotes_what_was_sent():
    assert "秘密" not in str(errors(SOUND | {"kind": "秘密"})) and "秘密" not in str(
        errors(SOUND | {"title": ["秘密"]})
    )
