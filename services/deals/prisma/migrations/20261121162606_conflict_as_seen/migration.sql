-- A partner that joins a conflict sees it as if it began then: when others came, and what was done before, would
-- tell of them.
ALTER TABLE "conflict_party" ADD COLUMN "joined_at" TIMESTAMPTZ(3);
ALTER TABLE "conflict_case_partner"
  ADD COLUMN "joined_at" TIMESTAMPTZ(3),
  ADD COLUMN "joined_version" INTEGER,
  ADD COLUMN "is_taken_up" BOOLEAN NOT NULL DEFAULT false;
SET LOCAL ROLE channelgraph_staff;
UPDATE conflict_party p SET joined_at = c.opened_at FROM conflict_case c WHERE c.id = p.case_id;
UPDATE conflict_case_partner n SET joined_at = c.opened_at, joined_version = 1, is_taken_up = c.status <> 'OPEN'
  FROM conflict_case c WHERE c.id = n.case_id;
-- Domains that were stored as they were sent are brought into the form that matching compares.
SELECT channelgraph.enqueue('normalize_identity_keys', '{}'::jsonb, 'normalize_identity_keys', NULL, now())
  WHERE EXISTS (SELECT FROM customer_identity_key WHERE kind = 'DOMAIN');
RESET ROLE;
ALTER TABLE "conflict_party" ALTER COLUMN "joined_at" SET NOT NULL;
ALTER TABLE "conflict_case_partner" ALTER COLUMN "joined_at" SET NOT NULL, ALTER COLUMN "joined_version" SET NOT NULL;

-- DropIndex
DROP INDEX "conflict_case_partner_partner_id_case_id_idx";

-- CreateIndex
CREATE INDEX "conflict_case_partner_partner_id_joined_at_case_id_idx" ON "conflict_case_partner"("partner_id", "joined_at", "case_id");

CREATE OR REPLACE FUNCTION note_conflict_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO conflict_case_partner (case_id, partner_id, joined_at, joined_version)
    SELECT NEW.case_id, NEW.partner_id, NEW.joined_at, c.version FROM conflict_case c WHERE c.id = NEW.case_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- The conflicts of a partner as a list: a viewer sees the rows of the tables beneath, a partner its own dates.
CREATE OR REPLACE VIEW conflict_case_side WITH (security_invoker = true) AS
  SELECT c.id, n.partner_id,
    (CASE WHEN current_user = 'channelgraph_partner' THEN n.joined_at ELSE c.opened_at END)::timestamptz(3) AS opened_at
  FROM conflict_case c JOIN conflict_case_partner n ON n.case_id = c.id;
