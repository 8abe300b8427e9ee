## HOUR(at) >= 22
-- duckdb
HOUR(TIMEZONE('Asia/Shanghai', MAKE_TIMESTAMPTZ("at"))) >= 22
-- duckdb timestamps
HOUR(TIMEZONE('Asia/Shanghai', "at")) >= 22
-- spark
HOUR(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`at`), 'Asia/Shanghai')) >= 22
-- spark timestamps
HOUR(FROM_UTC_TIMESTAMP(`at`, 'Asia/Shanghai')) >= 22
-- postgres
CAST(EXTRACT(HOUR FROM TO_TIMESTAMP("at" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'Asia/Shanghai') AS BIGINT) >= 22
-- postgres timestamps
CAST(EXTRACT(HOUR FROM "at" AT TIME ZONE 'Asia/Shanghai') AS BIGINT) >= 22
-- starrocks
HOUR(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `at`), 'UTC', 'Asia/Shanghai')) >= 22
-- starrocks timestamps
HOUR(CONVERT_TZ(`at`, 'UTC', 'Asia/Shanghai')) >= 22
-- doris
HOUR(CONVERT_TZ(FROM_MICROSECOND(`at`), 'UTC', 'Asia/Shanghai')) >= 22
-- clickhouse
toHour(toTimeZone(fromUnixTimestamp64Micro("at"), 'Asia/Shanghai')) >= 22
-- clickhouse timestamps
toHour(toTimeZone("at", 'Asia/Shanghai')) >= 22

## WEEKDAY(t AT TIME ZONE 'UTC') IN (6, 7)
-- duckdb
ISODOW(TIMEZONE('UTC', MAKE_TIMESTAMPTZ("t"))) IN (6, 7)
-- duckdb timestamps
ISODOW(TIMEZONE('UTC', "t")) IN (6, 7)
-- spark
(WEEKDAY(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`t`), 'UTC')) + 1) IN (6, 7)
-- spark timestamps
(WEEKDAY(FROM_UTC_TIMESTAMP(`t`, 'UTC')) + 1) IN (6, 7)
-- postgres
CAST(EXTRACT(ISODOW FROM TO_TIMESTAMP("t" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'UTC') AS BIGINT) IN (6, 7)
-- postgres timestamps
CAST(EXTRACT(ISODOW FROM "t" AT TIME ZONE 'UTC') AS BIGINT) IN (6, 7)
-- starrocks
(WEEKDAY(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `t`), 'UTC', 'UTC')) + 1) IN (6, 7)
-- starrocks timestamps
(WEEKDAY(CONVERT_TZ(`t`, 'UTC', 'UTC')) + 1) IN (6, 7)
-- doris
(WEEKDAY(CONVERT_TZ(FROM_MICROSECOND(`t`), 'UTC', 'UTC')) + 1) IN (6, 7)
-- clickhouse
toDayOfWeek(toTimeZone(fromUnixTimestamp64Micro("t"), 'UTC')) IN (6, 7)
-- clickhouse timestamps
toDayOfWeek(toTimeZone("t", 'UTC')) IN (6, 7)

