"""What one writer has done to a generation, on top of the one it started from; the same account for both engines."""

from collections.abc import Callable

from search.engine import Change
from search.errors import VerificationFailedError
from search.trip import Trip, content_digest


class Changes:
    """The account of one new generation.

    `count` is how many trips it must hold; `touched` says of every id that was added or removed what it is now: the
    digest of its content, None where it is gone.
    """

    def __init__(self, count: int, served: Callable[[str], Trip | None]) -> None:
        """`served` finds a trip in the generation that this one starts from, which holds `count`."""
        self.count = count
        self.touched: dict[str, bytes | None] = {}
        self._served = served

    def judge(self, trip: Trip) -> Change:
        """What adding `trip` would come to: the same content again changes nothing."""
        before = self._before(trip.id)
        if before is None:
            return Change.ADDED
        return Change.UNCHANGED if before == content_digest(trip) else Change.UPDATED

    def holds(self, trip_id: str) -> bool:
        """Whether the new generation has this trip by now."""
        return self._before(trip_id) is not None

    def added(self, trip: Trip, change: Change) -> None:
        """Enter a trip that `judge` gave `change`."""
        self.count += change is Change.ADDED
        self.touched[trip.id] = content_digest(trip)

    def removed(self, trip_id: str) -> None:
        """Enter the loss of a trip that was there."""
        self.count -= 1
        self.touched[trip_id] = None

    def check(self, *, count: int, wrong_ids: int, probe_found: bool) -> None:
        """Compare with what the built generation answers. Raises VerificationFailedError."""
        if count != self.count or wrong_ids or not probe_found:
            message = (
                f"새 색인이 검증을 통과하지 못해 공개하지 않았습니다(출장 {count}건, 예상 {self.count}건, "
                f"어긋난 id {wrong_ids}개). 제공 중인 색인은 그대로입니다. 다시 실행해도 같으면 알려 주세요."
            )
            raise VerificationFailedError(message)

    def _before(self, trip_id: str) -> bytes | None:
        """The content of this trip by now, None where there is none."""
        if trip_id in self.touched:
            return self.touched[trip_id]
        served = self._served(trip_id)
        return content_digest(served) if served else None
