"""What a cell of a workbook may hold."""

import datetime as dt
from decimal import Decimal

Scalar = str | bool | Decimal | dt.date | dt.datetime | dt.time | None
