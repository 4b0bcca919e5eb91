"""What values look like: the type and the pattern that a column promises.

Nothing here has room for a name, an address or a sentence, so that a row which carries one is a
breach (I22), and so is one that makes no sense.
"""

from typing import Annotated

__all__ = [
    "Blank",
    "Code",
    "Day",
    "DayText",
    "Hash",
    "Id",
    "Instant",
    "Key",
    "Number",
    "Origin",
    "Signed",
    "Stamp",
    "Verifier",
    "Whole",
    "Word",
]

Id = Annotated[str, "id", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"]
Whole = Annotated[int, "whole", r"-?[0-9]{1,19}"]
Word = Annotated[str, "text", r"[a-z_]{1,32}"]
Code = Annotated[str, "text", r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}"]
Blank = Annotated[str, "text", r"[a-z0-9-]{0,64}"]
Key = Annotated[str, "text", r"[A-Za-z0-9:._-]{16,64}"]
Hash = Annotated[str, "text", r"[0-9a-f]{64}"]
Stamp = Annotated[str, "text", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"]
Instant = Annotated[str, "instant", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"]
Day = Annotated[str, "day", r"\d{4}-\d\d-\d\d"]
DayText = Annotated[str, "text", r"\d{4}-\d\d-\d\d"]
Number = Annotated[str, "text", r"-?[0-9]{1,18}(?:\.[0-9]{1,30})?"]
Origin = Annotated[str, "text", r"[^\s+]{1,255}"]
Verifier = Annotated[str, "text", r"[^\s+]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{1,255}"]
Signed = Annotated[str, "text", r"(?:\u2014 [^\s+]{1,255} [A-Za-z0-9+/=]{1,999}\n){1,9}"]
