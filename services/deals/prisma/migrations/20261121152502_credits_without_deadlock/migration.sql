-- Rows that name the opportunity keep its key locked, each for itself: a lock on more than what can be changed
-- would make two of them wait for each other.
CREATE OR REPLACE FUNCTION refuse_credit_beyond_whole() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  given bigint;
BEGIN
  PERFORM FROM opportunity WHERE id = NEW.opportunity_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(r.credit_bps), 0) INTO given FROM opportunity_partner_role r
    WHERE r.opportunity_id = NEW.opportunity_id AND r.role IN ('SOURCED', 'INFLUENCED') AND r.superseded_at IS NULL;
  IF given > 10000 THEN
    RAISE EXCEPTION 'the credits of opportunity % exceed the whole', NEW.opportunity_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'opportunity_partner_role_whole';
  END IF;
  RETURN NULL;
END $$;
