-- How elections were defined, act by act.

CREATE TABLE scrutin.definition (
  election bigint NOT NULL,
  -- Of the line that tells of it.
  number bigint NOT NULL REFERENCES scrutin.audit,
  code text NOT NULL,
  -- TOML, as it was sent.
  document text NOT NULL,
  PRIMARY KEY (election, number)
);

-- Against accidents, as for the audit log: its line has the document's hash.
CREATE FUNCTION scrutin.definition_is_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'definitions of elections are only added to';
END
$$;
CREATE TRIGGER definition_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON scrutin.definition
  FOR EACH STATEMENT EXECUTE FUNCTION scrutin.definition_is_append_only();
