-- The tables, roles and guards that every service's database shares. They live in their own
-- PostgreSQL schema, so that a service's Prisma schema describes nothing but its own concepts.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Roles belong to the cluster, and four databases may be migrated at the same moment.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'channelgraph_app', 'channelgraph_partner', 'channelgraph_cam', 'channelgraph_staff'
  ] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOBYPASSRLS', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      EXECUTE format('GRANT %I TO CURRENT_USER', role_name);
    EXCEPTION
      WHEN duplicate_object OR unique_violation OR internal_error THEN NULL;
      -- Another database user made the roles: it is enough to be a member already.
      WHEN insufficient_privilege THEN
        IF NOT pg_has_role(CURRENT_USER, role_name, 'MEMBER') THEN
          RAISE EXCEPTION 'The database user % may not use the role %', CURRENT_USER, role_name
            USING HINT = format('As the user who owns the role: GRANT %I TO %I', role_name, CURRENT_USER);
        END IF;
    END;
  END LOOP;
END $$;

CREATE SCHEMA channelgraph;
GRANT USAGE ON SCHEMA channelgraph, public TO channelgraph_partner, channelgraph_cam, channelgraph_staff;

-- Who asks, as set by the database door at the start of every transaction. A missing setting reads
-- as null and so matches no row.
CREATE FUNCTION channelgraph.viewer_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('channelgraph.viewer_id', true), '') $$;
CREATE FUNCTION channelgraph.viewer_partner_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('channelgraph.partner_id', true), '') $$;

-- ── Replica of what the other services need to know of a partner ──────────────────────────────

