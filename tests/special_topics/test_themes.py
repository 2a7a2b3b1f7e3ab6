"""A topic's own colours: readable, and part of what is approved."""

import pytest
from django.core.exceptions import ValidationError

from portal.approvals.snapshots import page_digest, page_snapshot
from special_topics import themes
from special_topics.models import TopicPage


@pytest.mark.parametrize("colour", ["#0f4c3a", "#a3311f", "#767676"])
def test_colours_that_white_text_can_be_read_on(colour):
    themes.check_accent(colour)


@pytest.mark.parametrize(("colour", "said"), [("#777777", "4.4"), ("#ffe680", "1.2"), ("#ffffff", "1.0")])
def test_a_colour_that_is_too_light_is_refused_with_its_contrast(colour, said):
    with pytest.raises(ValidationError) as error:
        themes.check_accent(colour)
    assert said in str(error.value)


@pytest.mark.parametrize("colour", ["red", "#abc", "#12345", "0f4c3a", "#0f4c3a;}", "#0f4c3a\n"])
def test_what_is_no_colour_is_refused_and_never_shown(colour):
    with pytest.raises(ValidationError):
        themes.check_accent(colour)
    assert themes.properties(colour, "") == []


@pytest.mark.django_db
def test_the_refusal_stands_at_the_field(topic):
    topic.accent_2 = "#ffe680"
    with pytest.raises(ValidationError) as error:
        topic.full_clean()
    assert set(error.value.message_dict) == {"accent_2"}


@pytest.mark.django_db
def test_the_public_page_has_the_colours_and_the_picture(topic, public, client, site, picture_file):
    topic.accent, topic.accent_2 = "#7d1b0c", "#27505b"
    topic.banner, topic.banner_credit = picture_file, "本厅摄"
    topic.save_revision(user=site.department.farmland.liaison)
    page = public(topic)
    html = client.get(page.url).content.decode()
    assert "--gk-accent:#7d1b0c;" in html and "--gk-accent-2:#27505b;" in html
    assert "本厅摄" in html and "<img" in html[html.index("gk-banner") :][:400]


@pytest.mark.django_db
def test_colours_and_picture_are_part_of_what_is_approved(topic, picture_file):
    draft = topic.get_latest_revision_as_object()
    before = page_digest(draft)
    draft.accent = "#7d1b0c"
    coloured = page_digest(draft)
    draft.banner = picture_file
    assert len({before, coloured, page_digest(draft)}) == 3
    assert any(picture_file.sha256 in file for file in page_snapshot(draft)["files"])


@pytest.mark.django_db
def test_a_topic_without_a_theme_has_no_style_of_its_own(topic, public, client):
    assert "<style>" not in client.get(public(topic).url).content.decode()
    assert TopicPage.objects.get(pk=topic.pk).accent == ""
