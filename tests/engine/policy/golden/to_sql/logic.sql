## n > 3 AND (p OR NOT q)
-- duckdb
("n" > 3) AND ("p" OR (NOT "q"))
-- postgres
("n" > 3) AND ("p" OR (NOT "q"))

## p IS NOT FALSE
-- duckdb
NOT (NOT COALESCE("p", TRUE))
-- postgres
NOT (NOT COALESCE("p", TRUE))

## p IS TRUE
-- duckdb
COALESCE("p", FALSE)
-- postgres
COALESCE("p", FALSE)

## n IS NULL OR s IS NOT NULL
-- duckdb
("n" IS NULL) OR (NOT "s" IS NULL)
-- postgres
("n" IS NULL) OR (NOT "s" IS NULL)

## p = q
-- duckdb
"p" = "q"
-- postgres
"p" = "q"

## CASE WHEN n > 0 THEN p WHEN n < 0 THEN q ELSE NULL END
-- duckdb
CASE WHEN "n" > 0 THEN "p" WHEN "n" < 0 THEN "q" ELSE CAST(NULL AS BOOLEAN) END
-- postgres
CASE WHEN "n" > 0 THEN "p" WHEN "n" < 0 THEN "q" ELSE CAST(NULL AS BOOLEAN) END

## COALESCE(p, q, FALSE)
-- duckdb
COALESCE("p", "q", FALSE)
-- postgres
COALESCE("p", "q", FALSE)

## NULLIF(n, 0) IS NULL
-- duckdb
NULLIF("n", 0) IS NULL
-- postgres
NULLIF("n", 0) IS NULL
