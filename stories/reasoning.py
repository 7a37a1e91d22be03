"""Whether a story says how the work moves the goal, or only lists what is measured."""

import re

from stories.prose import Words, segments

_CAUSAL = re.compile(
    r"""\b(?:
      because | so\ that | therefore | thereby | thus | hence | consequently
    | (?:and|,)\s+so\b | so\ (?:we|they|people|customers|it|each|every|fewer|more|that)
    | which\ (?:means|lets|makes|keeps|helps|leads|brings|gives|allows|is\ why|in\ turn)
    | (?:this|that|it)\ (?:means|lets|makes|keeps|helps|leads|brings|gives|allows|is\ why)
    | mean(?:s|ing)\ that
    | lead(?:s|ing)?\ to | led\ to | result(?:s|ing|ed)?\ in | as\ a\ result
    | thanks\ to | due\ to | owing\ to | in\ order\ to
    | mov(?:es|ing)\ the | driv(?:es|ing) | caus(?:es|ing|ed)(?!\ for)
    | the\ reason | by\ \w+ing
    )\b
    | \b(?:if|when|whenever|once|the\ (?:faster|fewer|more|less|sooner|better))\b[^.!?,]*,""",
    re.IGNORECASE | re.VERBOSE,
)


def says_how(text: str) -> bool:
    """Tell whether any sentence of a story gives a cause and what comes of it."""
    words = "".join(piece.text if isinstance(piece, Words) else "it" for piece in segments(text))
    return _CAUSAL.search(" ".join(words.split())) is not None
