-- What a Prisma schema cannot say: who may see which rows, what excludes what, what never changes.

-- ── Who sees what ─────────────────────────────────────────────────────────────────────────────

SELECT channelgraph.guard_program_table('program');
SELECT channelgraph.guard_program_table('tier');
SELECT channelgraph.guard_program_table('product_line');
SELECT channelgraph.guard_program_table('partner_type_profile');
SELECT channelgraph.guard_program_table('scorecard_template', append_only => true);

SELECT channelgraph.guard_partner_table('partner', partner_column => 'id');
SELECT channelgraph.guard_partner_table('partner_user');
SELECT channelgraph.guard_partner_table('program_enrollment');
SELECT channelgraph.guard_partner_table('tier_assignment');
SELECT channelgraph.guard_partner_table('cam_assignment');
SELECT channelgraph.guard_partner_table('plan_target');
SELECT channelgraph.guard_partner_table('metric_fact', append_only => true);
SELECT channelgraph.guard_partner_table('external_reference');
SELECT channelgraph.guard_staff_table('staff_member');

-- An account manager knows every partner by name, tier, type, status and account manager; the columns
-- beyond that are hidden by the service outside the portfolio.
CREATE POLICY cam_reads_all ON partner FOR SELECT TO channelgraph_cam USING (true);
CREATE POLICY cam_reads_all ON tier_assignment FOR SELECT TO channelgraph_cam USING (true);
CREATE POLICY cam_reads_all ON cam_assignment FOR SELECT TO channelgraph_cam USING (true);

-- A partner knows the people who look after it.
GRANT SELECT ON staff_member TO channelgraph_partner;
CREATE POLICY partner_reads_own_cam ON staff_member FOR SELECT TO channelgraph_partner
  USING (id IN (SELECT a.cam_id FROM cam_assignment a WHERE a.partner_id = (SELECT channelgraph.viewer_partner_id())));

-- Names of things that belong to no partner (product lines, programs) are nobody's secret.
CREATE POLICY everybody_reads_program ON external_reference FOR SELECT
  TO channelgraph_partner, channelgraph_cam USING (partner_id IS NULL);

-- Partners change nothing in this service, and account managers only the partner itself.
REVOKE INSERT, UPDATE ON partner, partner_user, program_enrollment, tier_assignment, cam_assignment,
  plan_target, metric_fact, external_reference FROM channelgraph_partner;
REVOKE INSERT ON partner FROM channelgraph_cam;
REVOKE INSERT, UPDATE ON partner_user, program_enrollment, tier_assignment, cam_assignment,
  plan_target, metric_fact, external_reference FROM channelgraph_cam;
REVOKE DELETE ON partner, partner_user, tier_assignment, plan_target FROM channelgraph_staff;
GRANT USAGE ON SEQUENCE metric_fact_sequence_seq TO channelgraph_staff;

-- ── What excludes what ────────────────────────────────────────────────────────────────────────

ALTER TABLE tier_assignment
  ADD CONSTRAINT tier_assignment_one_at_a_time EXCLUDE USING gist
    (partner_id WITH =, program_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL),
  ADD CONSTRAINT tier_assignment_span CHECK (valid_to IS NULL OR valid_from < valid_to);
ALTER TABLE cam_assignment
  ADD CONSTRAINT cam_assignment_one_at_a_time EXCLUDE USING gist
    (partner_id WITH =, specialisation WITH =, daterange(valid_from, valid_to) WITH &&),
  ADD CONSTRAINT cam_assignment_span CHECK (valid_to IS NULL OR valid_from < valid_to);
ALTER TABLE program_enrollment
  ADD CONSTRAINT program_enrollment_one_at_a_time EXCLUDE USING gist
    (partner_id WITH =, program_id WITH =, daterange(starts_on, ends_on) WITH &&),
  ADD CONSTRAINT program_enrollment_span CHECK (ends_on IS NULL OR starts_on < ends_on);
ALTER TABLE plan_target
  ADD CONSTRAINT plan_target_one_at_a_time EXCLUDE USING gist
    (partner_id WITH =, kpi WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL),
  ADD CONSTRAINT plan_target_span CHECK (valid_from < valid_to),
  ADD CONSTRAINT plan_target_positive CHECK (amount_minor > 0);
ALTER TABLE partner_type_profile
  ADD CONSTRAINT partner_type_profile_once EXCLUDE USING gist (partner_type WITH =, segment WITH =),
  ADD CONSTRAINT partner_type_profile_once_without_segment EXCLUDE USING gist (partner_type WITH =)
    WHERE (segment IS NULL),
  ADD CONSTRAINT partner_type_profile_segment CHECK (segment IS NULL OR partner_type = 'MSP');
ALTER TABLE tier
  ADD CONSTRAINT tier_rank CHECK (rank >= 1);
ALTER TABLE partner
  ADD CONSTRAINT partner_has_type CHECK (cardinality(types) > 0),
  ADD CONSTRAINT partner_segment CHECK (
    'MSP' = ANY (types) OR (segment IS NULL AND cardinality(secondary_segments) = 0));
ALTER TABLE metric_fact
  ADD CONSTRAINT metric_fact_denominator CHECK (denominator >= 0),
  ADD CONSTRAINT metric_fact_period CHECK (period_start <= period_end),
  ADD CONSTRAINT metric_fact_sample CHECK (sample_size >= 0);

-- ── What never changes ────────────────────────────────────────────────────────────────────────

-- A tier assignment may stop being current knowledge, once; what it said stays.
CREATE FUNCTION keep_tier_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.superseded_at IS NOT NULL OR (to_jsonb(OLD) - 'superseded_at') <> (to_jsonb(NEW) - 'superseded_at') THEN
    RAISE EXCEPTION 'a tier assignment is corrected by another row' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION keep_tier_history() FROM PUBLIC;
CREATE TRIGGER keep_tier_history BEFORE UPDATE ON tier_assignment
  FOR EACH ROW EXECUTE FUNCTION keep_tier_history();
