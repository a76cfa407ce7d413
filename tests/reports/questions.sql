-- Which sites rot?
SELECT site, count(*) AS links, count(*) FILTER (status = 'dead') AS dead
FROM 'audit/links.parquet'
GROUP BY site ORDER BY dead DESC, links DESC, site;

-- How does rot grow with age?
SELECT year(accessed) AS year, count(*) AS uses, count(*) FILTER (status = 'dead') AS dead
FROM 'audit/uses.parquet' JOIN 'audit/links.parquet' USING (url)
WHERE accessed IS NOT NULL
GROUP BY year ORDER BY year;

-- Which documents have the most rot?
SELECT document, count(*) AS uses, count(*) FILTER (status = 'dead') AS dead
FROM 'audit/uses.parquet' JOIN 'audit/links.parquet' USING (url)
GROUP BY document ORDER BY dead DESC, uses DESC, document;

-- What is dead and can be repaired, and with what?
SELECT document, line, url, snapshot_url, distance_days
FROM 'audit/uses.parquet' JOIN 'audit/links.parquet' USING (url)
WHERE status = 'dead' AND snapshot_url IS NOT NULL
ORDER BY document, line;

-- What is dead and nowhere archived?
SELECT document, line, url
FROM 'audit/uses.parquet' JOIN 'audit/links.parquet' USING (url)
WHERE status = 'dead' AND archive_status IN ('not-archived', 'only-bad-captures')
ORDER BY document, line;

-- What lives and was never archived?
SELECT document, line, url
FROM 'audit/uses.parquet' JOIN 'audit/links.parquet' USING (url)
WHERE status IN ('alive', 'moved') AND archive_status = 'not-archived'
ORDER BY document, line;

-- In what languages are the sources?
SELECT coalesce(language, 'und') AS language, count(*) AS uses
FROM 'audit/uses.parquet'
GROUP BY ALL ORDER BY uses DESC, language;

-- What does not say any more what it said?
SELECT document, line, url, drift_verdict, drift_similarity
FROM 'audit/uses.parquet'
WHERE drift_verdict IN ('edited', 'replaced')
ORDER BY drift_similarity, document;

-- Who answers, but not to us?
SELECT site, reason, count(*) AS links
FROM 'audit/links.parquet'
WHERE status = 'blocked'
GROUP BY ALL ORDER BY links DESC, site;

-- What is said how often, in how many documents?
SELECT code, name, count(*) AS findings, count(DISTINCT document) AS documents
FROM 'audit/findings.parquet'
GROUP BY ALL ORDER BY findings DESC, code;