CREATE TABLE channelgraph.partner_directory (
  partner_id       text PRIMARY KEY,
  display_name     text NOT NULL,
  types            text[] NOT NULL,
  segment          text,
  status           text NOT NULL,
  program_id       text,
  time_zone        text NOT NULL,
  currency         char(3) NOT NULL,
  delivered_scopes text[] NOT NULL DEFAULT '{}',
  version          integer NOT NULL,
  changed_at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE channelgraph.partner_tier (
  partner_id text NOT NULL REFERENCES channelgraph.partner_directory ON DELETE CASCADE,
  tier_id    text NOT NULL,
  rank       integer NOT NULL,
  valid_from date NOT NULL,
  valid_to   date,
  PRIMARY KEY (partner_id, valid_from)
);

CREATE TABLE channelgraph.portfolio (
  partner_id text NOT NULL,
  cam_id     text NOT NULL,
  PRIMARY KEY (cam_id, partner_id)
);
CREATE INDEX portfolio_partner ON channelgraph.portfolio (partner_id);

CREATE TABLE channelgraph.member (
  user_id    text PRIMARY KEY,
  partner_id text NOT NULL,
  status     text NOT NULL
);
CREATE INDEX member_partner ON channelgraph.member (partner_id);

CREATE TABLE channelgraph.product_line_directory (
  product_line_id text PRIMARY KEY,
  code            text NOT NULL,
  name            text NOT NULL,
  is_active       boolean NOT NULL,
  version         integer NOT NULL
);

-- The names that other systems give to the partners service's objects.
CREATE TABLE channelgraph.external_name (
  entity_type text NOT NULL,
  system      text NOT NULL,
  external_id text NOT NULL,
  entity_id   text NOT NULL,
  partner_id  text,
  PRIMARY KEY (entity_type, system, external_id)
);
CREATE INDEX external_name_entity ON channelgraph.external_name (entity_id);

-- ── Guards ────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION channelgraph.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: its rows are written once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

-- Forbids changing or removing rows, for every role and for the owner.
CREATE FUNCTION channelgraph.guard_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION channelgraph.refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION channelgraph.refuse_change()', target);
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s
    FROM channelgraph_partner, channelgraph_cam, channelgraph_staff', target);
END $$;

-- Rows that belong to one partner: its own users, the account managers of its portfolio, and staff.
CREATE FUNCTION channelgraph.guard_partner_table(
  target regclass,
  append_only boolean DEFAULT false,
  partner_column text DEFAULT 'partner_id'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  own text := format('%I = (SELECT channelgraph.viewer_partner_id())', partner_column);
  portfolio text := format(
    '%I IN (SELECT p.partner_id FROM channelgraph.portfolio p WHERE p.cam_id = channelgraph.viewer_id())',
    partner_column);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY partner_own ON %s TO channelgraph_partner USING (%s) WITH CHECK (%s)',
    target, own, own);
  EXECUTE format('CREATE POLICY cam_portfolio ON %s TO channelgraph_cam USING (%s) WITH CHECK (%s)',
    target, portfolio, portfolio);
  EXECUTE format('CREATE POLICY staff_all ON %s TO channelgraph_staff USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s
    TO channelgraph_partner, channelgraph_cam, channelgraph_staff', target);
  EXECUTE format('GRANT DELETE ON %s TO channelgraph_staff', target);
  IF append_only THEN
    PERFORM channelgraph.guard_append_only(target);
  END IF;
END $$;

-- Rows that everybody may read and only staff may write (programs, tiers, product lines).
CREATE FUNCTION channelgraph.guard_program_table(
  target regclass,
  append_only boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY everybody_reads ON %s FOR SELECT
    TO channelgraph_partner, channelgraph_cam, channelgraph_staff USING (true)', target);
  EXECUTE format('CREATE POLICY staff_all ON %s TO channelgraph_staff USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT ON %s TO channelgraph_partner, channelgraph_cam', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO channelgraph_staff', target);
  IF append_only THEN
    PERFORM channelgraph.guard_append_only(target);
  END IF;
END $$;

-- Rows of the vendor alone (its staff, cross-partner ledger accounts): account managers may read.
CREATE FUNCTION channelgraph.guard_staff_table(
  target regclass,
  append_only boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY cam_reads ON %s FOR SELECT TO channelgraph_cam USING (true)', target);
  EXECUTE format('CREATE POLICY staff_all ON %s TO channelgraph_staff USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT ON %s TO channelgraph_cam', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO channelgraph_staff', target);
  IF append_only THEN
    PERFORM channelgraph.guard_append_only(target);
  END IF;
END $$;

SELECT channelgraph.guard_partner_table('channelgraph.partner_directory');
SELECT channelgraph.guard_partner_table('channelgraph.partner_tier');
SELECT channelgraph.guard_partner_table('channelgraph.member');
SELECT channelgraph.guard_program_table('channelgraph.product_line_directory');
SELECT channelgraph.guard_partner_table('channelgraph.external_name');
CREATE POLICY names_of_the_program ON channelgraph.external_name FOR SELECT
  TO channelgraph_partner, channelgraph_cam USING (partner_id IS NULL);

ALTER TABLE channelgraph.portfolio ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY cam_own ON channelgraph.portfolio FOR SELECT TO channelgraph_cam
  USING (cam_id = (SELECT channelgraph.viewer_id()));
CREATE POLICY staff_all ON channelgraph.portfolio TO channelgraph_staff USING (true) WITH CHECK (true);
GRANT SELECT ON channelgraph.portfolio TO channelgraph_cam;
GRANT SELECT, INSERT, DELETE ON channelgraph.portfolio TO channelgraph_staff;

-- ── Idempotency ───────────────────────────────────────────────────────────────────────────────

CREATE TABLE channelgraph.idempotency (
  principal  text NOT NULL,
  mutation   text NOT NULL,
  key        text NOT NULL,
  input_hash text NOT NULL,
  result     jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, mutation, key)
);
CREATE INDEX idempotency_created ON channelgraph.idempotency (created_at);
ALTER TABLE channelgraph.idempotency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_keys ON channelgraph.idempotency
  TO channelgraph_partner, channelgraph_cam, channelgraph_staff
  USING (principal = (SELECT channelgraph.viewer_id()))
  WITH CHECK (principal = (SELECT channelgraph.viewer_id()));
GRANT SELECT, INSERT ON channelgraph.idempotency
  TO channelgraph_partner, channelgraph_cam, channelgraph_staff;

-- ── Audit trail: one hash chain per partner, and one for the program ──────────────────────────

CREATE TABLE channelgraph.audit_event (
  id                text PRIMARY KEY,
  chain             text NOT NULL,
  sequence          bigint NOT NULL,
  at                timestamptz(3) NOT NULL,
  actor             text NOT NULL,
  role              text NOT NULL,
  action            text NOT NULL,
  entity_type       text NOT NULL,
  entity_id         text NOT NULL,
  partner_id        text,
  reason            text,
  before_hash       text,
  after_hash        text,
  policy_version_id text,
  request_id        text,
  previous_hash     text NOT NULL,
  hash              text NOT NULL,
  UNIQUE (chain, sequence)
);
CREATE INDEX audit_event_entity ON channelgraph.audit_event (entity_id, id);
CREATE INDEX audit_event_partner ON channelgraph.audit_event (partner_id, id);

CREATE TABLE channelgraph.audit_head (
  chain    text PRIMARY KEY,
  sequence bigint NOT NULL,
  hash     text NOT NULL
);

-- The bytes that are hashed: every stored field, in this order, separated by U+001F, null as empty.
CREATE FUNCTION channelgraph.audit_hash(e channelgraph.audit_event) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat(
    e.previous_hash, E'\x1f', e.chain, E'\x1f', e.sequence, E'\x1f', e.id, E'\x1f',
    floor(extract(epoch FROM e.at) * 1000)::bigint, E'\x1f', e.actor, E'\x1f', e.role, E'\x1f',
    e.action, E'\x1f', e.entity_type, E'\x1f', e.entity_id, E'\x1f', e.partner_id, E'\x1f',
    e.reason, E'\x1f', e.before_hash, E'\x1f', e.after_hash, E'\x1f', e.policy_version_id, E'\x1f',
    e.request_id), 'UTF8')), 'hex')
$$;

-- Runs with the owner's rights, because nobody else may touch the heads.
CREATE FUNCTION channelgraph.chain_audit_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
DECLARE
  head channelgraph.audit_head;
BEGIN
  NEW.chain := coalesce(NEW.partner_id, 'program');
  INSERT INTO audit_head (chain, sequence, hash) VALUES (NEW.chain, 0, repeat('0', 64))
    ON CONFLICT (chain) DO NOTHING;
  SELECT * INTO head FROM audit_head WHERE chain = NEW.chain FOR UPDATE;
  NEW.sequence := head.sequence + 1;
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET sequence = NEW.sequence, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;
CREATE TRIGGER chain_audit_event BEFORE INSERT ON channelgraph.audit_event
  FOR EACH ROW EXECUTE FUNCTION channelgraph.chain_audit_event();

-- The first broken link of every chain; no row when the trail is whole and ends at its head.
CREATE FUNCTION channelgraph.verify_audit() RETURNS TABLE (chain text, sequence bigint, problem text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
  WITH linked AS (
    SELECT e.*, audit_hash(e) AS expected_hash,
      coalesce(lag(e.hash) OVER w, repeat('0', 64)) AS expected_previous,
      row_number() OVER w AS expected_sequence
    FROM audit_event e WINDOW w AS (PARTITION BY e.chain ORDER BY e.sequence)
  ), broken AS (
    SELECT l.chain, l.sequence, CASE
      WHEN l.sequence <> l.expected_sequence THEN 'a row is missing before this one'
      WHEN l.previous_hash <> l.expected_previous THEN 'the row does not follow its predecessor'
      ELSE 'the row was changed' END AS problem
    FROM linked l
    WHERE l.sequence <> l.expected_sequence OR l.previous_hash <> l.expected_previous OR l.hash <> l.expected_hash
    UNION ALL
    SELECT h.chain, h.sequence, 'the end of the chain is cut off'
    FROM audit_head h
    LEFT JOIN LATERAL (
      SELECT e.sequence, e.hash FROM audit_event e WHERE e.chain = h.chain ORDER BY e.sequence DESC LIMIT 1
    ) last ON true
    WHERE last.hash IS DISTINCT FROM h.hash OR last.sequence IS DISTINCT FROM h.sequence
  )
  SELECT DISTINCT ON (broken.chain) broken.chain, broken.sequence, broken.problem
  FROM broken ORDER BY broken.chain, broken.sequence
$$;

SELECT channelgraph.guard_partner_table('channelgraph.audit_event', append_only => true);

-- ── Events: written with the change, delivered afterwards ─────────────────────────────────────

CREATE TABLE channelgraph.event (
  id          text PRIMARY KEY,
  type        text NOT NULL,
  subject     text NOT NULL,
  sequence    bigint NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  actor       text NOT NULL,
  data        jsonb NOT NULL,
  UNIQUE (subject, sequence)
);

CREATE TABLE channelgraph.event_head (
  subject  text PRIMARY KEY,
  sequence bigint NOT NULL
);

CREATE TABLE channelgraph.subscription (
  consumer   text NOT NULL,
  event_type text NOT NULL,
  PRIMARY KEY (consumer, event_type)
);

CREATE TABLE channelgraph.event_delivery (
  event_id     text NOT NULL REFERENCES channelgraph.event,
  consumer     text NOT NULL,
  subject      text NOT NULL,
  sequence     bigint NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  parked_at    timestamptz,
  last_error   text,
  PRIMARY KEY (event_id, consumer)
);
CREATE INDEX event_delivery_waiting ON channelgraph.event_delivery (consumer, subject, sequence)
  WHERE delivered_at IS NULL;

CREATE TABLE channelgraph.inbox (
  event_id    text PRIMARY KEY,
  type        text NOT NULL,
  subject     text NOT NULL,
  sequence    bigint NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION channelgraph.number_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
BEGIN
  INSERT INTO event_head AS h (subject, sequence) VALUES (NEW.subject, 1)
    ON CONFLICT (subject) DO UPDATE SET sequence = h.sequence + 1
    RETURNING h.sequence INTO NEW.sequence;
  RETURN NEW;
END $$;
CREATE TRIGGER number_event BEFORE INSERT ON channelgraph.event
  FOR EACH ROW EXECUTE FUNCTION channelgraph.number_event();

-- Puts a job into the queue inside the caller's transaction. A job with the same key that waits
-- already is replaced, so that a hundred changes ask for one piece of work.
CREATE FUNCTION channelgraph.enqueue(task text, payload jsonb, job_key text, queue text, run_at timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    task, payload::json, queue_name => queue, run_at => run_at, max_attempts => 12, job_key => job_key);
END $$;

CREATE FUNCTION channelgraph.fan_out_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
DECLARE
  target text;
BEGIN
  FOR target IN SELECT consumer FROM subscription WHERE event_type = NEW.type LOOP
    INSERT INTO event_delivery (event_id, consumer, subject, sequence)
      VALUES (NEW.id, target, NEW.subject, NEW.sequence);
    PERFORM enqueue(
      'deliver_events', jsonb_build_object('consumer', target, 'subject', NEW.subject),
      'deliver:' || target || ':' || NEW.subject, 'deliver:' || target || ':' || NEW.subject, now());
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER fan_out_event AFTER INSERT ON channelgraph.event
  FOR EACH ROW EXECUTE FUNCTION channelgraph.fan_out_event();

SELECT channelgraph.guard_append_only('channelgraph.event');
GRANT INSERT ON channelgraph.event TO channelgraph_partner, channelgraph_cam, channelgraph_staff;
GRANT SELECT, INSERT ON channelgraph.inbox TO channelgraph_staff;

-- What the schema's roles may call. PostgreSQL lets PUBLIC execute new functions: take that back.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA channelgraph FROM PUBLIC;
GRANT EXECUTE ON FUNCTION channelgraph.viewer_id(), channelgraph.viewer_partner_id(),
  channelgraph.enqueue(text, jsonb, text, text, timestamptz)
  TO channelgraph_partner, channelgraph_cam, channelgraph_staff;
GRANT EXECUTE ON FUNCTION channelgraph.verify_audit() TO channelgraph_staff;
