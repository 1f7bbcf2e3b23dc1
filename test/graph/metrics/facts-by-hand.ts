// The rows behind each indicator of the deals service, as one would ask for them by hand, without any of the service's code. $1 is
// the partner, $2 the day, $3 the currency of its figures, $4 its time zone and $5 the day of its enrolment.

const contracts = `rev AS (
    SELECT r.*, lag(r.mrr_minor) OVER w AS mrr_before, lag(r.status) OVER w AS status_before
    FROM managed_contract_revision r WHERE r.partner_id = $1 AND r.superseded_at IS NULL
    WINDOW w AS (PARTITION BY r.contract_id ORDER BY r.valid_from)
  ), days AS (SELECT ($2::date - interval '12 months')::date AS base_day, $2::date AS now_day)`;
const standing = (day: string) => `r.valid_from <= ${day} AND (r.valid_to IS NULL OR r.valid_to > ${day})`;
const seatsOn = (day: string) => `coalesce((
    SELECT s.billable FROM seat_snapshot s WHERE s.contract_id = r.contract_id AND s.date <= ${day}
    ORDER BY s.date DESC, CASE s.provenance WHEN 'VERIFIED' THEN 1 WHEN 'SYSTEM' THEN 2 WHEN 'IMPORT' THEN 3 ELSE 4 END, s.recorded_at DESC LIMIT 1
  ), r.contracted_seats)`;
const customers = `${contracts}, customer AS (
    SELECT r.customer_id,
      coalesce(bool_or(r.status = 'ACTIVE' AND ${standing('base_day')}), false) AS was,
      coalesce(bool_or(r.status = 'ACTIVE' AND ${standing('now_day')}), false) AS is_now,
      coalesce(bool_or(r.status = 'TRANSFERRED' AND ${standing('now_day')}), false) AS left_us,
      coalesce(sum(r.mrr_minor) FILTER (WHERE r.status = 'ACTIVE' AND r.currency = $3 AND ${standing('base_day')}), 0) AS before,
      coalesce(sum(r.mrr_minor) FILTER (WHERE r.status = 'ACTIVE' AND r.currency = $3 AND ${standing('now_day')}), 0) AS after,
      coalesce(sum(r.mrr_minor - r.mrr_before) FILTER (WHERE r.is_price_change AND r.status = 'ACTIVE' AND r.status_before = 'ACTIVE'
        AND r.mrr_before > 0 AND r.mrr_minor > 0 AND r.currency = $3 AND r.valid_from > base_day AND r.valid_from <= now_day), 0) AS dearer
    FROM rev r, days GROUP BY r.customer_id
  ), base AS (SELECT * FROM customer WHERE was AND (is_now OR NOT left_us))`;
const renewals = `decided AS (
    SELECT r.*, CASE WHEN r.decided_on IS NOT NULL AND r.decided_on <= $2::date THEN r.stage::text
      WHEN r.term_end + 30 < $2::date THEN 'LAPSED' ELSE 'PENDING' END AS standing
    FROM renewal r WHERE r.partner_id = $1 AND r.voided_on IS NULL
      AND r.term_end > ($2::date - interval '3 months')::date AND r.term_end <= $2::date
  )`;
const deals = `deal AS (
    SELECT v.*, v.one_time_minor + v.mrr_minor * least(12, v.term_months) AS acv FROM opportunity_revision v
    WHERE v.superseded_at IS NULL AND v.valid_from <= $2::date AND (v.valid_to IS NULL OR v.valid_to > $2::date)
  )`;
const registrations = `reg AS (
    SELECT g.*, (g.submitted_at AT TIME ZONE $4)::date AS submitted_day,
      coalesce((SELECT min((d.decided_at AT TIME ZONE $4)::date) FROM registration_decision d WHERE d.registration_id = g.id AND d.outcome = 'APPROVED'),
        CASE WHEN g.status NOT IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED', 'REJECTED', 'WITHDRAWN') THEN (g.decided_at AT TIME ZONE $4)::date END) AS approved_day,
      coalesce((SELECT max((d.decided_at AT TIME ZONE $4)::date) FROM registration_decision d WHERE d.registration_id = g.id AND d.outcome = 'REJECTED'),
        CASE WHEN g.status = 'REJECTED' THEN (g.decided_at AT TIME ZONE $4)::date END) AS rejected_day
    FROM deal_registration g WHERE g.partner_id = $1 AND g.status NOT IN ('DRAFT') AND g.submitted_at IS NOT NULL
  )`;
