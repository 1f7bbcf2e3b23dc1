-- What the Prisma schema cannot say: who sees which row, what is written once, and what no row may claim.

-- The likelihoods with which a program starts; inserted before the guard, which binds the owner too.
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01kdvdna01ffsr3ghfmpx6hwtj', 'PIPELINE', 1, '1970-01-01',
  '{"salesProbabilities": {"PROSPECT": "0.10", "QUALIFIED": "0.25", "TECHNICAL_VALIDATION": "0.50",
     "BUSINESS_VALIDATION": "0.65", "COMMITTED": "0.90", "WON": "1", "LOST": "0"},
    "renewalProbabilities": {"UPCOMING": "0.80", "IN_WINDOW": "0.80", "ENGAGED": "0.80", "QUOTED": "0.80",
     "COMMITTED": "0.95", "RENEWED": "1", "LOST": "0", "LAPSED": "0"}}',
  '2026-11-01T00:00:00Z', 'service:deals');

SELECT channelgraph.guard_partner_table('customer_partner');
SELECT channelgraph.guard_partner_table('opportunity');
SELECT channelgraph.guard_partner_table('opportunity_revision');
SELECT channelgraph.guard_partner_table('managed_contract');
SELECT channelgraph.guard_partner_table('managed_contract_revision');
SELECT channelgraph.guard_partner_table('seat_snapshot', append_only => true);
SELECT channelgraph.guard_partner_table('mrr_movement', append_only => true);
SELECT channelgraph.guard_partner_table('contract_month_close', append_only => true);
SELECT channelgraph.guard_partner_table('partner_fact_state');
SELECT channelgraph.guard_partner_table('partner_fact', append_only => true);
SELECT channelgraph.guard_partner_table('external_reference');
SELECT channelgraph.guard_program_table('policy_version');

-- A customer belongs to no partner: a partner sees it through its own deals and contracts only.
ALTER TABLE customer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY through_own_deals ON customer FOR SELECT TO channelgraph_partner, channelgraph_cam
  USING (EXISTS (SELECT FROM customer_partner l WHERE l.customer_id = customer.id));
CREATE POLICY staff_all ON customer TO channelgraph_staff USING (true) WITH CHECK (true);
GRANT SELECT ON customer TO channelgraph_partner, channelgraph_cam;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer TO channelgraph_staff;

ALTER TABLE customer_identity_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY through_own_deals ON customer_identity_key FOR SELECT TO channelgraph_partner, channelgraph_cam
  USING (EXISTS (SELECT FROM customer_partner l WHERE l.customer_id = customer_identity_key.customer_id));
CREATE POLICY staff_all ON customer_identity_key TO channelgraph_staff USING (true) WITH CHECK (true);
GRANT SELECT ON customer_identity_key TO channelgraph_partner, channelgraph_cam;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_identity_key TO channelgraph_staff;

-- History is corrected by new rows: of a stored one, only the end of its being believed is ever set.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL
    AND to_jsonb(OLD) - 'superseded_at' = to_jsonb(NEW) - 'superseded_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of % is refused: history is corrected by new rows', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON opportunity_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON managed_contract_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- One truth per day.
ALTER TABLE opportunity_revision ADD CONSTRAINT opportunity_revision_no_overlap
  EXCLUDE USING gist (opportunity_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL);
ALTER TABLE managed_contract_revision ADD CONSTRAINT managed_contract_revision_no_overlap
  EXCLUDE USING gist (contract_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL);

-- A pipeline looks only at what was open.
CREATE INDEX opportunity_revision_open ON opportunity_revision (partner_id, valid_from, valid_to)
  WHERE stage NOT IN ('WON', 'RENEWED', 'LOST', 'LAPSED');

ALTER TABLE customer
  ADD CONSTRAINT customer_not_its_parent CHECK (parent_id <> id);
ALTER TABLE opportunity
  ADD CONSTRAINT opportunity_amounts CHECK (one_time_minor >= 0 AND mrr_minor >= 0 AND term_months BETWEEN 0 AND 120),
  ADD CONSTRAINT opportunity_money_kinds CHECK (
    CASE revenue_model WHEN 'TRANSACTIONAL' THEN mrr_minor = 0 AND term_months = 0
      WHEN 'RECURRING' THEN one_time_minor = 0 AND term_months > 0 ELSE term_months > 0 END),
  ADD CONSTRAINT opportunity_probability CHECK (probability BETWEEN 0 AND 1 AND probability_override BETWEEN 0 AND 1),
  ADD CONSTRAINT opportunity_closed_after_opened CHECK (closed_on >= opened_on),
  ADD CONSTRAINT opportunity_closed_stage CHECK ((closed_on IS NOT NULL) = (stage IN ('WON', 'RENEWED', 'LOST', 'LAPSED')));
ALTER TABLE opportunity_revision
  ADD CONSTRAINT opportunity_revision_amounts CHECK (one_time_minor >= 0 AND mrr_minor >= 0 AND term_months >= 0),
  ADD CONSTRAINT opportunity_revision_window CHECK (valid_to > valid_from);
ALTER TABLE managed_contract
  ADD CONSTRAINT managed_contract_amounts CHECK (mrr_minor >= 0 AND contracted_seats >= 0 AND notice_days >= 0),
  ADD CONSTRAINT managed_contract_term CHECK (term_end > term_start AND term_months BETWEEN 1 AND 120),
  ADD CONSTRAINT managed_contract_end CHECK ((ended_on IS NOT NULL) = (status NOT IN ('DRAFT', 'ACTIVE', 'SUSPENDED')));
ALTER TABLE managed_contract_revision
  ADD CONSTRAINT managed_contract_revision_amounts CHECK (mrr_minor >= 0 AND contracted_seats >= 0),
  ADD CONSTRAINT managed_contract_revision_window CHECK (valid_to > valid_from);
ALTER TABLE seat_snapshot
  ADD CONSTRAINT seat_snapshot_counts CHECK (provisioned >= 0 AND active >= 0 AND billable >= 0);
ALTER TABLE mrr_movement
  ADD CONSTRAINT mrr_movement_amount CHECK (amount_minor <> 0),
  ADD CONSTRAINT mrr_movement_month CHECK (month = date_trunc('month', effective_on)::date);
