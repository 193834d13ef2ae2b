-- Refused attempts that officials are done with.

-- Number of the line of the audit log that says who, when and why; 0: nobody
-- did, or there were attempts since.
ALTER TABLE scrutin.review ADD COLUMN resolution bigint NOT NULL DEFAULT 0;
