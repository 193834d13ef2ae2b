-- What nodes share: the ballot box with its fence, rolls, catalog, review
-- queue and membership.
--
-- Nothing here says when a ballot was cast, and no selection is in clear. Rows
-- of `frame` and `spent` carry no time, so that nobody lines them up with
-- anything; who reads the database without the keys learns who has voted in
-- which partition by tag, and nothing of how.

-- One row a partition: the fence. Updated by every frame, so pages keep room
-- for the next version of a row.
CREATE TABLE scrutin.partition (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election bigint NOT NULL,
  region bigint NOT NULL,
  slice integer NOT NULL,
  -- Name of a node; empty: nobody.
  owner text NOT NULL DEFAULT '',
  epoch bigint NOT NULL,
  last_seq bigint NOT NULL DEFAULT 0,
  -- 1 sealed, 2 open, 3 closed.
  state smallint NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 3),
  UNIQUE (election, region, slice)
) WITH (fillfactor = 50);

-- The log. No foreign keys: the fence's row is held by whoever inserts.
CREATE TABLE scrutin.frame (
  partition integer NOT NULL,
  seq bigint NOT NULL,
  epoch bigint NOT NULL,
  -- 1 open, 2 ballots, 3 roll, 4 close.
  kind smallint NOT NULL,
  format smallint NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (partition, seq)
);
-- Sealed bytes do not compress.
ALTER TABLE scrutin.frame ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Tags that have voted: at most once, whatever a node believes.
CREATE TABLE scrutin.spent (
  partition integer NOT NULL,
  tag bytea NOT NULL,
  PRIMARY KEY (partition, tag)
);

-- A tag is on one region's roll an election.
CREATE TABLE scrutin.roll (
  election bigint NOT NULL,
  tag bytea NOT NULL,
  region bigint NOT NULL,
  PRIMARY KEY (election, tag)
);
CREATE INDEX roll_by_region ON scrutin.roll (election, region, tag);

CREATE TABLE scrutin.roll_count (
  election bigint NOT NULL,
  region bigint NOT NULL,
  voters bigint NOT NULL,
  PRIMARY KEY (election, region)
);

CREATE TABLE scrutin.catalog (
  election bigint PRIMARY KEY,
  fingerprint bytea NOT NULL,
  -- Sealed under the operator's master key.
  wrapped_keys bytea NOT NULL,
  -- Region and slices of its roll, side by side.
  regions bigint[] NOT NULL,
  slices integer[] NOT NULL
);

-- Refused attempts for officials; days only.
CREATE TABLE scrutin.review (
  election bigint NOT NULL,
  region bigint NOT NULL,
  kind smallint NOT NULL,
  tag bytea NOT NULL,
  attempts bigint NOT NULL,
  first_day bigint NOT NULL,
  last_day bigint NOT NULL,
  PRIMARY KEY (election, region, kind, tag)
);
CREATE TABLE scrutin.review_count (
  election bigint NOT NULL,
  region bigint NOT NULL,
  kind smallint NOT NULL,
  entries bigint NOT NULL,
  attempts numeric NOT NULL,
  PRIMARY KEY (election, region, kind)
);

-- Who is there, by the clock of this server.
CREATE TABLE scrutin.node (
  name text PRIMARY KEY,
  incarnation bytea NOT NULL,
  address text NOT NULL,
  edge boolean NOT NULL,
  validator boolean NOT NULL,
  results boolean NOT NULL,
  protocol bigint NOT NULL,
  draining boolean NOT NULL DEFAULT false,
  renewals bigint NOT NULL DEFAULT 1,
  renewed_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
-- Every start of a node that was seen: one that is not the newest under its
-- name, or was removed, is told so.
CREATE TABLE scrutin.node_incarnation (
  name text NOT NULL,
  incarnation bytea NOT NULL,
  PRIMARY KEY (name, incarnation)
);
