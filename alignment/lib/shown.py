"""What templates read quickly: Django asks a value for `value["name"]` before it asks `value.name`.

Where that is refused, each look costs several times as much, and a large page takes 20,000 of them.
"""


class Shown:
    """A base of dataclasses that templates show."""

    __slots__ = ()

    def __getitem__(self, name: str) -> object:
        """Return an attribute by its name, as templates ask for it."""
        return getattr(self, name)
