-- The relations that the predecessor's readers know, by its names, in the
-- schema `public`. What they show comes from released totals and from the
-- definitions of elections alone, so a results policy covers them; and from
-- counters of refused attempts.
--
-- One fact stands in one place: what can be worked out is a view. Not taken
-- over: who voted what and when (`vote_audit` has outcome and day), addresses
-- and browsers (`duplicate_attempts`).

-- -- what results nodes write --------------------------------------------------

CREATE TABLE public.elections (
  id bigint PRIMARY KEY,
  election_code text NOT NULL UNIQUE,
  election_name text NOT NULL,
  -- referendum, municipal, provincial, federal
  election_type text NOT NULL,
  start_datetime timestamptz NOT NULL,
  end_datetime timestamptz NOT NULL,
  voting_method text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'active', 'completed'))
);

CREATE TABLE public.regions (
  election_id bigint NOT NULL REFERENCES public.elections ON DELETE CASCADE,
  id bigint NOT NULL,
  region_code text NOT NULL,
  region_name text NOT NULL,
  PRIMARY KEY (election_id, id)
);

CREATE TABLE public.parties (
  id bigint GENERATED ALWAYS AS IDENTITY,
  election_id bigint NOT NULL REFERENCES public.elections ON DELETE CASCADE,
  party_code text NOT NULL,
  party_name text NOT NULL,
  party_color text NOT NULL,
  PRIMARY KEY (election_id, party_code)
);

-- Options of every contest; answers of a referendum too, by their code.
CREATE TABLE public.candidates (
  election_id bigint NOT NULL,
  region_id bigint NOT NULL,
  id bigint NOT NULL,
  party_code text,
  first_name text NOT NULL,
  last_name text NOT NULL,
  bio text NOT NULL DEFAULT '',
  answer_code text,
  PRIMARY KEY (election_id, region_id, id),
  FOREIGN KEY (election_id, region_id) REFERENCES public.regions
    ON DELETE CASCADE
);

-- A contest's newest release.
CREATE TABLE scrutin.released_contest (
  election bigint NOT NULL,
  region bigint NOT NULL,
  ballots bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (election, region)
);
-- By option; option 0 is blank.
CREATE TABLE scrutin.released_votes (
  election bigint NOT NULL,
  region bigint NOT NULL,
  option bigint NOT NULL,
  votes bigint NOT NULL CHECK (votes >= 0),
  PRIMARY KEY (election, region, option)
);
-- Ballots released in a contest by the end of a day, counted in days since
-- 1970-01-01.
CREATE TABLE scrutin.released_day (
  election bigint NOT NULL,
  region bigint NOT NULL,
  day bigint NOT NULL,
  ballots bigint NOT NULL,
  PRIMARY KEY (election, region, day)
);

