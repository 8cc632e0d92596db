"""The clock that days are told by."""

import datetime as dt
from typing import Final

KOREA: Final = dt.timezone(dt.timedelta(hours=9), "KST")
