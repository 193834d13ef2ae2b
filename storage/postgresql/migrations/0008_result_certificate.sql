-- Results that were certified and signed. Public, and never changed: an amended
-- result is a version of its own.

CREATE TABLE scrutin.result_certificate (
  election bigint NOT NULL,
  -- 0: of the whole election.
  region bigint NOT NULL,
  version bigint NOT NULL,
  -- Of the document that was signed, in hexadecimal.
  sha256 text NOT NULL,
  -- The very bytes that are published, in UTF-8.
  certificate bytea NOT NULL,
  PRIMARY KEY (election, region, version)
);

-- What is annulled is over, and not completed.
ALTER TABLE public.elections DROP CONSTRAINT elections_status_check;
ALTER TABLE public.elections ADD CONSTRAINT elections_status_check
  CHECK (status IN ('draft', 'active', 'completed', 'closed'));