CREATE TABLE public.processing_queue_stats (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue_name text NOT NULL,
  messages_count bigint NOT NULL,
  consumers_count bigint NOT NULL,
  messages_rate double precision NOT NULL,
  "timestamp" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX processing_queue_stats_by_time
  ON public.processing_queue_stats (queue_name, "timestamp");

-- -- what follows from it --------------------------------------------------------

CREATE VIEW public.vote_results AS
SELECT e.id, e.election_code AS law_id, v.oui_count, v.non_count,
       v.oui_count + v.non_count + v.blank_count AS total_votes,
       v.blank_count,
       c.created_at, c.updated_at
FROM public.elections e
JOIN (SELECT election, min(created_at) AS created_at,
             max(updated_at) AS updated_at
      FROM scrutin.released_contest GROUP BY election) c ON c.election = e.id
JOIN LATERAL (
  SELECT coalesce(sum(r.votes) FILTER (WHERE o.answer_code = 'oui'), 0)::bigint
           AS oui_count,
         coalesce(sum(r.votes) FILTER (WHERE o.answer_code = 'non'), 0)::bigint
           AS non_count,
         coalesce(sum(r.votes) FILTER (WHERE r.option = 0), 0)::bigint
           AS blank_count
  FROM scrutin.released_votes r
  LEFT JOIN public.candidates o ON o.election_id = r.election
    AND o.region_id = r.region AND o.id = r.option
  WHERE r.election = e.id) v ON true
WHERE e.election_type = 'referendum';

CREATE VIEW public.election_results AS
SELECT row_number() OVER (ORDER BY r.election, r.region, r.option) AS id,
       r.election AS election_id, r.region AS region_id,
       r.option AS candidate_id, r.votes AS vote_count,
       coalesce(round(100.0 * r.votes / nullif(sum(r.votes) OVER
         (PARTITION BY r.election, r.region), 0), 2), 0) AS percentage,
       c.updated_at
FROM scrutin.released_votes r
JOIN scrutin.released_contest c USING (election, region)
JOIN public.elections e ON e.id = r.election
WHERE r.option <> 0 AND e.election_type <> 'referendum';

-- Ballots as they were released, and attempts that were refused, by day.
CREATE VIEW public.vote_audit AS
SELECT row_number() OVER (ORDER BY a.day, a.law_id, a.status) AS id, a.*
FROM (
  SELECT e.election_code AS law_id, 'accepted' AS status,
         date '1970-01-01' + d.day::integer AS day,
         sum(d.ballots - coalesce(d.before, 0))::bigint AS votes
  FROM (SELECT *, lag(ballots) OVER (PARTITION BY election, region
                                     ORDER BY day) AS before
        FROM scrutin.released_day) d
  JOIN public.elections e ON e.id = d.election
  GROUP BY 1, 2, 3
  UNION ALL
  SELECT e.election_code,
         CASE r.kind WHEN 1 THEN 'duplicate'
                     WHEN 2 THEN 'unknown_credential'
                     WHEN 3 THEN 'malformed_selection' ELSE 'error' END,
         date '1970-01-01' + r.last_day::integer, sum(r.attempts)::bigint
  FROM scrutin.review r JOIN public.elections e ON e.id = r.election
  GROUP BY 1, 2, 3) a;

-- The hash is a keyed one: without the election's keys nobody makes it from a
-- credential.
CREATE VIEW public.duplicate_attempts AS
SELECT row_number() OVER (ORDER BY r.election, r.region, r.tag) AS id,
       encode(r.tag, 'hex') AS vote_hash, e.election_code AS law_id,
       r.attempts AS attempt_count,
       date '1970-01-01' + r.first_day::integer AS first_attempt_at,
       date '1970-01-01' + r.last_day::integer AS last_attempt_at
FROM scrutin.review r JOIN public.elections e ON e.id = r.election
WHERE r.kind = 1;

CREATE VIEW public.system_stats AS
SELECT row_number() OVER (ORDER BY s.stat_key) AS id, s.stat_key,
       s.stat_value, 'counter' AS stat_type, s.description, s.updated_at
FROM (
  SELECT 'total_votes' AS stat_key, coalesce(sum(ballots), 0) AS stat_value,
         'Ballots in released totals' AS description,
         max(updated_at) AS updated_at FROM scrutin.released_contest
  UNION ALL
  SELECT 'total_duplicates', coalesce(sum(attempts), 0),
         'Attempts of credentials that had voted', NULL
  FROM scrutin.review_count WHERE kind = 1
  UNION ALL
  SELECT 'total_invalid', coalesce(sum(attempts), 0),
         'Attempts refused for another reason', NULL
  FROM scrutin.review_count WHERE kind <> 1
  UNION ALL
  SELECT 'total_elections', count(*), 'Elections that are defined', NULL
  FROM public.elections) s;

CREATE VIEW public.vote_summary AS
SELECT law_id, oui_count, non_count, total_votes,
       coalesce(round(100.0 * oui_count / nullif(oui_count + non_count, 0), 2),
                0) AS oui_percentage,
       coalesce(round(100.0 * non_count / nullif(oui_count + non_count, 0), 2),
                0) AS non_percentage,
       updated_at
FROM public.vote_results;

CREATE VIEW public.recent_audit_entries AS
SELECT * FROM public.vote_audit ORDER BY day DESC, id DESC LIMIT 1000;

CREATE VIEW public.top_duplicate_attempts AS
SELECT * FROM public.duplicate_attempts
ORDER BY attempt_count DESC, id LIMIT 100;
