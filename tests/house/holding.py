"""One rule, held against many things in one test that names every thing that breaks it."""

from collections.abc import Callable, Sequence


def each(things: Sequence, named: Callable) -> Callable:
    """Turn a rule about one thing into a test of all; a thousand tests would take ten seconds."""

    def hold(rule: Callable) -> Callable:
        def test() -> None:
            broken = {}
            for thing in things:
                try:
                    rule(thing)
                except AssertionError as error:
                    broken[named(thing)] = str(error) or "It breaks the rule."
            assert things, "There is nothing to hold the rule against."
            assert not broken, "\n".join(f"{name}: {why}" for name, why in broken.items())

        test.__name__, test.__module__ = rule.__name__, rule.__module__
        return test

    return hold
