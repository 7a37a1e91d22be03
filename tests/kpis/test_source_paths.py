import pytest

from alignment.lib.errors import DomainError
from kpis.sources.paths import compiled, the_one

DATA = {"items": [{"name": "a", "n": 1}, {"name": "b", "n": 2}], "deep": {"er": {"n": 3}}}


def refusal(call, *said):
    with pytest.raises(DomainError) as caught:
        call(*said)
    return caught.value


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.items[1].n", 2),
        ("$['items'][-1]['name']", "b"),
        ("$.items[?@.name=='a'].n", 1),
        ("$..er.n", 3),
        ("$.deep.*.n", 3),
    ],
)
def test_a_path_finds_one_thing(path, found):
    assert the_one(compiled(path, "query"), DATA, "value") == found


@pytest.mark.parametrize(("path", "code"), [("$.x", "nothing_found"), ("$..n", "several")])
def test_none_or_several_are_no_value(path, code):
    assert refusal(the_one, compiled(path, "query"), DATA, "value").code == code


def test_in_a_single_value_no_path_leads_on():
    assert refusal(the_one, compiled("$.x", "query"), "text", "value").code == "nothing_found"


def test_an_answer_that_is_nested_without_end_is_refused():
    nested = {}
    for _ in range(500):
        nested = {"a": nested}

    assert refusal(the_one, compiled("$..x", "query"), nested, "value").code == "not_json"


@pytest.mark.parametrize("path", ["", "a.b", "$.", "$[", "$[?", "$.a | $.b", "$" + ".a" * 300])
def test_what_is_no_path_is_refused_beside_its_field(path):
    assert set(refusal(compiled, path, "date_at").facts["fields"]) == {"date_at"}


@pytest.mark.trust("C19")
@pytest.mark.parametrize(
    "path",
    [
        "$..*..*..*",
        "$" + "[*,*,*,*]" * 20,
        "$[?match(@.a, '(a+)+$')]",
        "$[?search(@.a, '(a|a)*b')]",
        "$..[?count($..*) > 1]",
        "$[?$..a]",
        "$[?@..a]",
        "$[?@.*]",
        "$[?@[?@.a]]",
        "$[?@.a][?@.b]",
    ],
)
def test_a_path_that_could_take_very_long_is_refused(path):
    assert "very long" in refusal(compiled, path, "query").sentence
