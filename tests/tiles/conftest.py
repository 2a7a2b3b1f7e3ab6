"""An add-on with tiles that can be taken away, and a field to hold them."""

import json
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from wagtail import blocks
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import TileType
from portal.files.models import Image
from portal.tiles.blocks import TileStreamBlock
from portal.tiles.fields import TileField


class Pledge(blocks.StructBlock):
    words = blocks.CharBlock()
    page = blocks.PageChooserBlock(required=False)

    def render(self, value, context=None):
        source = '<section class="pledge"><h3>{{ v.words }}</h3><script>alert(1)</script></section>'
        return Template(source).render(Context({"v": value}))


class Broken(blocks.CharBlock):
    def render(self, value, context=None):
        raise RuntimeError("needs a request")


class Box(blocks.StructBlock):
    title = blocks.CharBlock()
    shelves = blocks.ListBlock(blocks.StructBlock([("things", TileStreamBlock(scope="inner", required=False))]))


class Addon:
    """Two add-ons in one: what is in ``names`` is there."""

    def __init__(self, *names):
        self.names = names

    @hookimpl
    def tile_types(self):
        everything = {
            "pledge": TileType("pledge", Pledge, "Pledge", scopes=frozenset({"page", "inner"})),
            "broken": TileType("broken", Broken, "Broken"),
            "box": TileType("box", Box, "Box"),
            "note": TileType("note", blocks.CharBlock, "Note", core=True, scopes=frozenset({"inner"})),
        }
        return [everything[name] for name in self.names]


@pytest.fixture
def switch():
    """Return a function that switches the named test tiles on, and all others off."""
    present: list[Addon] = []

    def to(*names):
        for addon in present:
            registry.unregister(addon)
        present[:] = [Addon(*names)]
        registry.register(present[0])

    yield to
    for addon in present:
        registry.unregister(addon)


@pytest.fixture
def field():
    field = TileField(blank=True)
    field.set_attributes_from_name("body")
    return field


@pytest.fixture
def store(field):
    """Return a function that gives what a row would hold after a save of this value."""
    return lambda value: field.get_prep_value(field.to_python(value))


@pytest.fixture
def revise(field):
    """Return a function that gives the JSON text that a revision would hold of this value."""
    return lambda value: field.value_to_string(SimpleNamespace(body=field.to_python(value)))


@pytest.fixture
def some_page(db):
    """Return a page that is not public."""
    Locale.objects.get_or_create(language_code="zh-hans")
    return Page.add_root(instance=Page(title="某页", slug="some-page", live=False))


@pytest.fixture
def post():
    """Return a function that gives what a browser sends for form states."""
    return posted


def posted(states, prefix="body"):
    """Return what a browser sends for a stream with these form states (structs, lists and plain values inside)."""
    data = {f"{prefix}-count": str(len(states))}
    for index, state in enumerate(states):
        at = f"{prefix}-{index}"
        data |= {
            f"{at}-deleted": "",
            f"{at}-order": str(index),
            f"{at}-type": state["type"],
            f"{at}-id": state["id"] or "",
        }
        data |= _posted_value(state["value"], f"{at}-value")
    return data


def _posted_value(value, prefix):
    if isinstance(value, dict) and "token" in value:
        return {prefix: value["token"]}
    if isinstance(value, dict) and "table_caption" in value:
        return {prefix: json.dumps(value)}
    if isinstance(value, dict):
        return {key: sent for name in value for key, sent in _posted_value(value[name], f"{prefix}-{name}").items()}
    if isinstance(value, list) and value and isinstance(value[0], dict) and "type" in value[0]:
        return posted(value, prefix)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return {prefix: value[0]}  # what a select is set to
    if isinstance(value, list):
        data = {f"{prefix}-count": str(len(value))}
        for index, item in enumerate(value):
            at = f"{prefix}-{index}"
            data |= {f"{at}-deleted": "", f"{at}-order": str(index), f"{at}-id": item["id"]}
            data |= _posted_value(item["value"], f"{at}-value")
        return data
    return {prefix: "" if value is None else str(value)}


@pytest.fixture
def send(field):
    """Return a function that opens a stored value in a form, lets ``change(states)`` act, and cleans the answer."""

    def run(stored, change=lambda states: None):
        block = field.stream_block
        states = block.get_form_state(field.to_python(stored))
        change(states)
        return block.clean(block.value_from_datadict(posted(states), {}, "body"))

    return run


@pytest.fixture
def picture(db):
    """Return a function that stores a picture of a size."""

    def make(title="山塘", width=640, height=400, **fields):
        collection = Collection.get_first_root_node() or Collection.add_root(name="根")
        file = get_test_image_file(filename="picture.png", size=(width, height))
        return Image.objects.create(title=title, file=file, collection=collection, **fields)

    return make
