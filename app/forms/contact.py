"""E-mail addresses and phone numbers, checked for their shape only."""

import re2

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re2.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + _LABEL + r"(?:\." + _LABEL + r")+$")
_PHONE = re2.compile(r"^(?:\+|00)[1-9][0-9]{5,14}$")
_SEPARATORS = str.maketrans("", "", " .-()  ")


def is_email(text: str) -> bool:
    """An address as HTML's e-mail control takes it, with a dot in its domain."""
    return len(text) <= 254 and bool(_EMAIL.search(text))


def is_phone(text: str) -> bool:
    """An international number (ITU-T E.164), spaces, dots, hyphens and brackets between its digits allowed."""
    return bool(_PHONE.search(text.translate(_SEPARATORS)))
