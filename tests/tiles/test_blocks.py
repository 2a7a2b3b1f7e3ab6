"""Law 6: a tile whose extension has gone is kept as it was, whatever is done to the page around it."""

import contextlib
import copy
import json
import pickle

import pytest
from django.core.exceptions import BadRequest, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks import StreamValue

from portal.tiles.blocks import TileStreamValue
from portal.tiles.missing import MissingTileValue

HEADING = {"type": "heading", "value": {"text": "总则", "level": "h2"}, "id": "11111111-aaaa"}
PLEDGE = {"type": "pledge", "value": {"words": "一次办好", "page": None}, "id": "22222222-bbbb"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
unknown_items = st.fixed_dictionaries(
    {"type": st.sampled_from(["gone", "quiz", "missing"]), "value": json_values, "id": st.uuids().map(str)},
    optional={"_rendering": st.text(max_size=30), "_refs": st.just([["wagtailcore.page", "1", "page", "page"]])},
)


def box(*things):
    shelf = {"type": "item", "value": {"things": list(things)}, "id": "33333333-cccc"}
    return {"type": "box", "value": {"title": "箱", "shelves": [shelf]}, "id": "44444444-dddd"}


def things_of(item):
    return item["value"]["shelves"][0]["value"]["things"]


@given(items=st.lists(unknown_items, min_size=1, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_unknown_items_survive_every_way_of_writing(switch, field, store, revise, send, items):
    switch("box")
    stored = [HEADING, *items, box(*items)]
    before = copy.deepcopy(stored)
    lazy = store(copy.deepcopy(stored))
    stream = field.to_python(copy.deepcopy(stored))
    assert len(list(stream)) == len(stored)  # binds every tile, also those inside the box
    list(stream[-1].value["shelves"][0]["things"])
    bound = field.get_prep_value(stream)
    sent = field.get_prep_value(send(copy.deepcopy(stored)))
    revision = json.loads(revise(json.dumps(stored)))
    for written in (lazy, bound, sent, revision):
        assert written[: len(items) + 1] == before[: len(items) + 1]
        assert things_of(written[-1]) == items


def test_a_whole_container_is_kept_when_it_is_gone_and_comes_back(switch, field, store, send):
    switch("box", "pledge")
    stored = store([HEADING, box(PLEDGE)])
    switch()
    while_gone = field.get_prep_value(send(stored, lambda states: states.reverse()))
    assert while_gone == [stored[1], stored[0]]
    switch("box", "pledge")
    back = field.to_python(while_gone)
    assert [child.block_type for child in back] == ["box", "heading"]
    assert back[0].value["shelves"][0]["things"][0].value["words"] == "一次办好"


def test_siblings_can_be_edited_deleted_and_duplicated_around_it(switch, field, store, send):
    switch("pledge")
    stored = store([HEADING, PLEDGE])
    switch()

    def change(states):
        states[0]["value"]["text"] = "附则"
        states.append({**states[1], "id": "55555555-eeee"})

    written = field.get_prep_value(send(stored, change))
    assert written[0]["value"]["text"] == "附则"
    assert written[1] == stored[1]
    assert written[2] == {**stored[1], "id": "55555555-eeee"}
    assert field.get_prep_value(send(stored, lambda states: states.pop(1))) == [stored[0]]


@pytest.mark.parametrize("token", ["", "x", '{"type":"gone"}', None])
def test_a_forged_token_is_refused(field, send, token):
    stored = [{"type": "gone", "value": 1, "id": "1"}]
    with pytest.raises(ValidationError):
        send(stored, lambda states: states[0].update(value={"token": token}))


def test_a_token_with_one_character_changed_is_refused(field, send):
    def change(states):
        token = states[0]["value"]["token"]
        states[0]["value"]["token"] = ("a" if token[0] != "a" else "b") + token[1:]

    with pytest.raises(ValidationError):
        send([{"type": "gone", "value": 1, "id": "1"}], change)


def test_a_draft_doesnt_let_a_forged_token_pass_either(field):
    block = field.stream_block
    stream = TileStreamValue(block, [("missing_tile", MissingTileValue.from_token("forged"), "1")])
    with pytest.raises(ValidationError):
        block.clean_deferred(stream)
    with pytest.raises(ValueError, match="unreadable"):
        field.get_prep_value(stream)


def test_a_form_opened_before_the_switch_off_is_refused_and_doesnt_drop_the_tile(switch, field, store, post):
    switch("pledge")
    block = field.stream_block
    data = post(block.get_form_state(field.to_python(store([HEADING, PLEDGE]))))
    switch()
    late = block.value_from_datadict(data, {}, "body")
    assert len(late) == 2
    with pytest.raises(ValidationError):
        block.clean(late)


def test_a_token_sent_after_the_return_gives_the_tile_itself(switch, field, store, post):
    switch("pledge")
    stored = store([PLEDGE])
    switch()
    block = field.stream_block
    data = post(block.get_form_state(field.to_python(stored)))
    switch("pledge")
    written = field.get_prep_value(block.clean(block.value_from_datadict(data, {}, "body")))
    assert written == stored
    assert field.to_python(written)[0].value["words"] == "一次办好"


def test_a_handmade_missing_tile_counts_for_nothing(field):
    stream = field.to_python([{"type": "missing_tile", "value": {"type": "pledge", "value": {}}, "id": "1"}])
    with pytest.raises(ValidationError):
        field.stream_block.clean(stream)


def test_values_read_before_a_switch_stay_whole(switch, field, store):
    switch("pledge")
    stored = store([HEADING, PLEDGE])
    stream = field.to_python(copy.deepcopy(stored))
    switch()
    assert field.get_prep_value(stream) == stored
    assert stream[1].is_missing
    assert field.get_prep_value(stream) == stored


def test_streams_of_wagtails_own_making_are_kept_too(field):
    items = [{"type": "gone", "value": {"a": 1}, "id": "1"}]
    stream = StreamValue(field.stream_block, copy.deepcopy(items), is_lazy=True)
    assert field.get_prep_value(field.to_python(stream)) == items
    foreign = StreamValue(field.stream_block, copy.deepcopy(items), is_lazy=True)
    assert foreign[0].block.name == "missing_tile"
    assert foreign[0].value == {"type": "gone", "value": {"a": 1}}


def test_an_unknown_tile_given_in_code_is_an_error_not_a_loss(field):
    with pytest.raises(ValueError, match="nowhere"):
        field.to_python([("heading", {"text": "x", "level": "h2"}), ("nowhere", 1)])
    with pytest.raises(ValueError, match="nowhere"):
        field.to_python([]).append(("nowhere", 1))


def test_raw_data_and_pickle_show_stored_items(switch, field, store):
    switch("pledge")
    stored = store([PLEDGE])
    switch()
    stream = field.to_python(copy.deepcopy(stored))
    list(stream)
    assert list(stream.raw_data) == stored
    assert pickle.loads(pickle.dumps(stream.get_prep_value())) == stored


def test_an_untouched_form_counts_as_unchanged(switch, field, store, send):
    switch("pledge")
    stored = store([HEADING, PLEDGE, {"type": "gone", "value": 3, "id": "9"}])
    form_field = field.formfield()
    assert not form_field.has_changed(field.to_python(copy.deepcopy(stored)), send(copy.deepcopy(stored)))


def test_the_editor_gets_the_stand_in_but_cant_choose_it(switch, field):
    switch()
    block = field.stream_block
    assert "missing_tile" not in block.child_blocks
    assert "missing_tile" not in list(block.child_blocks)
    widget = field.formfield().widget
    value = field.to_python([{"type": "gone", "value": 1, "id": "1", "_rendering": "<p>旧<script>x</script>文</p>"}])
    html = widget.render("body", value)
    assert "portal.tiles.TileStreamBlock" in html
    assert "portal.tiles.MissingTileWidget" in html
    assert field.stream_block.get_form_state(value)[0]["value"]["text"] == "旧文"
    assert any(str(path).endswith("tiles/missing_tile.js") for path in widget.media._js)


def test_missing_tiles_count_for_the_limits_of_their_type(switch, field, send):
    from portal.tiles.fields import TileField

    limited = TileField(blank=False, block_counts={"pledge": {"min_num": 1}})
    limited.set_attributes_from_name("body")
    switch()
    stream = limited.to_python([{"type": "pledge", "value": {"words": "x"}, "id": "1"}])
    assert len(limited.stream_block.clean(stream)) == 1


def test_many_nested_streams_are_read_with_few_queries(switch, field, django_assert_num_queries, some_page):
    switch("box", "pledge")
    page = {"words": "x", "page": some_page.pk}
    pledges = [{"type": "pledge", "value": page, "id": str(n)} for n in range(4)]
    stream = field.to_python([box(*pledges), box(*pledges)])
    with django_assert_num_queries(1):
        for child in stream:
            assert [thing.value["page"].pk for thing in child.value["shelves"][0]["things"]] == [some_page.pk] * 4


def test_a_form_that_was_cut_off_is_refused_and_says_so(switch, field, post):
    switch("box", "pledge")
    data = post(field.stream_block.get_form_state(field.to_python([HEADING, box(PLEDGE)])))
    assert len(field.stream_block.value_from_datadict(data, {}, "body")) == 2
    for lost in ("body-count", "body-0-type", "body-1-order"):
        with pytest.raises(BadRequest, match="不完整"):
            field.stream_block.value_from_datadict({k: v for k, v in data.items() if k != lost}, {}, "body")


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_form_lost_or_got_is_read_or_refused(switch, field, post, data):
    switch("box", "pledge")
    sent = post(field.stream_block.get_form_state(field.to_python([HEADING, box(PLEDGE)])))
    names = st.sampled_from(sorted(sent))
    for name in data.draw(st.sets(names, max_size=3)):
        del sent[name]
    odd = st.sampled_from(["", "-1", "x", "1.5", "99999", "heading", "gone", "null", "{", "[]"])
    sent |= data.draw(st.dictionaries(names, odd, max_size=2))
    with contextlib.suppress(BadRequest):
        field.stream_block.value_from_datadict(sent, {}, "body")
