import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.base import Template

from alignment.lib import fragments
from tests import make
from tests.styleguide.guide import rendered

COMPONENTS = settings.BASE_DIR / "templates" / "components"
# Forms of the product in every state, and what asks again by itself, are opened by browser tests.
ELSEWHERE = {f"components/{name}.html" for name in ("messages", "writing", "field_rows", "how_far")}

# The bar counts what is asked of the person.
pytestmark = pytest.mark.django_db


def test_the_style_guide_shows_every_component():
    page = rendered(make.user("Mira Kovač", role="leader"))

    for sign in (
        "stack",
        "finding",
        "canvas",
        "chart",
        "tree",
        "cards preview",
        "history",
        "chips",
        "card guide",
        "card consequences",
        "body conflict",
        "chips insertable",
        "menu deeds",
    ):
        assert f'class="{sign}' in page
    assert "MK" in page
    assert "Sign out" in page


def test_each_component_is_somewhere_on_the_style_guide(monkeypatch):
    drawn = set()
    found = Template.render

    def watched(template, context):
        drawn.add(template.name)
        return found(template, context)

    fragments._shape.cache_clear()
    fragments._icon.cache_clear()
    monkeypatch.setattr(Template, "render", watched)

    rendered(make.user("Mira"))

    there = {f"components/{one.name}" for one in COMPONENTS.glob("*.html")}
    assert there - drawn - ELSEWHERE == set()


def test_errors_stand_at_their_field_for_eye_and_ear():
    page = rendered(make.user("Mira"))

    assert 'id="bad_target_error"' in page
    assert 'aria-describedby="bad_target_helptext bad_target_error"' in page
    assert 'value="soon"' in page


def test_a_frame_without_a_person_offers_no_menu():
    assert "Sign out" not in rendered(AnonymousUser())
