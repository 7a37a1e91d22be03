"""The forms in which people write targets, as patterns."""

import re

from alignment.lib.dates import A_YEAR, MONTH
from alignment.lib.numbers import CURRENCIES

LONGEST = 500  # characters; more is prose, not a target
DUE = re.compile(
    r",?\s*\b(?:by|no later than)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?:"
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rf"|Q(?P<quarter>[1-4])\s+(?P<quarter_year>{A_YEAR})"
    rf"|(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+)?{MONTH}\s+(?P<month_year>{A_YEAR})"
    rf"|(?P<year>{A_YEAR}))(?![0-9-])\s*[,:]?",
    re.IGNORECASE | re.ASCII,
)
NONE = re.compile(
    r"(?:there\s+is\s+)?no(?:\s+(?:specific|explicit|numeric|numerical|quantitative|formal|official))?"
    r"\s+(?:target|goal|aim)s?(?:\s+(?:is|was|has\s+been))?(?:\s+(?:yet|set|defined|specified|given))*"
    r"|none(?:\s+(?:yet|set|defined|specified|given))*|n\s?/\s?a|not\s+applicable"
    r"|(?:target\s+)?not\s+(?:yet\s+)?(?:set|defined|specified|given)(?:\s+yet)?|[-–—]",
    re.IGNORECASE,
)
SINCE_WHEN = re.compile(
    r",?\s*\b(?:compared\s+(?:to|with)|relative\s+to|from|against|versus)\s+(?:the\s+|its\s+)?"
    rf"(?:{A_YEAR}\s+(?:levels?|baseline)|levels?\s+(?:of|in)\s+{A_YEAR})",
    re.IGNORECASE | re.ASCII,
)
FROM_TO = re.compile(rf"\bfrom\s+{A_YEAR}\s+to\s+(?P<year>{A_YEAR})\b", re.IGNORECASE | re.ASCII)
PERCENTILE = re.compile(
    r"\s*(?:at|for)\s+the\s+[0-9]{2}(?:th|st|nd|rd)\s+percentile", re.IGNORECASE | re.ASCII
)
ASIDE = re.compile(r"\s*\([^()]*\)")
LIMITING = re.compile(
    r"\bnot?\s+(?:less|fewer|lower|more|greater|higher|later)\s+than\b", re.IGNORECASE
)
UNCERTAIN = re.compile(
    r"[\[\]{}?]|__|\b(?:tb[acd]|not\s+yet|until|unless|except|currently|further\s+data|annual(?:ly)?"
    r"|each|every|working\s+towards|confidential|placeholder|about|around|approximately|roughly"
    r"|or\s+better|million|billion|thousand|double|half|FY|not?|never|without|nor)\b",
    re.IGNORECASE,
)
MOVING = (
    r"(?:change|increase|decrease|reduction|growth|improvement|drop|rise|fall|cut|gain|decline)"
)
NUMBER = (
    r"(?P<number>[-−+]?(?:[0-9]{1,3}(?:[\u00a0\u202f ][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,'’][0-9]+)*|\.[0-9]+))"
)
MONEY = rf"(?P<money>[{''.join(CURRENCIES)}]?)\s*"
UNIT = (
    r"(?:\s*(?P<percent>%|per\s?cent\b)(?:\s+of\s+[^0-9]*)?"
    r"|\s*(?P<unit>(?!or\b|and\b)[A-Za-zµ][A-Za-zµ/\"“”' -]{0,58}?))?"
)
UP = (
    r"at\s+least|not?\s+(?:less|fewer|lower)\s+than|(?:a\s+)?minimum(?:\s+of)?|>=|=>|≥"
    r"|(?:at|equal(?:\s+to)?)\s+or\s+(?:above|over)"
    r"|equal(?:\s+to)?\s+or\s+(?:greater|more|higher)\s+than"
    r"|(?:greater|more|higher)\s+than\s+or\s+equal\s+to"
)
UP_STRICT = r"above|more\s+than|greater\s+than|higher\s+than|exceed(?:s|ing)?|>"
DOWN = (
    r"at\s+most|not?\s+(?:more|greater|higher)\s+than|(?:a\s+)?maximum(?:\s+of)?|<=|=<|≤"
    r"|(?:at|equal(?:\s+to)?)\s+or\s+(?:below|under)"
    r"|equal(?:\s+to)?\s+or\s+(?:less|fewer|lower)\s+than"
    r"|(?:less|fewer|lower)\s+than\s+or\s+equal\s+to"
)
DOWN_STRICT = r"below|less\s+than|fewer\s+than|lower\s+than|<"
BEFORE = (
    rf"(?:(?P<up>{UP})|(?P<up_strict>{UP_STRICT})"
    rf"|(?P<down>{DOWN})|(?P<down_strict>{DOWN_STRICT}))\s*"
)
AFTER = (
    r"(?:\s*(?P<up_after>or\s+(?:more|higher|above|greater)|and\s+above|\+)"
    r"|\s+(?P<down_after>or\s+(?:less|fewer|lower|below)))"
)
PHRASE = re.compile(
    rf"(?:{BEFORE}|(?:at|of|exactly|target(?:\s+of)?:?|=)\s*)?{MONEY}{NUMBER}{UNIT}{AFTER}?",
    re.IGNORECASE | re.ASCII,
)
RANGE = re.compile(
    rf"(?:between\s+|from\s+)?{NUMBER.replace('number', 'low')}\s*%?\s*(?:-|–|—|to|and)\s*"
    rf"{NUMBER.replace('number', 'high')}{UNIT}",
    re.IGNORECASE | re.ASCII,
)
SHARE = r"(?P<number>[0-9]+(?:[.,][0-9]+)?)\s*(?:%|per\s?cent)"
CHANGE = re.compile(
    rf"(?:(?:achieve|reach|an?|by)\s+)*(?:{SHARE}\s+(?P<how>[a-z]+)\s+(?:in|of)\s+[^0-9%]*"
    rf"|(?P<verb>[a-z]+)\s+[^0-9%]*?\bby\s+{SHARE.replace('number', 'amount')})",
    re.IGNORECASE,
)
MORE = {"increase", "growth", "rise", "gain", "raise", "grow"}
LESS = {"decrease", "reduction", "drop", "fall", "cut", "decline", "reduce", "lower"}
MOVES_TO = re.compile(
    rf"(?P<verb>increase|raise|grow|reduce|decrease|cut|lower)\s+[^0-9]*?\bto\s+{NUMBER}\s*"
    r"(?P<percent>%)?(?:,?\s+from\s+(?:a\s+baseline\s+of\s+)?[0-9.,]*[0-9]%?"
    rf"(?:\s+in\s+{A_YEAR})?)?",
    re.IGNORECASE | re.ASCII,
)
IN_PROSE = re.compile(
    rf"(?<![\w.]){BEFORE}{MONEY}{NUMBER}(?P<percent>\s*%)?+(?!\s*{MOVING})(?![\w.])"
    rf"|(?<![\w.,-]){NUMBER.replace('number', 'number_b')}(?P<percent_b>\s*%)?{AFTER}\b",
    re.IGNORECASE | re.ASCII,
)
UNITS = {
    "h": r"h|hrs?|hours?", "min": r"mins?|minutes?", "s": r"s|secs?|seconds?",
    "ms": r"ms|msecs?|milliseconds?", "days": r"d|days?", "weeks": r"weeks?",
    "months": r"months?", "years": r"years?",
}  # fmt: skip
