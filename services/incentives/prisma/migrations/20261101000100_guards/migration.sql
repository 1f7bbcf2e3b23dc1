-- Who may see and write what. Money is written by the vendor's side only: partners and account
-- managers read it, whatever the code above asks for.
SELECT channelgraph.guard_partner_table('ledger_account', append_only => true);
SELECT channelgraph.guard_partner_table('journal_entry', append_only => true);
SELECT channelgraph.guard_partner_table('posting', append_only => true);
SELECT channelgraph.guard_partner_table('accrual');
SELECT channelgraph.guard_partner_table('contract_month');
SELECT channelgraph.guard_partner_table('incentive_plan_inclusion', append_only => true);
SELECT channelgraph.guard_program_table('incentive_plan');
SELECT channelgraph.guard_program_table('incentive_plan_version');
SELECT channelgraph.guard_program_table('external_reference');

REVOKE INSERT, UPDATE ON ledger_account, journal_entry, posting, accrual, contract_month, incentive_plan_inclusion
  FROM channelgraph_partner, channelgraph_cam;
REVOKE DELETE ON accrual, contract_month, incentive_plan, incentive_plan_version FROM channelgraph_staff;

-- A session that replays replication would skip ordinary triggers: money keeps its guards there too.
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER append_only_rows, ENABLE ALWAYS TRIGGER append_only_table;
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER append_only_rows, ENABLE ALWAYS TRIGGER append_only_table;
ALTER TABLE posting ENABLE ALWAYS TRIGGER append_only_rows, ENABLE ALWAYS TRIGGER append_only_table;

-- ── The ledger ────────────────────────────────────────────────────────────────────────────────

ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_currency CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE posting ADD CONSTRAINT posting_amount CHECK (amount_minor <> 0);
ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_postings CHECK (posting_count >= 2);
ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_no_self_reversal CHECK (reverses_id <> id);

-- Checked when the transaction commits, because the postings of an entry arrive one after the other.
-- The number declared by the entry closes it: a later transaction cannot add even a balanced pair.
CREATE FUNCTION journal_entry_is_balanced() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  entry journal_entry;
  written bigint;
BEGIN
  IF TG_TABLE_NAME = 'posting' THEN
    SELECT * INTO STRICT entry FROM journal_entry WHERE id = NEW.entry_id;
  ELSE
    entry := NEW;
  END IF;
  SELECT count(*) INTO written FROM posting WHERE entry_id = entry.id;
  IF written < 2 OR written <> entry.posting_count THEN
    RAISE EXCEPTION 'journal entry % declares % postings and has %', entry.id, entry.posting_count, written
      USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_complete', TABLE = 'journal_entry';
  END IF;
  IF EXISTS (SELECT FROM posting WHERE entry_id = entry.id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'journal entry % does not balance', entry.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_balanced', TABLE = 'journal_entry';
  END IF;
  IF EXISTS (SELECT FROM posting WHERE entry_id = entry.id AND posted_on <> entry.posted_on) THEN
    RAISE EXCEPTION 'journal entry % and its postings differ in their day', entry.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_one_day', TABLE = 'journal_entry';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_entry_balanced AFTER INSERT ON journal_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_entry_is_balanced();
CREATE CONSTRAINT TRIGGER posting_balanced AFTER INSERT ON posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_entry_is_balanced();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_entry_balanced;
ALTER TABLE posting ENABLE ALWAYS TRIGGER posting_balanced;

-- ── Accruals ──────────────────────────────────────────────────────────────────────────────────

ALTER TABLE accrual
  ADD CONSTRAINT accrual_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT accrual_period CHECK (extract(day FROM period) = 1),
  ADD CONSTRAINT accrual_rate CHECK (rate BETWEEN 0 AND 1),
  ADD CONSTRAINT accrual_base CHECK (base_minor >= 0),
  ADD CONSTRAINT accrual_amount CHECK ((amount_minor = 0) = (status = 'DECLINED')),
  ADD CONSTRAINT accrual_posted CHECK ((amount_minor = 0) = (journal_entry_id IS NULL)),
  ADD CONSTRAINT accrual_reversal CHECK ((reverses_id IS NULL) = (reason IS NULL)),
  ADD CONSTRAINT accrual_no_self_reversal CHECK (reverses_id <> id);

-- An accrual says what was earned when it was written. Only that it was taken back later is noted on it.
CREATE FUNCTION accrual_is_immutable() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  changeable CONSTANT text[] := ARRAY['status', 'version', 'updated_at', 'updated_by'];
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% of accrual is refused: earnings are taken back by a new accrual', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (to_jsonb(NEW) - changeable) IS DISTINCT FROM (to_jsonb(OLD) - changeable)
    OR OLD.status <> 'ACCRUED' OR NEW.status <> 'REVERSED' THEN
    RAISE EXCEPTION 'accrual % can only be marked as reversed, once', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accrual_immutable_rows BEFORE UPDATE OR DELETE ON accrual
  FOR EACH ROW EXECUTE FUNCTION accrual_is_immutable();
CREATE TRIGGER accrual_immutable_table BEFORE TRUNCATE ON accrual
  FOR EACH STATEMENT EXECUTE FUNCTION accrual_is_immutable();
ALTER TABLE accrual ENABLE ALWAYS TRIGGER accrual_immutable_rows, ENABLE ALWAYS TRIGGER accrual_immutable_table;

-- What an accrual says and what its entry did to the partner's account are one number; a reversed
-- accrual has its counterpart, of the same size.
CREATE FUNCTION accrual_is_booked() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  booked numeric;
BEGIN
  SELECT coalesce(-sum(p.amount_minor), 0) INTO booked
  FROM posting p JOIN ledger_account a ON a.id = p.account_id
  WHERE p.entry_id = NEW.journal_entry_id AND p.currency = NEW.currency AND a.kind <> 'VENDOR_EXPENSE';
  IF booked <> NEW.amount_minor THEN
    RAISE EXCEPTION 'accrual % says % and its entry books %', NEW.id, NEW.amount_minor, booked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accrual_booked', TABLE = 'accrual';
  END IF;
  IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM accrual o WHERE o.id = NEW.reverses_id AND o.status = 'REVERSED' AND o.reverses_id IS NULL
      AND o.currency = NEW.currency AND o.amount_minor = -NEW.amount_minor) THEN
    RAISE EXCEPTION 'accrual % does not take back what it reverses', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accrual_reversal_whole', TABLE = 'accrual';
  END IF;
  IF NEW.status = 'REVERSED' AND NOT EXISTS (SELECT FROM accrual r WHERE r.reverses_id = NEW.id) THEN
    RAISE EXCEPTION 'accrual % is marked as reversed, and nothing reverses it', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accrual_reversal_present', TABLE = 'accrual';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accrual_booked AFTER INSERT OR UPDATE ON accrual
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accrual_is_booked();
ALTER TABLE accrual ENABLE ALWAYS TRIGGER accrual_booked;

