## s = 'o''k'
-- duckdb
"s" = 'o''k'
-- spark
`s` = 'o\'k'
-- postgres
"s" = 'o''k'
-- starrocks
`s` = 'o''k'
-- clickhouse
"s" = 'o''k'

## s <> 'a'
-- duckdb
"s" <> 'a'
-- spark
`s` <> 'a'
-- postgres
"s" <> 'a'
-- starrocks
`s` <> 'a'
-- clickhouse
"s" <> 'a'

## s IN ('a', 'b', 'c')
-- duckdb
"s" IN ('a', 'b', 'c')
-- spark
`s` IN ('a', 'b', 'c')
-- postgres
"s" IN ('a', 'b', 'c')
-- starrocks
`s` IN ('a', 'b', 'c')
-- clickhouse
"s" IN ('a', 'b', 'c')

## s NOT IN ('a', 'b')
-- duckdb
NOT "s" IN ('a', 'b')
-- spark
NOT `s` IN ('a', 'b')
-- postgres
NOT "s" IN ('a', 'b')
-- starrocks
NOT `s` IN ('a', 'b')
-- clickhouse
NOT ("s" IN ('a', 'b'))

## s LIKE 'a%_'
-- duckdb
"s" LIKE 'a%_'
-- spark
`s` LIKE 'a%_'
-- postgres
"s" LIKE 'a%_'
-- starrocks
`s` LIKE 'a%_'
-- clickhouse
"s" LIKE 'a%_'

## s NOT LIKE '%\_%'
-- duckdb
NOT "s" LIKE '%\_%'
-- spark
NOT `s` LIKE '%\\\\_%'
-- postgres
NOT "s" LIKE '%\\_%'
-- starrocks
NOT `s` LIKE '%\\\\_%'
-- clickhouse
NOT "s" LIKE '%\\\\_%'

## LENGTH(s) > 4
-- duckdb
LENGTH("s") > 4
-- spark
LENGTH(`s`) > 4
-- postgres
LENGTH("s") > 4
-- starrocks
CHAR_LENGTH(`s`) > 4
-- clickhouse
lengthUTF8("s") > 4

## LOWER(s) = 'abc'
-- duckdb
LOWER("s") = 'abc'
-- spark
LOWER(`s`) = 'abc'
-- postgres
LOWER("s") = 'abc'
-- starrocks
LOWER(`s`) = 'abc'
-- clickhouse
lowerUTF8("s") = 'abc'

## STARTS_WITH(s, 'SF')
-- duckdb
STARTS_WITH("s", 'SF')
-- spark
STARTSWITH(`s`, 'SF')
-- postgres
STARTS_WITH("s", 'SF')
-- starrocks
STARTS_WITH(`s`, 'SF')
-- clickhouse
startsWith("s", 'SF')

## list('blocked', s)
-- duckdb
CASE WHEN "s" IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = "s" AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END
-- spark
CASE WHEN `s` IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = `s` AND COALESCE(l.since, `at`) <= `at` AND (l.until IS NULL OR `at` < l.until)) END
-- postgres
CASE WHEN "s" IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = "s" AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END
-- starrocks
CASE WHEN `s` IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = `s` AND COALESCE(l.since, `at`) <= `at` AND (l.until IS NULL OR `at` < l.until)) END
-- clickhouse
CASE WHEN "s" IS NULL THEN CAST(NULL AS Nullable(Bool)) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = "s" AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END

## NOT list('blocked', LOWER(s))
-- duckdb
NOT (CASE WHEN LOWER("s") IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = LOWER("s") AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END)
-- spark
NOT (CASE WHEN LOWER(`s`) IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = LOWER(`s`) AND COALESCE(l.since, `at`) <= `at` AND (l.until IS NULL OR `at` < l.until)) END)
-- postgres
NOT (CASE WHEN LOWER("s") IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = LOWER("s") AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END)
-- starrocks
NOT (CASE WHEN LOWER(`s`) IS NULL THEN CAST(NULL AS BOOLEAN) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = LOWER(`s`) AND COALESCE(l.since, `at`) <= `at` AND (l.until IS NULL OR `at` < l.until)) END)
-- clickhouse
NOT (CASE WHEN lowerUTF8("s") IS NULL THEN CAST(NULL AS Nullable(Bool)) ELSE EXISTS(SELECT 1 FROM kedun_list AS l WHERE l.list_id = 'blocked' AND l.value = lowerUTF8("s") AND COALESCE(l.since, "at") <= "at" AND (l.until IS NULL OR "at" < l.until)) END)
