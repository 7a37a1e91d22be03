"""A passage of a story is chosen where one reads it, and spoken of."""

from objectives.models import Objective
from tests.browser.test_pages import complaints

CHOOSE = """
() => {
  const text = document.querySelector("#story .story p").firstChild;
  document.getSelection().setBaseAndExtent(text, 0, text, 24);
  return text.data.slice(0, 24).trim();
}
"""


def test_chosen_words_of_a_story_open_the_talk_about_them(demo, visit):
    goal = Objective.objects.get(title="Keep 15% more customers")
    with visit(demo, "leader") as context:
        page = context.new_page()
        page.goto(f"/objectives/{goal.pk}/")
        link = page.get_by_role("link", name="Speak of the words you chose")
        hidden = link.count() == 0
        words = page.evaluate(CHOOSE)
        link.wait_for()
        found = complaints(page)
        link.click()
        page.wait_for_url("**/talk/?quote=*")
        quoted = page.get_by_label("About this passage of the story").input_value()

    assert hidden
    assert quoted == words
    assert found == []
    assert context.notes.console == []
