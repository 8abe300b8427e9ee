"""When people shop: hours of the day, weekdays, paydays and sales nights, in China's time."""

from datetime import UTC, datetime, timedelta

from kedun.lab.shopday.chance import DAY, HOUR

__all__ = ["hour_of", "is_night", "is_sales_night", "rate_percent"]

_OFFSET = 8 * HOUR
_HOURS = (33, 18, 11, 8, 7, 8, 15, 28, 44, 60, 71, 69, 63, 64, 66, 66, 64, 62, 67, 82, 98, 100, 86, 58)
_MEAN = sum(_HOURS) // 24
_SALES = {(6, 18), (11, 11), (12, 12), (3, 8), (8, 18)}
_PAYDAYS = {5, 10, 15}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hour_of(us: int) -> int:
    """Hour of the day in China, 0 to 23."""
    return (us + _OFFSET) // HOUR % 24


def is_night(us: int) -> bool:
    """Whether it is outside a day shift: 22:00 to 08:00."""
    return not 8 <= hour_of(us) < 22


def _date(us: int) -> tuple[int, int, int]:
    moment = _EPOCH + timedelta(seconds=(us + _OFFSET) // 1_000_000)
    return moment.month, moment.day, moment.isoweekday()


def is_sales_night(us: int) -> bool:
    """Whether a sale is on: 20:00 of its eve or of its own day until 02:00 after."""
    month, day, _ = _date(us - 2 * HOUR)
    eve_month, eve_day, _ = _date(us + 4 * HOUR)
    late = hour_of(us) >= 20 or hour_of(us) < 2
    return late and ((month, day) in _SALES or (eve_month, eve_day) in _SALES)


def rate_percent(us: int) -> int:
    """How busy the hour is, in percent of a plain day's mean."""
    rate = _HOURS[hour_of(us)] * 100 // _MEAN
    if is_sales_night(us):
        return rate * 5 // 2 + 60
    month, day, weekday = _date(us)
    if (month, day) in _SALES:
        rate = rate * 14 // 10
    if day in _PAYDAYS:
        rate = rate * 125 // 100
    return rate * 110 // 100 if weekday >= 6 else rate


def next_hour(us: int) -> int:
    """The next full hour, microseconds."""
    return (us // HOUR + 1) * HOUR


def until_hour(us: int, hour: int) -> int:
    """Microseconds from `us` to the next time the clock in China shows `hour`:00; 0 when it is that hour now."""
    if hour_of(us) == hour:
        return 0
    return ((hour * HOUR - (us + _OFFSET) % DAY) % DAY) or DAY
