-- What an account manager may agree alone, and that no customer is managed twice for the same.

SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01kdvdna02ffsr3ghfmpx6hwtk', 'CONTRACT', 1, '1970-01-01',
  '{"usualTermMonths": {"least": 12, "most": 36},
    "mrrChangeLimits": {"USD": "5000", "EUR": "5000", "GBP": "5000", "CAD": "7000", "AUD": "7000", "CHF": "5000", "JPY": "700000"}}',
  '2026-11-01T00:00:00Z', 'service:deals');

-- What came from another partner was transferred, not renewed.
UPDATE managed_contract c SET transferred_from_id = c.predecessor_id, predecessor_id = NULL
FROM managed_contract p
WHERE p.id = c.predecessor_id AND p.partner_id <> c.partner_id AND c.transferred_from_id IS NULL;
RESET ROLE;

-- The service judges this under a lock of the customer's contracts; this stands behind it. What was stored
-- before, and what a merge of customers brings together, stays until somebody widens it.
CREATE FUNCTION refuse_overlapping_contract() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  during daterange := daterange(NEW.term_start, greatest(coalesce(NEW.ended_on, NEW.term_end), NEW.term_start));
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status <> 'DRAFT' AND OLD.product_line_ids @> NEW.product_line_ids
    AND daterange(OLD.term_start, greatest(coalesce(OLD.ended_on, OLD.term_end), OLD.term_start)) @> during THEN
    RETURN NULL;
  END IF;
  IF EXISTS (
    SELECT FROM managed_contract o
    WHERE o.customer_id = NEW.customer_id AND o.partner_id = NEW.partner_id AND o.id <> NEW.id
      AND o.status <> 'DRAFT' AND o.product_line_ids && NEW.product_line_ids
      AND daterange(o.term_start, greatest(coalesce(o.ended_on, o.term_end), o.term_start)) && during
  ) THEN
    RAISE EXCEPTION 'conflicting key value violates exclusion constraint "managed_contract_no_overlap"'
      USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER no_overlap AFTER INSERT OR UPDATE OF status, term_start, term_end, ended_on, product_line_ids
  ON managed_contract FOR EACH ROW WHEN (NEW.status <> 'DRAFT') EXECUTE FUNCTION refuse_overlapping_contract();

-- What the vendor's people think about a change before it is one is their own affair.
ALTER POLICY partner_own ON contract_change_request USING (false) WITH CHECK (false);
