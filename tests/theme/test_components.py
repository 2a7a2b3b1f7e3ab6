"""Components, rendered as other rooms include them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.theme.formats import badge_for_effect


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def component(name: str, **context: Any) -> str:
    return render_to_string(f"theme/components/{name}.html", context)


def test_a_row_says_state_number_and_date() -> None:
    row = {
        "title": "Notice <1>",
        "url": "/a/",
        "badge": badge_for_effect("in_force"),
        "doc_no": "岭自然资规〔2026〕8号",
        "published": datetime(2026, 11, 20, 2, 15, tzinfo=UTC),
        "meta": ["with interpretation"],
    }
    html = component("item_list", rows=[row])
    assert "Notice &lt;1&gt;" in html
    assert '<span class="gk-badge is-good">In force</span>' in html
    assert "岭自然资规〔2026〕8号" in html
    assert ">2026-11-20 10:15</time>" in html
    assert "with interpretation" in html


def test_a_row_without_date_says_so_unless_it_needs_none() -> None:
    assert "Date unknown" in component("item_list", rows=[{"title": "a", "url": "/a/", "published": None}])
    bare = component("item_list", rows=[{"title": "a", "url": "/a/", "dated": False}])
    assert "Date unknown" not in bare
    assert "gk-facts" not in bare


def test_an_empty_list_says_what_it_is_told() -> None:
    assert "Nothing here" in component("item_list", rows=[], empty="Nothing here")
    assert component("item_list", rows=[]).strip() == ""


def test_pages_keep_the_query() -> None:
    request = RequestFactory().get("/open/", {"year": "2026", "page": "2"})
    page_obj = Paginator(range(100), 10).page(2)
    html = component("pagination", page_obj=page_obj, request=request)
    assert 'href="?year=2026&amp;page=3" rel="next"' in html
    assert '<span aria-current="page">2</span>' in html
    assert "100 items" in html


def test_one_page_needs_no_pagination() -> None:
    assert component("pagination", page_obj=Paginator([1], 10).page(1)).strip() == ""


class AskForm(forms.Form):
    phone = forms.CharField(label="Phone", help_text="Not shown in public.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    public = forms.BooleanField(label="May be published", required=False)


def test_error_and_help_stand_at_the_field_and_are_announced() -> None:
    form = AskForm({"kind": "a"})
    html = component("form_field", field=form["phone"])
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'for="id_phone"' in html
    assert "required</span>" in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = component("form_field", field=AskForm()["kind"])
    assert "<fieldset" in html
    assert "<legend>" in html
    assert html.count('type="radio"') == 2


def test_a_checkbox_stands_inside_its_label_once() -> None:
    html = component("form_field", field=AskForm()["public"])
    assert html.count('type="checkbox"') == 1
    assert "May be published" in html


def test_form_errors_link_to_their_fields() -> None:
    html = component("form_errors", form=AskForm({"kind": "a"}))
    assert 'href="#id_phone"' in html
    assert component("form_errors", form=AskForm()).strip() == ""


def test_the_clock_shows_used_time_without_inline_style() -> None:
    html = component("clock_bar", text="2 working days left", used=3, total=5, kind="soon", provisional=True)
    assert '<progress max="5" value="3"' in html
    assert "gk-clock is-soon" in html
    assert "Provisional" in html
    assert "style=" not in html


def test_a_step_says_in_words_that_it_is_done() -> None:
    html = component("steps", steps=[{"label": "Draft", "state": "done"}, {"label": "Head", "state": "current"}])
    assert "done</span>" in html
    assert html.count('aria-current="step"') == 1


def test_metadata_takes_pairs_and_links() -> None:
    html = component("metadata_table", pairs=[("Number", "8"), {"label": "Repeals", "value": "No. 3", "url": "/b/"}])
    assert "<dt>Number</dt><dd>8</dd>" in html
    assert '<dd><a href="/b/">No. 3</a></dd>' in html
