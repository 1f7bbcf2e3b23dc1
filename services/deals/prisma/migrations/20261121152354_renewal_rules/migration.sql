-- AlterTable
ALTER TABLE "renewal" ADD COLUMN     "voided_on" DATE;

-- AlterTable
ALTER TABLE "renewal_step" ADD COLUMN     "is_mandatory" BOOLEAN NOT NULL DEFAULT false;

-- A contract is decided about once at a time; one more than 30 days past its term is decided already.
CREATE UNIQUE INDEX renewal_one_open ON renewal (contract_id)
  WHERE decided_on IS NULL AND voided_on IS NULL;
ALTER TABLE renewal ADD CONSTRAINT renewal_override_explained
  CHECK (health_override IS NULL OR health_override_reason IS NOT NULL);

-- The rules with which a program starts, written by the only role that may.
SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES
  ('pol_01m7zb9xg6eshsqmkzg7dnfrv0', 'RENEWAL', 1, '1970-01-01',
   '{"programRate":"0.80","minimumDecided":5,"healthFactors":{"GREEN":"1","AMBER":"0.8","RED":"0.5"},"stageProbabilities":{"ENGAGED":"0.70","QUOTED":"0.80","COMMITTED":"0.95"},"grossRetentionFloor":"0.80","satisfactionFloor":"3","surveyDays":180,"seatDecline":"0.05","seatDays":60,"engagementDays":45,"playbookLeadDays":45,"playbook":[{"code":"REVIEW","title":"Review usage, service results and satisfaction","daysBeforeTermEnd":90,"isMandatory":true},{"code":"TALK","title":"Talk to the customer about the next term","daysBeforeTermEnd":75,"isMandatory":true},{"code":"SCOPE","title":"Agree scope and price","daysBeforeTermEnd":60,"isMandatory":false},{"code":"QUOTE","title":"Send the offer","daysBeforeTermEnd":45,"isMandatory":true},{"code":"COMMIT","title":"Get the commitment in writing","daysBeforeTermEnd":20,"isMandatory":false}]}', '2026-11-01T00:00:00Z', 'service:deals'),
  ('pol_01m7zb9xg8eshsqmm712b6jdrj', 'CO_SELL', 1, '1970-01-01',
   '{"respondDays":{"INITIAL_DEPLOYMENT":5,"AT_RISK_RENEWAL":2,"ENGINEERING":5,"CO_DELIVERY":10,"EXECUTIVE":5}}', '2026-11-01T00:00:00Z', 'service:deals');
RESET ROLE;

ALTER TABLE co_sell_request
  ADD CONSTRAINT co_sell_request_one_subject CHECK (num_nonnulls(opportunity_id, renewal_id, contract_id) = 1),
  ADD CONSTRAINT co_sell_request_closed CHECK ((closed_at IS NOT NULL) = (status IN ('COMPLETED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')));
