from alignment.lib.canvas import Node, canvas

GOAL = Node("sound", "Customer retention")


def focus(**facts) -> Node:
    return Node("sound", "Performance", **facts)


def test_lines_meet_the_middle_of_each_box():
    drawn = canvas(GOAL, [(focus(), [Node("sound", "Load time"), Node("risk", "Crashes")])])

    assert [path.d for path in drawn.upper.paths] == ["M0 100H64"]
    assert [path.d for path in drawn.branches[0].lower.paths] == [
        "M0 100C32 100 32 50 64 50",
        "M0 100C32 100 32 150 64 150",
    ]
    assert [path.kind for path in drawn.branches[0].lower.paths] == ["sound", "risk"]


def test_branches_take_as_many_rows_as_they_have_measures_and_one_at_least():
    drawn = canvas(GOAL, [(focus(), [GOAL, GOAL, GOAL]), (focus(), [])])

    assert [branch.rows for branch in drawn.branches] == [3, 1]
    assert drawn.upper.height == 400
    assert [path.d for path in drawn.upper.paths] == [
        "M0 200C32 200 32 150 64 150",
        "M0 200C32 200 32 350 64 350",
    ]


def test_a_line_that_does_not_hold_has_a_gap():
    drawn = canvas(GOAL, [(focus(held=False), [GOAL])])

    assert [path.gap for path in drawn.upper.paths] == [True]
    assert [path.gap for path in drawn.branches[0].lower.paths] == [False]


def test_a_goal_alone_has_no_lines():
    drawn = canvas(GOAL, [])

    assert drawn.upper.paths == ()
    assert drawn.upper.height == 100
