"""The form of a search, filled in as it was asked, with what is wrong beside each field."""

import re
from collections.abc import Container, Mapping, Sequence
from typing import Final, NamedTuple, Self

from webapp.language import gettext
from webapp.request.arguments import Arguments
from webapp.request.conditions import ENDS
from webapp.request.faults import Fault
from webapp.request.params import Listed
from webapp.site.address import Address
from webapp.site.labels import FORM_LABELS
from webapp.sizes import Budget, shown_faults

_SETTINGS: Final = FORM_LABELS.keys() - {"q", "sort"}
# Bytes of HTML that what was sent may take, and those around each value.
_SENT: Final = 100_000
_MARKUP: Final = 50
_RANGE: Final = re.compile("|".join(ENDS))


class SearchForm(NamedTuple):
    """`faults` by the field that they are about, `others` those about no field."""

    address: Address
    faults: Mapping[str, str] = {}
    others: Sequence[Fault] = ()

    @classmethod
    def refused(cls, arguments: Arguments, faults: Sequence[Fault]) -> Self:
        """The form as it was sent; what is wrong and stands in no field is left out, so that it can be sent again."""
        told = {fault.parameter: _RANGE.sub(_label, fault.detail) for fault in faults if fault.parameter in FORM_LABELS}
        others = tuple(fault for fault in faults if fault.parameter not in FORM_LABELS)
        dropped = {fault.parameter for fault in others}
        kept = {
            name: tuple(filter(None, arguments.get(name, ()))) for name in Listed.model_fields if name not in dropped
        }
        return cls(Address({name: values for name, values in kept.items() if values}), told, shown_faults(others))

    @property
    def is_too_large(self) -> bool:
        """Whether a page has no room for the form."""
        budget = Budget(_SENT)
        return not all(budget.takes(name, value, markup=_MARKUP) for name, value in self.address.pairs)

    def carried(self, boxes: Container[tuple[str, str]] = ()) -> tuple[tuple[str, str], ...]:
        """What the form sends along without showing it, as a field or as one of `boxes`."""
        return tuple(pair for pair in self.address.pairs if pair[0] not in FORM_LABELS and pair not in boxes)

    @property
    def options(self) -> int:
        """How many of the settings in the folded part of the form are in use, or refused."""
        return len(_SETTINGS & (self.address.values.keys() | self.faults.keys()))

    def value(self, name: str) -> str:
        """What was asked in a field."""
        return next(iter(self.address.given(name)), "")


def _label(found: re.Match[str]) -> str:
    return f"‘{gettext(ENDS[found[0]].label)}’"
