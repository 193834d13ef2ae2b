-- Accounts of those who administer, their tokens and sessions, and the audit
-- log. No password, token or session is here: hashes only.

CREATE TABLE scrutin.account (
  name text PRIMARY KEY,
  -- Bit n stands for role n.
  roles bigint NOT NULL,
  -- Of a returning officer.
  election bigint,
  region bigint,
  disabled boolean NOT NULL DEFAULT false,
  -- Argon2id with its parameters and salt; empty: no password lets in.
  password_hash text NOT NULL
);

CREATE TABLE scrutin.account_token (
  hash bytea PRIMARY KEY,
  account text NOT NULL REFERENCES scrutin.account,
  expires_at_ms bigint NOT NULL,
  -- Since 1970-01-01; 0: never used.
  last_used_day bigint NOT NULL DEFAULT 0
);
CREATE INDEX account_token_of ON scrutin.account_token (account);

CREATE TABLE scrutin.account_session (
  hash bytea PRIMARY KEY,
  account text NOT NULL REFERENCES scrutin.account,
  begun_at_ms bigint NOT NULL,
  seen_at_ms bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX account_session_of ON scrutin.account_session (account);

-- Each entry holds the hash of the one before.
CREATE TABLE scrutin.audit (
  number bigint PRIMARY KEY,
  at_ms bigint NOT NULL,
  actor text NOT NULL,
  act text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL,
  previous bytea NOT NULL UNIQUE,
  hash bytea NOT NULL UNIQUE
);

-- Where it ends: held by whoever appends, so that programs append one after the
-- other.
CREATE TABLE scrutin.audit_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  number bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 50);
INSERT INTO scrutin.audit_head (number, hash)
  VALUES (0, decode(repeat('00', 32), 'hex'));

-- Against accidents: whoever owns the table can take the trigger away, and only
-- the chain shows what was done then.
CREATE FUNCTION scrutin.audit_is_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows';
END
$$;
CREATE TRIGGER audit_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON scrutin.audit
  FOR EACH STATEMENT EXECUTE FUNCTION scrutin.audit_is_append_only();
