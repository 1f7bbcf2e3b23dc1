-- Who may see and change what. Nothing here is written by partner users or account managers, so the
-- right that the guards would give them is taken back.
SELECT channelgraph.guard_program_table('certification_track');
SELECT channelgraph.guard_program_table('certification_requirement');
SELECT channelgraph.guard_partner_table('certification_award');
SELECT channelgraph.guard_partner_table('partner_profile');
SELECT channelgraph.guard_partner_table('membership');
SELECT channelgraph.guard_partner_table('reported_coverage');
SELECT channelgraph.guard_partner_table('coverage_progress');
SELECT channelgraph.guard_partner_table('external_reference');
REVOKE INSERT, UPDATE ON certification_award, partner_profile, membership, reported_coverage,
  coverage_progress, external_reference FROM channelgraph_partner, channelgraph_cam;

-- References of tracks belong to the program: everybody reads them.
CREATE POLICY everybody_reads_program ON external_reference FOR SELECT
  TO channelgraph_partner, channelgraph_cam USING (partner_id IS NULL);

-- ── Tracks ────────────────────────────────────────────────────────────────────────────────────

ALTER TABLE certification_track ADD CONSTRAINT certification_track_validity
  CHECK (validity_months BETWEEN 1 AND 120);

-- Awards carry the scope of their track; a track that changed its scope would rewrite the past.
CREATE FUNCTION refuse_scope_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the scope of a certification track is fixed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER scope_is_fixed BEFORE UPDATE ON certification_track FOR EACH ROW
  WHEN (OLD.scope IS DISTINCT FROM NEW.scope) EXECUTE FUNCTION refuse_scope_change();

-- ── Awards: written once; superseded once or revoked once ─────────────────────────────────────

ALTER TABLE certification_award
  ADD CONSTRAINT certification_award_expiry CHECK (expires_on >= awarded_on),
  ADD CONSTRAINT certification_award_supersession CHECK (
    (superseded_by_id IS NULL) = (superseded_on IS NULL) AND superseded_by_id <> id AND superseded_on >= awarded_on),
  ADD CONSTRAINT certification_award_revocation CHECK (
    (revoked_on IS NULL) = (revocation_reason IS NULL) AND revoked_on >= awarded_on),
  ADD CONSTRAINT certification_award_one_end CHECK (superseded_on IS NULL OR revoked_on IS NULL),
  -- Of one person's awards in one track at most one stands. Deferred, because a renewal is written
  -- before the award that it supersedes is marked.
  ADD CONSTRAINT certification_award_one_stands
    EXCLUDE (partner_id WITH =, user_id WITH =, track_id WITH =)
    WHERE (superseded_by_id IS NULL AND revoked_on IS NULL) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION protect_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - '{version,superseded_by_id,superseded_on,revoked_on,revocation_reason,updated_at,updated_by}'::text[]
     IS DISTINCT FROM
     to_jsonb(NEW) - '{version,superseded_by_id,superseded_on,revoked_on,revocation_reason,updated_at,updated_by}'::text[]
  THEN
    RAISE EXCEPTION 'certification awards are written once' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.superseded_by_id IS NOT NULL OR OLD.revoked_on IS NOT NULL THEN
    RAISE EXCEPTION 'a superseded or revoked certification award is final' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'a change of a certification award is one version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER written_once BEFORE UPDATE ON certification_award
  FOR EACH ROW EXECUTE FUNCTION protect_award();
CREATE TRIGGER never_removed BEFORE DELETE ON certification_award
  FOR EACH ROW EXECUTE FUNCTION channelgraph.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certification_award
  FOR EACH STATEMENT EXECUTE FUNCTION channelgraph.refuse_change();
REVOKE DELETE ON certification_award FROM channelgraph_staff;

-- ── Requirements: versions that follow each other; only the end of the newest is ever set ──────

ALTER TABLE certification_requirement
  ADD CONSTRAINT certification_requirement_people CHECK (minimum_people BETWEEN 0 AND 1000),
  ADD CONSTRAINT certification_requirement_segment CHECK (segment IS NULL OR partner_type = 'MSP'),
  ADD CONSTRAINT certification_requirement_period CHECK (effective_from < effective_to),
  ADD CONSTRAINT certification_requirement_one_per_type
    EXCLUDE USING gist (partner_type WITH =, scope WITH =, daterange(effective_from, effective_to) WITH &&)
    WHERE (segment IS NULL),
  ADD CONSTRAINT certification_requirement_one_per_segment
    EXCLUDE USING gist (partner_type WITH =, segment WITH =, scope WITH =,
      daterange(effective_from, effective_to) WITH &&)
    WHERE (segment IS NOT NULL);

CREATE FUNCTION protect_requirement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(OLD) - 'effective_to' IS DISTINCT FROM to_jsonb(NEW) - 'effective_to' OR OLD.effective_to IS NOT NULL THEN
    RAISE EXCEPTION 'a published certification requirement is fixed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER written_once BEFORE UPDATE ON certification_requirement
  FOR EACH ROW EXECUTE FUNCTION protect_requirement();
CREATE TRIGGER never_removed BEFORE DELETE ON certification_requirement
  FOR EACH ROW EXECUTE FUNCTION channelgraph.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certification_requirement
  FOR EACH STATEMENT EXECUTE FUNCTION channelgraph.refuse_change();
REVOKE DELETE ON certification_requirement FROM channelgraph_staff;

-- ── What the partners service said, by the days on which it held ───────────────────────────────

ALTER TABLE partner_profile
  ADD CONSTRAINT partner_profile_period CHECK (valid_from < valid_to),
  ADD CONSTRAINT partner_profile_one_at_a_time
    EXCLUDE USING gist (partner_id WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE membership
  ADD CONSTRAINT membership_period CHECK (valid_from < valid_to),
  ADD CONSTRAINT membership_one_at_a_time
    EXCLUDE USING gist (user_id WITH =, daterange(valid_from, valid_to) WITH &&);
