-- Who sees which row, what is written once, and what no row may claim.

SELECT channelgraph.guard_partner_table('deal_registration');
SELECT channelgraph.guard_partner_table('registration_line');
GRANT DELETE ON registration_line TO channelgraph_partner, channelgraph_cam;
SELECT channelgraph.guard_partner_table('registration_evidence', append_only => true);
SELECT channelgraph.guard_partner_table('registration_decision', append_only => true);
SELECT channelgraph.guard_partner_table('registration_extension');
SELECT channelgraph.guard_partner_table('protection_claim');
SELECT channelgraph.guard_partner_table('registration_check_use');
SELECT channelgraph.guard_partner_table('lead');
SELECT channelgraph.guard_partner_table('lead_routing');
SELECT channelgraph.guard_partner_table('opportunity_partner_role');
SELECT channelgraph.guard_partner_table('contract_change_request');
SELECT channelgraph.guard_partner_table('usage_record', append_only => true);
SELECT channelgraph.guard_partner_table('renewal');
SELECT channelgraph.guard_partner_table('renewal_revision');
SELECT channelgraph.guard_partner_table('renewal_step');
SELECT channelgraph.guard_partner_table('co_sell_request');
SELECT channelgraph.guard_partner_table('customer_sla_result', append_only => true);
SELECT channelgraph.guard_partner_table('customer_survey');
SELECT channelgraph.guard_partner_table('pipeline_snapshot', append_only => true);
SELECT channelgraph.guard_partner_table('alert_condition');
SELECT channelgraph.guard_staff_table('direct_engagement');
SELECT channelgraph.guard_staff_table('conflict_case');
SELECT channelgraph.guard_staff_table('conflict_party');
SELECT channelgraph.guard_staff_table('conflict_evidence', append_only => true);

-- A partner knows of a conflict that it is a party to, and of its own side of it alone.
CREATE POLICY own_side ON conflict_party FOR SELECT TO channelgraph_partner
  USING (partner_id = (SELECT channelgraph.viewer_partner_id()));
CREATE POLICY own_conflicts ON conflict_case FOR SELECT TO channelgraph_partner
  USING (EXISTS (SELECT FROM conflict_party p WHERE p.case_id = conflict_case.id));
CREATE POLICY own_evidence ON conflict_evidence FOR SELECT TO channelgraph_partner
  USING (partner_id = (SELECT channelgraph.viewer_partner_id()));
GRANT SELECT ON conflict_case, conflict_party, conflict_evidence TO channelgraph_partner;

-- What decides about a partner is written by the vendor's side, or by the program itself on its behalf.
REVOKE INSERT, UPDATE ON registration_decision, protection_claim, lead_routing, opportunity_partner_role,
  contract_change_request, pipeline_snapshot, alert_condition FROM channelgraph_partner;
REVOKE INSERT, UPDATE ON protection_claim, lead_routing, alert_condition FROM channelgraph_cam;
REVOKE UPDATE ON registration_extension FROM channelgraph_partner;

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON renewal_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON opportunity_partner_role
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
ALTER TABLE renewal_revision ADD CONSTRAINT renewal_revision_no_overlap
  EXCLUDE USING gist (renewal_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL);

-- A scope belongs to one partner at a time, and to one of its registrations of a kind; two transactions
-- that approve at the same moment cannot both commit.
ALTER TABLE protection_claim
  ADD CONSTRAINT protection_claim_one_partner EXCLUDE USING gist (
    customer_node_id WITH =, product_line_id WITH =, region WITH &&, during WITH &&, partner_id WITH <>),
  ADD CONSTRAINT protection_claim_no_duplicate EXCLUDE USING gist (
    customer_node_id WITH =, product_line_id WITH =, region WITH &&, during WITH &&, kind WITH =, registration_id WITH <>),
  ADD CONSTRAINT protection_claim_window CHECK (NOT isempty(during) AND NOT isempty(region));

