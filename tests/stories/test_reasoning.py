import pytest

from stories.reasoning import says_how

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    "text",
    [
        "People stay because pages are quick.",
        "We cut @[Load time], so that people stay.",
        "Quick pages lead to more visits.",
        "It is quick, which means that people stay.",
        "When a page takes two seconds, people leave.",
        "The faster it loads, the more people stay.",
        "We keep customers by cutting @[Load time].",
        "Crashes fell\nas a\nresult.",
    ],
)
def test_a_story_that_gives_a_cause_says_how(text):
    assert says_how(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We measure @[Load time], @[Crashes] and @[Uptime].",
        "The measures are @[Because] and @[So that].",
        "Our KPIs: load time, crashes, uptime.",
        "This is the also-ran of becauseways.",
    ],
)
def test_a_list_of_measures_does_not_say_how(text):
    assert not says_how(text)
