-- Several databases share the partitions. Catalog, rolls, membership and the
-- tables below lie in the first; a further one has frames, spent tags and
-- fences of the partitions that it keeps.

-- Which database this is; it goes along with a dump of it.
CREATE TABLE scrutin.identity (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Of a further database: the first one's id.
  first uuid
);
INSERT INTO scrutin.identity DEFAULT VALUES;

-- The further ones.
CREATE TABLE scrutin.further_database (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  -- Where a node found it first, for people to know it by.
  found_at text NOT NULL
);

-- Where a partition is, once and for all: 0 for the first database. One that has
-- no row is there too. Owner and epoch are copies, for those who only want to
-- know; the fence is in the database that keeps the partition.
CREATE TABLE scrutin.partition_home (
  election bigint NOT NULL,
  region bigint NOT NULL,
  slice integer NOT NULL,
  database integer NOT NULL,
  owner text NOT NULL DEFAULT '',
  epoch bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (election, region, slice)
) WITH (fillfactor = 50);

-- Counts the changes of an election's roll: a partition elsewhere opens only
-- over the roll that its owner has read. One row for each election that has
-- partitions elsewhere, or a roll that was changed.
CREATE TABLE scrutin.roll_version (
  election bigint PRIMARY KEY,
  version bigint NOT NULL
);