ALTER TABLE customer ADD CONSTRAINT customer_not_merged_into_itself CHECK (merged_into_id <> id);
ALTER TABLE deal_registration
  ADD CONSTRAINT deal_registration_amounts CHECK (one_time_minor >= 0 AND mrr_minor >= 0 AND term_months BETWEEN 0 AND 120),
  ADD CONSTRAINT deal_registration_window CHECK (protected_to > protected_from),
  ADD CONSTRAINT deal_registration_protected CHECK (status <> 'APPROVED' OR (protected_to IS NOT NULL AND protected_until IS NOT NULL)),
  ADD CONSTRAINT deal_registration_submitted CHECK (
    status IN ('DRAFT', 'WITHDRAWN') OR (submitted_at IS NOT NULL AND customer_id IS NOT NULL)),
  ADD CONSTRAINT deal_registration_lost CHECK (status <> 'LOST' OR loss_reason IS NOT NULL),
  ADD CONSTRAINT deal_registration_rejected CHECK (status <> 'REJECTED' OR cardinality(rejection_reasons) > 0),
  ADD CONSTRAINT deal_registration_extensions CHECK (extension_count >= 0);
ALTER TABLE registration_line
  ADD CONSTRAINT registration_line_amounts CHECK (quantity > 0 AND one_time_minor >= 0 AND mrr_minor >= 0 AND term_months BETWEEN 0 AND 120);
ALTER TABLE registration_evidence
  ADD CONSTRAINT registration_evidence_file CHECK (size_bytes > 0 AND sha256 ~ '^[0-9a-f]{64}$');
ALTER TABLE registration_extension
  ADD CONSTRAINT registration_extension_days CHECK (days > 0),
  ADD CONSTRAINT registration_extension_later CHECK (extended_to > protected_to);
ALTER TABLE conflict_case
  ADD CONSTRAINT conflict_case_decided CHECK (status NOT IN ('DECIDED', 'APPEALED', 'FINAL') OR decided_at IS NOT NULL),
  ADD CONSTRAINT conflict_case_second_judge CHECK (finalized_by <> decided_by);
ALTER TABLE lead
  ADD CONSTRAINT lead_score CHECK (score BETWEEN 0 AND 100),
  ADD CONSTRAINT lead_holder CHECK (status = 'NEW' OR direction = 'PARTNER_TO_VENDOR' OR partner_id IS NOT NULL
    OR status IN ('DECLINED', 'UNQUALIFIED', 'EXPIRED'));
ALTER TABLE opportunity
  ADD CONSTRAINT opportunity_pushes CHECK (close_date_push_count >= 0);
ALTER TABLE opportunity_partner_role
  ADD CONSTRAINT opportunity_partner_role_credit CHECK (credit_bps BETWEEN 0 AND 10000);
CREATE UNIQUE INDEX opportunity_partner_role_one_source ON opportunity_partner_role (opportunity_id)
  WHERE role = 'SOURCED' AND superseded_at IS NULL;
CREATE UNIQUE INDEX opportunity_partner_role_once ON opportunity_partner_role (opportunity_id, partner_id, role)
  WHERE superseded_at IS NULL;
ALTER TABLE managed_contract
  ADD CONSTRAINT managed_contract_minimum CHECK (monthly_minimum >= 0),
  ADD CONSTRAINT managed_contract_not_from_itself CHECK (transferred_from_id <> id);
ALTER TABLE usage_record
  ADD CONSTRAINT usage_record_quantity CHECK (quantity >= 0 AND revision >= 1);
ALTER TABLE renewal
  ADD CONSTRAINT renewal_amounts CHECK (expiring_mrr_minor >= 0 AND quoted_mrr_minor >= 0 AND renewed_mrr_minor >= 0),
  ADD CONSTRAINT renewal_probability CHECK (probability BETWEEN 0 AND 1 AND probability_override BETWEEN 0 AND 1),
  ADD CONSTRAINT renewal_decided CHECK ((decided_on IS NOT NULL) = (stage IN ('RENEWED', 'LOST', 'LAPSED'))
    AND (outcome IS NOT NULL) = (stage IN ('RENEWED', 'LOST', 'LAPSED'))),
  ADD CONSTRAINT renewal_lost CHECK (stage <> 'LOST' OR loss_reason IS NOT NULL);
ALTER TABLE customer_sla_result
  ADD CONSTRAINT customer_sla_result_counts CHECK (met_count >= 0 AND breached_count >= open_breached_count
    AND open_breached_count >= 0 AND credit_minor >= 0 AND revision >= 1 AND severity BETWEEN 1 AND 4
    AND month = date_trunc('month', month)::date);
ALTER TABLE customer_survey
  ADD CONSTRAINT customer_survey_score CHECK (score BETWEEN 1 AND 5 AND (score IS NULL) = (responded_on IS NULL)
    AND responded_on >= sent_on);
