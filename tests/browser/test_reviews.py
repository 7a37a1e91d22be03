"""A meeting led by keyboard: from one matter to the next, one decision, and back to the agenda."""

import re

from accounts.models import User
from reports.models import Decision
from tests import make


def test_a_meeting_is_led_from_matter_to_matter_by_keys_and_decides(own_demo, visit):
    chair = User.objects.get(email="marta@alder-finch.example")
    review = make.review("Board", chair=chair)
    first, second = (make.matter(review, title) for title in ("Our first", "Our second"))
    with visit(own_demo, "leader") as context:
        page = context.new_page()
        page.goto(f"/reviews/{review.pk}/")
        page.get_by_role("link", name="Present").click()
        page.wait_for_url(f"**/matters/{first.pk}/")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/matters/{second.pk}/")
        page.keyboard.press("p")
        page.wait_for_url(f"**/matters/{first.pk}/")
        page.get_by_label("Keep it as it is").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("None of n and p moves on while one writes.")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Record the decision").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/matters/{second.pk}/")
        page.keyboard.press("Escape")
        page.wait_for_url(re.compile(rf"/reviews/{review.pk}/$"))

    said = Decision.objects.get(matter=first)
    assert (said.choice, said.why) == ("keep", "None of n and p moves on while one writes.")
