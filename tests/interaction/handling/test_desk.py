"""The page of a ticket for those who handle it."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]


@pytest.mark.parametrize("template", ["²", "9" * 5000, "-1", "x"])
def test_a_template_that_is_none_changes_nothing(people, assigned, signed_in, template):
    page = signed_in(people.registration_liaison).get(f"/admin/tickets/{assigned.pk}/", {"template": template})
    assert page.status_code == 200 and "private_text" not in page.context["reply_form"].initial
