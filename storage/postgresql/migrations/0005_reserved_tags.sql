-- Tags that the log of a partition adds to a roll after it was sealed. They are
-- unique with all others, and none of the sealed roll.
ALTER TABLE scrutin.roll ADD COLUMN reserved boolean NOT NULL DEFAULT false;
DROP INDEX scrutin.roll_by_region;
CREATE INDEX roll_by_region ON scrutin.roll (election, region, tag)
  WHERE NOT reserved;
CREATE INDEX roll_reserved ON scrutin.roll (election, tag) WHERE reserved;
