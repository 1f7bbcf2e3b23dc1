-- The rules of leads with which a program starts, and the credits of the deals that are stored already.

SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01kdvdna02fhqvx3k8w5m2tz9c', 'LEAD', 1, '1970-01-01',
  '{"response": {"hours": 16, "clock": "BUSINESS", "calendar": {"timeZone": null, "holidays": [], "week": [
      [{"from": "09:00", "to": "17:00"}], [{"from": "09:00", "to": "17:00"}], [{"from": "09:00", "to": "17:00"}],
      [{"from": "09:00", "to": "17:00"}], [{"from": "09:00", "to": "17:00"}], [], []]}},
    "maximumRounds": 3, "partnerTypes": [], "products": [], "capacity": {"withoutTier": 5, "byRank": [10, 20, 40, 80]}}',
  '2026-11-21T00:00:00Z', 'service:deals');

-- Who found or helped a deal has all of it, because nobody else is known to have a part; the other roles nothing.
INSERT INTO opportunity_partner_role (id, opportunity_id, partner_id, owner_partner_id, role, credit_bps, basis,
  registration_id, recorded_at, recorded_by)
SELECT 'opr_' || substr(o.id, 5), o.id, o.partner_id, o.partner_id, o.source_role,
  CASE WHEN o.source_role IN ('SOURCED', 'INFLUENCED') THEN 10000 ELSE 0 END, 'IMPORT', NULL, o.created_at, o.created_by
FROM opportunity o WHERE o.source_role IS NOT NULL;
RESET ROLE;

-- Nobody divides more than the whole: judged at the end of the transaction over all partners, whoever writes,
-- and one transaction after the other.
CREATE FUNCTION refuse_credit_beyond_whole() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  given bigint;
BEGIN
  PERFORM FROM opportunity WHERE id = NEW.opportunity_id FOR UPDATE;
  SELECT coalesce(sum(r.credit_bps), 0) INTO given FROM opportunity_partner_role r
    WHERE r.opportunity_id = NEW.opportunity_id AND r.role IN ('SOURCED', 'INFLUENCED') AND r.superseded_at IS NULL;
  IF given > 10000 THEN
    RAISE EXCEPTION 'the credits of opportunity % exceed the whole', NEW.opportunity_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'opportunity_partner_role_whole';
  END IF;
  RETURN NULL;
END $$;
-- The owner of the tables is bound by their guards; staff sees all rows.
GRANT CREATE ON SCHEMA public TO channelgraph_staff;
ALTER FUNCTION refuse_credit_beyond_whole() OWNER TO channelgraph_staff;
REVOKE CREATE ON SCHEMA public FROM channelgraph_staff;
CREATE CONSTRAINT TRIGGER opportunity_partner_role_whole AFTER INSERT OR UPDATE ON opportunity_partner_role
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_credit_beyond_whole();
