"""What tells of a private person in a text → ○, in length and place as it stood; and how much that was.

Numbers are known by their form. Names are masked where a label says that one follows: a name alone may be a place, a
minister whom somebody met, or the city of 김해.
"""

import re
from typing import Final

# Everything has a bound, or takes what it took for good: texts of 300,000 letters come by.
_EMAIL: Final = r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}"
_RESIDENT: Final = r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s{0,3}[-–]\s{0,3}[1-8]\d{6}(?!\d)"
_PHONE: Final = r"(?<![\d-])(?:\+82[\s-]?|0)(?:1[016789]|2|[3-6][1-5]|70|50\d?)[\s.)-]{1,2}\d{3,4}[\s.-]\d{4}(?![\d-])"
_PASSPORT: Final = r"(?<![A-Za-z\d])[A-Z]\d{3}[A-Z\d]\d{4}(?![A-Za-z\d])"
_NUMBERS: Final = re.compile(f"{_EMAIL}|{_RESIDENT}|{_PHONE}")
_LABELLED_NUMBER: Final = re.compile(
    rf"(?:계좌(?:\s?번호)?|여권(?:\s?번호)?|주민(?:등록)?\s?번호|생년월일)\s{{0,3}}[:：)]?\s{{0,3}}(?:[가-힣]{{2,6}}은행\s{{0,3}})?"
    rf"(?P<value>{_PASSPORT}|\d[\d\s.-]{{6,20}}\d)"
)
# Who went by what they are tells of nobody: `출장자: 의원 4명`.
_ROLES: Final = (
    "의원|직원|공무원|위원|위원회|교원|교사|학생|전문가|관계자|일행|대표단|시찰단|연수단|방문단|해당|없음|별첨|별지|아래|붙임|"
    "참조|비공개"
)
_NAME: Final = rf"(?!(?:{_ROLES})(?![가-힣]))[가-힣]{{2,4}}"
_LABEL: Final = (
    r"(?:성\s{0,3}명|이\s{0,3}름|출\s{0,3}장\s{0,3}자|여\s{0,3}행\s{0,3}자|작\s{0,3}성\s{0,3}자|등\s{0,3}록\s{0,3}자|담\s{0,3}당\s{0,3}자|보\s{0,3}고\s{0,3}자|참\s{0,3}가\s{0,3}자|참\s{0,3}석\s{0,3}자|연\s{0,3}수\s{0,3}자|"
    r"동\s{0,3}행\s{0,3}자|수\s{0,3}행\s{0,3}자|단\s{0,3}장|인\s{0,3}솔\s{0,3}자|통\s{0,3}역)"
)
# `출장자 : 홍길동, 김가상(5급) 외 2명`: names behind a label with a colon.
_LABELLED_NAMES: Final = re.compile(
    rf"{_LABEL}\s{{0,3}}[:：]\s{{0,3}}(?P<value>(?:[가-힣]{{2,8}}\s{{1,3}})?{_NAME}(?:\s{{0,3}}\([^()\n]{{1,20}}\))?"
    rf"(?:\s{{0,3}}[,·、/]\s{{0,3}}(?:[가-힣]{{2,8}}\s{{1,3}})?{_NAME}(?:\s{{0,3}}\([^()\n]{{1,20}}\))?){{0,30}})(?![가-힣])"
)
_LETTER: Final = re.compile(r"\w")


def masked(text: str) -> tuple[str, int]:
    """`text` with what is private as `○`, and in how many places."""
    count = 0

    def hide(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if "value" not in found.groupdict():
            return _LETTER.sub("○", found[0])
        begin, end = found.start("value") - found.start(), found.end("value") - found.start()
        return found[0][:begin] + _LETTER.sub("○", found[0][begin:end]) + found[0][end:]

    for pattern in (_LABELLED_NUMBER, _NUMBERS, _LABELLED_NAMES):
        text = pattern.sub(hide, text)
    return text, count
