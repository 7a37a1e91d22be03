import pickle

from alignment.lib.errors import DomainError, Problem, shortened


def test_a_domain_error_speaks_its_sentence():
    error = DomainError("loop", "“Grow exports” cannot serve itself.", objective=12)

    assert str(error) == "“Grow exports” cannot serve itself."
    assert error.code == "loop"
    assert error.facts == {"objective": 12}


def test_a_domain_error_keeps_its_facts_between_processes():
    error = DomainError("loop", "“Grow exports” cannot serve itself.", objective=12)

    again = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert (again.code, again.sentence, again.facts) == (error.code, error.sentence, error.facts)


def test_a_problem_says_where_what_and_why():
    problem = Problem("kpis", 7, "target", "1,234", "it reads as 1234 or as 1.234.")

    assert str(problem) == "kpis, row 7, column “target”: “1,234”: it reads as 1234 or as 1.234."


def test_a_problem_of_a_whole_sheet_names_only_the_sheet():
    problem = Problem("kpis", None, "", "", "The column “ref” is missing.")

    assert str(problem) == "kpis: The column “ref” is missing."


def test_a_problem_of_the_whole_file_is_its_reason():
    assert str(Problem("", None, "", "", "The file is empty.")) == "The file is empty."


def test_a_long_value_is_shown_shortened_and_on_one_line():
    assert shortened("a\nb  c") == "a b c"
    assert shortened("x" * 200) == "x" * 79 + "…"