## YEAR(at) = 2026 AND MONTH(at) = 5 AND DAY(at) = 13 AND MINUTE(at) < 30
-- duckdb
(YEAR(TIMEZONE('Asia/Shanghai', MAKE_TIMESTAMPTZ("at"))) = 2026) AND (MONTH(TIMEZONE('Asia/Shanghai', MAKE_TIMESTAMPTZ("at"))) = 5) AND (DAY(TIMEZONE('Asia/Shanghai', MAKE_TIMESTAMPTZ("at"))) = 13) AND (MINUTE(TIMEZONE('Asia/Shanghai', MAKE_TIMESTAMPTZ("at"))) < 30)
-- duckdb timestamps
(YEAR(TIMEZONE('Asia/Shanghai', "at")) = 2026) AND (MONTH(TIMEZONE('Asia/Shanghai', "at")) = 5) AND (DAY(TIMEZONE('Asia/Shanghai', "at")) = 13) AND (MINUTE(TIMEZONE('Asia/Shanghai', "at")) < 30)
-- spark
(YEAR(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`at`), 'Asia/Shanghai')) = 2026) AND (MONTH(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`at`), 'Asia/Shanghai')) = 5) AND (DAY(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`at`), 'Asia/Shanghai')) = 13) AND (MINUTE(FROM_UTC_TIMESTAMP(TIMESTAMP_MICROS(`at`), 'Asia/Shanghai')) < 30)
-- spark timestamps
(YEAR(FROM_UTC_TIMESTAMP(`at`, 'Asia/Shanghai')) = 2026) AND (MONTH(FROM_UTC_TIMESTAMP(`at`, 'Asia/Shanghai')) = 5) AND (DAY(FROM_UTC_TIMESTAMP(`at`, 'Asia/Shanghai')) = 13) AND (MINUTE(FROM_UTC_TIMESTAMP(`at`, 'Asia/Shanghai')) < 30)
-- postgres
(CAST(EXTRACT(YEAR FROM TO_TIMESTAMP("at" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 2026) AND (CAST(EXTRACT(MONTH FROM TO_TIMESTAMP("at" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 5) AND (CAST(EXTRACT(DAY FROM TO_TIMESTAMP("at" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 13) AND (CAST(EXTRACT(MINUTE FROM TO_TIMESTAMP("at" / CAST(1000000 AS DOUBLE PRECISION)) AT TIME ZONE 'Asia/Shanghai') AS BIGINT) < 30)
-- postgres timestamps
(CAST(EXTRACT(YEAR FROM "at" AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 2026) AND (CAST(EXTRACT(MONTH FROM "at" AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 5) AND (CAST(EXTRACT(DAY FROM "at" AT TIME ZONE 'Asia/Shanghai') AS BIGINT) = 13) AND (CAST(EXTRACT(MINUTE FROM "at" AT TIME ZONE 'Asia/Shanghai') AS BIGINT) < 30)
-- starrocks
(YEAR(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `at`), 'UTC', 'Asia/Shanghai')) = 2026) AND (MONTH(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `at`), 'UTC', 'Asia/Shanghai')) = 5) AND (DAY(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `at`), 'UTC', 'Asia/Shanghai')) = 13) AND (MINUTE(CONVERT_TZ(MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), `at`), 'UTC', 'Asia/Shanghai')) < 30)
-- starrocks timestamps
(YEAR(CONVERT_TZ(`at`, 'UTC', 'Asia/Shanghai')) = 2026) AND (MONTH(CONVERT_TZ(`at`, 'UTC', 'Asia/Shanghai')) = 5) AND (DAY(CONVERT_TZ(`at`, 'UTC', 'Asia/Shanghai')) = 13) AND (MINUTE(CONVERT_TZ(`at`, 'UTC', 'Asia/Shanghai')) < 30)
-- doris
(YEAR(CONVERT_TZ(FROM_MICROSECOND(`at`), 'UTC', 'Asia/Shanghai')) = 2026) AND (MONTH(CONVERT_TZ(FROM_MICROSECOND(`at`), 'UTC', 'Asia/Shanghai')) = 5) AND (DAY(CONVERT_TZ(FROM_MICROSECOND(`at`), 'UTC', 'Asia/Shanghai')) = 13) AND (MINUTE(CONVERT_TZ(FROM_MICROSECOND(`at`), 'UTC', 'Asia/Shanghai')) < 30)
-- clickhouse
(toYear(toTimeZone(fromUnixTimestamp64Micro("at"), 'Asia/Shanghai')) = 2026) AND (toMonth(toTimeZone(fromUnixTimestamp64Micro("at"), 'Asia/Shanghai')) = 5) AND (toDayOfMonth(toTimeZone(fromUnixTimestamp64Micro("at"), 'Asia/Shanghai')) = 13) AND (toMinute(toTimeZone(fromUnixTimestamp64Micro("at"), 'Asia/Shanghai')) < 30)
-- clickhouse timestamps
(toYear(toTimeZone("at", 'Asia/Shanghai')) = 2026) AND (toMonth(toTimeZone("at", 'Asia/Shanghai')) = 5) AND (toDayOfMonth(toTimeZone("at", 'Asia/Shanghai')) = 13) AND (toMinute(toTimeZone("at", 'Asia/Shanghai')) < 30)

## at - t < 600
-- duckdb
(("at" - "t" + 100000000000000000) // 1000000 - 100000000000) < 600
-- duckdb timestamps
((EPOCH_US("at") - EPOCH_US("t") + 100000000000000000) // 1000000 - 100000000000) < 600
-- spark
((`at` - `t` + 100000000000000000) DIV 1000000 - 100000000000) < 600
-- spark timestamps
((UNIX_MICROS(`at`) - UNIX_MICROS(`t`) + 100000000000000000) DIV 1000000 - 100000000000) < 600
-- postgres
(DIV(("at" - "t" + 100000000000000000), 1000000) - 100000000000) < 600
-- postgres timestamps
(DIV((CAST(EXTRACT(EPOCH FROM "at") * 1000000 AS BIGINT) - CAST(EXTRACT(EPOCH FROM "t") * 1000000 AS BIGINT) + 100000000000000000), 1000000) - 100000000000) < 600
-- starrocks
((`at` - `t` + 100000000000000000) DIV 1000000 - 100000000000) < 600
-- starrocks timestamps
((TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME), `at`) - TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME), `t`) + 100000000000000000) DIV 1000000 - 100000000000) < 600
-- doris
((`at` - `t` + 100000000000000000) DIV 1000000 - 100000000000) < 600
-- clickhouse
(intDiv(("at" - "t" + 100000000000000000), 1000000) - 100000000000) < 600
-- clickhouse timestamps
(intDiv((toUnixTimestamp64Micro("at") - toUnixTimestamp64Micro("t") + 100000000000000000), 1000000) - 100000000000) < 600

## t > TIMESTAMP '2026-05-13T11:00:00+08:00'
-- duckdb
"t" > 1778641200000000
-- duckdb timestamps
"t" > MAKE_TIMESTAMPTZ(1778641200000000)
-- spark
`t` > 1778641200000000
-- spark timestamps
`t` > TIMESTAMP_MICROS(1778641200000000)
-- postgres
"t" > 1778641200000000
-- postgres timestamps
"t" > TO_TIMESTAMP(1778641200000000 / CAST(1000000 AS DOUBLE PRECISION))
-- starrocks
`t` > 1778641200000000
-- starrocks timestamps
`t` > MICROSECONDS_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), 1778641200000000)
-- doris
`t` > 1778641200000000
-- clickhouse
"t" > 1778641200000000
-- clickhouse timestamps
"t" > fromUnixTimestamp64Micro(1778641200000000)
