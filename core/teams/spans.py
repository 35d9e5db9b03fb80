"""Spans of time by their names, as rates are told and shown in them."""

SECONDS_IN = {"s": 1, "minute": 60, "hour": 3_600, "day": 86_400}
"""Seconds in each unit that a plain rate is told in, the shortest first."""

DAYS_IN = {"day": 1, "week": 7, "month": 30}
"""Days in each span that the work of days is told in, the shortest first; a month's bill counts 730 hours."""

NIGHT_HOURS = 10.0
"""Hours from an evening to the morning, where nothing tells them by the clock."""

SOME_DAYS_HOURS = 72.0
"""Hours until a day of the week where today is not known: about half a week."""
