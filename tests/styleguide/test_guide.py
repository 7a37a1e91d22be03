import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from tests.styleguide.guide import rendered

# The bar counts what is asked of the person.
pytestmark = pytest.mark.django_db


def test_the_style_guide_shows_every_component():
    page = rendered(User(name="Mira Kovač", email="mira@example.org", role="leader"))

    for sign in (
        "stack",
        "finding",
        "canvas",
        "chart",
        "tree",
        "cards preview",
        "history",
        "chips",
    ):
        assert f'class="{sign}' in page
    assert "MK" in page
    assert "Sign out" in page


def test_errors_stand_at_their_field_for_eye_and_ear():
    page = rendered(User(name="Mira", email="mira@example.org"))

    assert 'id="bad_target_error"' in page
    assert 'aria-describedby="bad_target_helptext bad_target_error"' in page
    assert 'value="soon"' in page


def test_a_frame_without_a_person_offers_no_menu():
    assert "Sign out" not in rendered(AnonymousUser())
