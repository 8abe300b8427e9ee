## n > 3 * m
-- duckdb
"n" > (3 * "m")
-- spark
`n` > (3 * `m`)
-- postgres
"n" > (3 * "m")
-- clickhouse
"n" > (3 * "m")

## n * m > 0
-- duckdb
(CAST("n" AS INT128) * "m") > 0
-- spark
(CAST(`n` AS DECIMAL(38, 0)) * `m`) > 0
-- postgres
(CAST("n" AS DECIMAL) * "m") > 0
-- clickhouse
(CAST("n" AS Nullable(Int256)) * "m") > 0

## spent_7d * 2 > n
-- duckdb
(CAST("spent_7d" AS INT128) * 2) > "n"
-- spark
(CAST(`spent_7d` AS DECIMAL(38, 0)) * 2) > `n`
-- postgres
(CAST("spent_7d" AS DECIMAL) * 2) > "n"
-- clickhouse
(CAST("spent_7d" AS Nullable(Int256)) * 2) > "n"

## spent_7d > 1.5
-- duckdb
"spent_7d" > 1.5e0
-- spark
`spent_7d` > CAST(1.5e0 AS DOUBLE)
-- postgres
"spent_7d" > CAST(1.5e0 AS DOUBLE PRECISION)
-- clickhouse
"spent_7d" > CAST(1.5e0 AS Nullable(Float64))

## spent_7d > x * 100
-- duckdb
CASE WHEN CAST("spent_7d" AS DOUBLE) = ("x" * 100) THEN "spent_7d" > CAST(("x" * 100) AS INT128) ELSE CAST("spent_7d" AS DOUBLE) > ("x" * 100) END
-- spark
CASE WHEN CAST(`spent_7d` AS DOUBLE) = (`x` * 100) THEN `spent_7d` > CAST((`x` * 100) AS DECIMAL(38, 0)) ELSE CAST(`spent_7d` AS DOUBLE) > (`x` * 100) END
-- postgres
CASE WHEN CAST("spent_7d" AS DOUBLE PRECISION) = ("x" * 100) THEN "spent_7d" > CAST(("x" * 100) AS DECIMAL) ELSE CAST("spent_7d" AS DOUBLE PRECISION) > ("x" * 100) END
-- clickhouse
CASE WHEN CAST("spent_7d" AS Nullable(Float64)) = ("x" * 100) THEN "spent_7d" > CAST(("x" * 100) AS Nullable(Int256)) ELSE CAST("spent_7d" AS Nullable(Float64)) > ("x" * 100) END

## n % m = 1
-- duckdb
("n" % NULLIF("m", 0)) = 1
-- spark
(`n` % NULLIF(`m`, 0)) = 1
-- postgres
("n" % NULLIF("m", 0)) = 1
-- clickhouse
("n" % NULLIF("m", 0)) = 1

## n / NULLIF(m, 0) > 0.5
-- duckdb
(CAST("n" AS DOUBLE) / CAST(NULLIF("m", 0) AS DOUBLE)) > 0.5e0
-- spark
(CAST(`n` AS DOUBLE) / CAST(NULLIF(`m`, 0) AS DOUBLE)) > CAST(0.5e0 AS DOUBLE)
-- postgres
(CAST("n" AS DOUBLE PRECISION) / CAST(NULLIF("m", 0) AS DOUBLE PRECISION)) > CAST(0.5e0 AS DOUBLE PRECISION)
-- clickhouse
(CAST("n" AS Nullable(Float64)) / CAST(NULLIF("m", 0) AS Nullable(Float64))) > CAST(0.5e0 AS Nullable(Float64))

## x / NULLIF(y, 0) > 2
-- duckdb
(CASE WHEN ISFINITE("x" / NULLIF("y", 0)) THEN "x" / NULLIF("y", 0) END) > 2
-- spark
(CASE WHEN ABS(`x` / NULLIF(`y`, 0)) <= CAST(1.7976931348623157e308 AS DOUBLE) THEN `x` / NULLIF(`y`, 0) END) > 2
-- postgres
(CASE WHEN ABS("x" / NULLIF("y", 0)) <= CAST(1.7976931348623157e308 AS DOUBLE PRECISION) THEN "x" / NULLIF("y", 0) END) > 2
-- clickhouse
(CASE WHEN isFinite("x" / NULLIF("y", 0)) THEN "x" / NULLIF("y", 0) END) > 2

## x * 0.1 < -2.5
-- duckdb
("x" * 0.1e0) < -2.5e0
-- spark
(`x` * CAST(0.1e0 AS DOUBLE)) < -CAST(2.5e0 AS DOUBLE)
-- postgres
("x" * CAST(0.1e0 AS DOUBLE PRECISION)) < -CAST(2.5e0 AS DOUBLE PRECISION)
-- clickhouse
("x" * CAST(0.1e0 AS Nullable(Float64))) < -CAST(2.5e0 AS Nullable(Float64))

## n - (m - 1) = 0
-- duckdb
("n" - ("m" - 1)) = 0
-- spark
(`n` - (`m` - 1)) = 0
-- postgres
("n" - ("m" - 1)) = 0
-- clickhouse
("n" - ("m" - 1)) = 0

## -n < - -m
-- duckdb
-"n" < - -"m"
-- spark
-`n` < - -`m`
-- postgres
-"n" < - -"m"
-- clickhouse
-"n" < - -"m"

## 3 * 1000 > n
-- duckdb
(CAST(3 AS BIGINT) * 1000) > "n"
-- spark
(CAST(3 AS BIGINT) * 1000) > `n`
-- postgres
(CAST(3 AS BIGINT) * 1000) > "n"
-- clickhouse
(CAST(3 AS Nullable(Int64)) * 1000) > "n"

## ABS(n) BETWEEN 1 AND 9
-- duckdb
(ABS("n") >= 1) AND (ABS("n") <= 9)
-- spark
(ABS(`n`) >= 1) AND (ABS(`n`) <= 9)
-- postgres
(ABS("n") >= 1) AND (ABS("n") <= 9)
-- clickhouse
(ABS("n") >= 1) AND (ABS("n") <= 9)

## LEAST(n, m, 5) = 5
-- duckdb
LEAST("n", "m", 5) = 5
-- spark
LEAST(`n`, `m`, 5) = 5
-- postgres
LEAST("n", "m", 5) = 5
-- clickhouse
LEAST(COALESCE("n", "m", 5), COALESCE("m", 5, "n"), COALESCE(5, "n", "m")) = 5

## GREATEST(x, n) > 1
-- duckdb
GREATEST("x", "n") > 1
-- spark
GREATEST(`x`, `n`) > 1
-- postgres
GREATEST("x", "n") > 1
-- clickhouse
GREATEST(COALESCE("x", "n"), COALESCE("n", "x")) > 1
