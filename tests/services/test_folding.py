"""Text as search sees it."""

import sys
import unicodedata

from sambruk_crm.services.values import folding


def test_no_sign_that_combines_with_a_letter_is_left_out() -> None:
    marks = (chr(sign) for sign in range(sys.maxunicode + 1) if unicodedata.combining(chr(sign)))

    assert [f"U+{ord(mark):X}" for mark in marks if mark.casefold() == mark and folding.fold(f"a{mark}") != "a"] == []
