"""The people of the demo company, Alder & Finch, who sell household goods online."""

from dataclasses import dataclass

TEAMS = ("Web", "Support systems", "Platform", "Delivery", "International")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo company; `key` is how the other files of it call them."""

    key: str
    name: str
    job_title: str
    role: str
    teams: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """Return the address to sign in with."""
        return f"{self.key}@alder-finch.example"


PEOPLE = (
    Person("alex", "Alex Moreau", "Head of IT operations", "admin"),
    Person("ines", "Ines Okafor", "Chief Executive", "viewer"),
    Person("marta", "Marta Keller", "Head of Customer", "leader"),
    Person("tomas", "Tomás Rivera", "Chief Commercial Officer", "leader"),
    Person("grace", "Grace Lindqvist", "VP Product", "leader"),
    Person("priya", "Priya Nair", "Chief Marketing Officer", "leader"),
    Person("jonas", "Jonas Lehmann", "VP Engineering", "leader"),
    Person("aiko", "Aiko Tanaka", "Tech lead, Web", "tech_lead", ("Web",)),
    Person("lena", "Lena Novak", "Tech lead, Support systems", "tech_lead", ("Support systems",)),
    Person("samuel", "Samuel Boateng", "Tech lead, Platform", "tech_lead", ("Platform",)),
    Person("omar", "Omar Haddad", "Tech lead, Delivery", "tech_lead", ("Delivery",)),
    Person("clara", "Clara Souza", "Tech lead, International", "tech_lead", ("International",)),
    Person("victor", "Victor Petrov", "Tech lead, Platform (left)", "tech_lead", ("Platform",)),
)

# One ready-made sign-in for each role, in the order in which they are shown.
READY = (
    ("Executive", "ines"),
    ("Leader", "marta"),
    ("Technology", "jonas"),
    ("Tech lead", "aiko"),
    ("Admin", "alex"),
)