ALTER TABLE contract_month
  ADD CONSTRAINT contract_month_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT contract_month_month CHECK (extract(day FROM month) = 1),
  ADD CONSTRAINT contract_month_mrr CHECK (mrr_minor >= 0);

-- ── Plans ─────────────────────────────────────────────────────────────────────────────────────

-- One plan of a kind at a time: a contract month never earns the same kind of commission twice.
ALTER TABLE incentive_plan_version
  ADD CONSTRAINT incentive_plan_version_window CHECK (effective_to > effective_from),
  ADD CONSTRAINT incentive_plan_version_cap CHECK (cap_months > 0),
  ADD CONSTRAINT incentive_plan_version_rates CHECK (jsonb_typeof(rates) = 'array' AND jsonb_array_length(rates) > 0),
  ADD CONSTRAINT incentive_plan_version_no_overlap
    EXCLUDE USING gist (kind WITH =, daterange(effective_from, effective_to) WITH &&);

-- Terms are published once. The one later change is the day on which the next version takes over.
CREATE FUNCTION plan_version_is_immutable() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% of incentive_plan_version is refused: published terms stay', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (to_jsonb(NEW) - 'effective_to') IS DISTINCT FROM (to_jsonb(OLD) - 'effective_to')
    OR OLD.effective_to IS NOT NULL OR NEW.effective_to IS NULL THEN
    RAISE EXCEPTION 'plan version % is published: only its open end can be set, once', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plan_version_immutable_rows BEFORE UPDATE OR DELETE ON incentive_plan_version
  FOR EACH ROW EXECUTE FUNCTION plan_version_is_immutable();
CREATE TRIGGER plan_version_immutable_table BEFORE TRUNCATE ON incentive_plan_version
  FOR EACH STATEMENT EXECUTE FUNCTION plan_version_is_immutable();
ALTER TABLE incentive_plan_version
  ENABLE ALWAYS TRIGGER plan_version_immutable_rows, ENABLE ALWAYS TRIGGER plan_version_immutable_table;

-- Terms never change under what was already earned: a version starts after the last accrued month.
CREATE FUNCTION plan_version_is_prospective() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM accrual WHERE plan_version_id = NEW.id
      AND (period + interval '1 month' - interval '1 day')::date >= NEW.effective_to) THEN
    RAISE EXCEPTION 'plan version % has accrued a month that ends after its new end', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'incentive_plan_version_prospective';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER plan_version_prospective AFTER UPDATE ON incentive_plan_version
  FOR EACH ROW EXECUTE FUNCTION plan_version_is_prospective();

-- The partners named are part of the terms: as many as the version declares, in its transaction.
CREATE FUNCTION plan_inclusions_are_complete() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  version_id text;
BEGIN
  IF TG_TABLE_NAME = 'incentive_plan_version' THEN
    version_id := NEW.id;
  ELSE
    version_id := NEW.plan_version_id;
  END IF;
  IF (SELECT v.inclusion_count FROM incentive_plan_version v WHERE v.id = version_id)
    <> (SELECT count(*) FROM incentive_plan_inclusion i WHERE i.plan_version_id = version_id) THEN
    RAISE EXCEPTION 'plan version % is published: the partners it names stay as declared', version_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'incentive_plan_version_inclusions';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_version_inclusions_complete AFTER INSERT ON incentive_plan_version
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION plan_inclusions_are_complete();
CREATE CONSTRAINT TRIGGER plan_inclusions_complete AFTER INSERT ON incentive_plan_inclusion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION plan_inclusions_are_complete();