const quarterAgo = `($2::date - interval '3 months')::date`;
const yearAgo = `($2::date - interval '12 months')::date`;
const won = `partner_id = $1 AND stage = 'WON' AND valid_from > ${yearAgo}`;

/** By indicator, the statement that gives its numerator, denominator and sample; null where there is none, or none to compare. */
export const byHand: Readonly<Record<string, string>> = {
  SEAT_GROWTH: `WITH ${contracts}, seat AS (
      SELECT c.seat_unit, r.contract_id,
        sum(CASE WHEN r.status = 'ACTIVE' AND ${standing('base_day')} THEN ${seatsOn('base_day')} END) AS before,
        sum(CASE WHEN r.status = 'ACTIVE' AND ${standing('now_day')} THEN ${seatsOn('now_day')} END) AS after,
        bool_or(r.status = 'TRANSFERRED' AND ${standing('now_day')}) AS left_us
      FROM rev r JOIN managed_contract c ON c.id = r.contract_id, days GROUP BY 1, 2
    ), unit AS (
      SELECT seat_unit, coalesce(sum(before) FILTER (WHERE NOT left_us), 0) AS before, coalesce(sum(after), 0) AS after,
        count(before) FILTER (WHERE NOT left_us) AS contracts FROM seat GROUP BY 1
    ) SELECT after - before AS num, before AS den, contracts AS n FROM unit ORDER BY before DESC, after DESC LIMIT 1`,
  GROSS_REVENUE_RETENTION: `WITH ${customers}
    SELECT sum(CASE WHEN is_now THEN least(before, greatest(0, after - dearer)) ELSE 0 END) / 100 AS num, sum(before) / 100 AS den, count(*) AS n FROM base`,
  NET_REVENUE_RETENTION: `WITH ${customers} SELECT sum(after) / 100 AS num, sum(before) / 100 AS den, count(*) AS n FROM base`,
  LOGO_RETENTION: `WITH ${customers} SELECT count(*) FILTER (WHERE is_now) AS num, count(*) AS den, count(*) AS n FROM base`,
  RENEWAL_RATE: `WITH ${renewals} SELECT count(*) FILTER (WHERE standing = 'RENEWED') AS num, count(*) AS den, count(*) AS n FROM decided WHERE standing <> 'PENDING'`,
  RENEWAL_RATE_VALUE: `WITH ${renewals} SELECT coalesce(sum(least(renewed_mrr_minor, expiring_mrr_minor)) FILTER (WHERE standing = 'RENEWED'), 0) / 100 AS num,
      sum(expiring_mrr_minor) / 100 AS den, count(*) AS n FROM decided WHERE standing <> 'PENDING' AND currency = $3`,
  ON_TIME_RENEWAL: `WITH ${renewals} SELECT count(*) FILTER (WHERE decided_on <= term_end) AS num, count(*) AS den, count(*) AS n FROM decided WHERE standing = 'RENEWED'`,
  NET_MRR_CHANGE: `SELECT coalesce(sum(amount_minor) FILTER (WHERE kind NOT IN ('PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT') AND effective_on > ${quarterAgo}), 0) / 100 AS num,
      greatest(0, coalesce(sum(amount_minor) FILTER (WHERE effective_on <= ${quarterAgo}), 0)) / 100 AS den,
      NULL AS n
    FROM mrr_movement WHERE partner_id = $1 AND currency = $3 AND effective_on <= $2::date`,
  SLA_COMPLIANCE: `SELECT sum(met_count) AS num, sum(met_count + breached_count) AS den, sum(met_count + breached_count) AS n FROM (
      SELECT DISTINCT ON (contract_id, severity, month) * FROM customer_sla_result WHERE partner_id = $1
        AND month >= date_trunc('month', $2::date) - interval '3 months' AND month < date_trunc('month', $2::date)
      ORDER BY contract_id, severity, month, CASE provenance WHEN 'VERIFIED' THEN 1 WHEN 'SYSTEM' THEN 2 WHEN 'IMPORT' THEN 3 ELSE 4 END, revision DESC) s`,
  CUSTOMER_SATISFACTION: `SELECT count(*) FILTER (WHERE score >= 4) AS num, count(*) AS den, count(*) AS n FROM customer_survey
    WHERE partner_id = $1 AND score IS NOT NULL AND responded_on > $2::date - 90 AND responded_on <= $2::date`,
  SOURCED_REVENUE_VS_PLAN: `WITH ${deals} SELECT coalesce(sum(acv), 0) / 100.0 AS num, NULL AS den, count(*) AS n FROM deal
    WHERE partner_id = $1 AND currency = $3 AND source_role = 'SOURCED' AND stage IN ('WON', 'RENEWED') AND valid_from > ${yearAgo}`,
  SOURCED_PIPELINE_VS_PLAN: `WITH ${deals} SELECT coalesce(sum(acv), 0) / 100.0 AS num, NULL AS den, count(*) AS n FROM deal
    WHERE partner_id = $1 AND currency = $3 AND source_role = 'SOURCED' AND stage NOT IN ('WON', 'RENEWED', 'LOST', 'LAPSED')`,
  INFLUENCED_REVENUE_VS_PLAN: `WITH ${deals} SELECT coalesce(sum(d.acv * p.credit_bps), 0) / 1000000.0 AS num, NULL AS den, count(*) AS n
    FROM opportunity_partner_role p JOIN deal d ON d.opportunity_id = p.opportunity_id
    WHERE p.partner_id = $1 AND p.role = 'INFLUENCED' AND p.superseded_at IS NULL AND d.currency = $3 AND d.stage IN ('WON', 'RENEWED') AND d.valid_from > ${yearAgo}`,
  DEAL_REGISTRATION_COVERAGE: `WITH ${deals}, ${registrations}
    SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM reg g JOIN opportunity o ON o.id = w.opportunity_id
        WHERE (g.id = o.registration_id OR g.opportunity_id = o.id) AND g.status NOT IN ('WITHDRAWN', 'REVOKED', 'TRANSFERRED') AND g.approved_day <= w.valid_from)) AS num,
      count(*) AS den, count(*) AS n FROM deal w WHERE ${won}`,
  DEAL_REGISTRATION_APPROVAL_RATE: `WITH ${registrations} SELECT count(*) FILTER (WHERE approved_day > ${quarterAgo} AND approved_day <= $2::date) AS num,
      count(*) FILTER (WHERE approved_day > ${quarterAgo} AND approved_day <= $2::date) + count(*) FILTER (WHERE rejected_day > ${quarterAgo} AND rejected_day <= $2::date) AS den,
      NULL AS n FROM reg WHERE status <> 'WITHDRAWN'`,
  DEAL_REGISTRATION_VOLUME: `WITH ${registrations} SELECT count(*) AS num, 1 AS den, count(*) AS n FROM reg WHERE submitted_day > ${quarterAgo} AND submitted_day <= $2::date`,
  REGISTRATION_TO_WIN: `WITH ${registrations} SELECT count(*) FILTER (WHERE status = 'WON' AND closed_on <= $2::date) AS num, count(*) AS den, count(*) AS n
    FROM reg WHERE approved_day >= date_trunc('month', $2::date) - interval '11 months' AND approved_day <= $2::date
      AND ((status IN ('WON', 'LOST') AND closed_on <= $2::date) OR (status IN ('APPROVED', 'EXPIRED') AND protected_to <= $2::date))`,
  TIME_TO_FIRST_REGISTRATION: `WITH ${registrations} SELECT greatest(0, min(submitted_day) - $5::date) AS num, 1 AS den, 1 AS n FROM reg HAVING count(*) > 0`,
  TIME_TO_FIRST_DEAL: `SELECT greatest(0, min(valid_from) - $5::date) AS num, 1 AS den, 1 AS n FROM opportunity_revision
    WHERE partner_id = $1 AND superseded_at IS NULL AND stage = 'WON' HAVING count(*) > 0`,
  ARPU: `WITH ${contracts}, unit AS (
      SELECT c.seat_unit, sum(r.mrr_minor) AS mrr, sum(${seatsOn('now_day')}) AS seats, count(*) AS contracts
      FROM rev r JOIN managed_contract c ON c.id = r.contract_id, days WHERE r.status = 'ACTIVE' AND r.currency = $3 AND ${standing('now_day')} GROUP BY 1
    ) SELECT mrr / 100.0 AS num, seats AS den, contracts AS n FROM unit ORDER BY seats DESC LIMIT 1`,
};
