-- CreateEnum
CREATE TYPE "co_sell_kind" AS ENUM ('INITIAL_DEPLOYMENT', 'AT_RISK_RENEWAL', 'ENGINEERING', 'CO_DELIVERY', 'EXECUTIVE');

-- CreateEnum
CREATE TYPE "co_sell_status" AS ENUM ('REQUESTED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'DECLINED', 'EXPIRED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "conflict_kind" AS ENUM ('PARTNER_VS_PARTNER', 'DIRECT_VS_PARTNER', 'INCUMBENCY', 'TERRITORY', 'IDENTITY');

-- CreateEnum
CREATE TYPE "conflict_status" AS ENUM ('OPEN', 'INVESTIGATING', 'DECIDED', 'APPEALED', 'FINAL', 'CLOSED');

-- CreateEnum
CREATE TYPE "conflict_origin" AS ENUM ('SUBMISSION', 'APPROVAL', 'CUSTOMER_MERGE', 'REPORTED');

-- CreateEnum
CREATE TYPE "conflict_party_role" AS ENUM ('REGISTRANT', 'INCUMBENT', 'TERRITORY_HOLDER', 'DIRECT_SALES');

-- CreateEnum
CREATE TYPE "conflict_evidence_kind" AS ENUM ('REGISTRATION', 'CONTRACT', 'DOCUMENT', 'CUSTOMER_STATEMENT', 'DIRECT_ACTIVITY', 'NOTE');

-- CreateEnum
CREATE TYPE "change_request_status" AS ENUM ('REQUESTED', 'APPROVED', 'REFUSED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "registration_kind" AS ENUM ('OPPORTUNITY', 'CUSTOMER_ENGAGEMENT', 'RENEWAL', 'EXPANSION', 'RENEGOTIATION');

-- CreateEnum
CREATE TYPE "registration_status" AS ENUM ('DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED', 'APPROVED', 'REJECTED', 'WON', 'LOST', 'EXPIRED', 'REVOKED', 'TRANSFERRED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "registration_rejection" AS ENUM ('DUPLICATE_ACTIVE', 'DIRECT_ACTIVE', 'NAMED_ACCOUNT', 'OUT_OF_TERRITORY', 'BELOW_MINIMUM', 'INCOMPLETE', 'NOT_CERTIFIED', 'AGREEMENT_INACTIVE', 'CAPACITY_EXCEEDED', 'STALE_EVIDENCE', 'OTHER');

-- CreateEnum
CREATE TYPE "evidence_kind" AS ENUM ('MEETING', 'EMAIL', 'PROPOSAL', 'PURCHASE_INTENT', 'CUSTOMER_LETTER', 'SITE_VISIT', 'OTHER');

-- CreateEnum
CREATE TYPE "extension_status" AS ENUM ('REQUESTED', 'GRANTED', 'DENIED');

-- CreateEnum
CREATE TYPE "lead_direction" AS ENUM ('VENDOR_TO_PARTNER', 'PARTNER_TO_VENDOR');

-- CreateEnum
CREATE TYPE "lead_status" AS ENUM ('NEW', 'ROUTED', 'ACCEPTED', 'QUALIFIED', 'CONVERTED', 'DECLINED', 'UNQUALIFIED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "credit_basis" AS ENUM ('REGISTRATION', 'IMPORT', 'OVERRIDE');

-- CreateEnum
CREATE TYPE "renewal_stage" AS ENUM ('UPCOMING', 'IN_WINDOW', 'ENGAGED', 'QUOTED', 'COMMITTED', 'RENEWED', 'LOST', 'LAPSED');

-- CreateEnum
CREATE TYPE "renewal_health" AS ENUM ('GREEN', 'AMBER', 'RED');

-- CreateEnum
CREATE TYPE "renewal_outcome" AS ENUM ('FLAT', 'EXPANDED', 'CONTRACTED', 'LOST', 'LAPSED');

-- CreateEnum
CREATE TYPE "step_status" AS ENUM ('OPEN', 'DONE', 'SKIPPED');

-- CreateEnum
CREATE TYPE "usage_aggregation" AS ENUM ('PEAK_IN_PERIOD', 'ANY_DAY', 'DAILY_PRORATED', 'FIRST_DAY_SNAPSHOT', 'LAST_DAY_SNAPSHOT', 'AVERAGE');

-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "is_direct_named_account" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "merged_at" TIMESTAMPTZ(3),
ADD COLUMN     "merged_into_id" TEXT;

-- AlterTable
ALTER TABLE "managed_contract" ADD COLUMN     "monthly_minimum" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "price_lock_reference" TEXT,
ADD COLUMN     "price_locked_until" DATE,
ADD COLUMN     "registration_id" TEXT,
ADD COLUMN     "sla_policy_reference" TEXT,
ADD COLUMN     "transferred_from_id" TEXT,
ADD COLUMN     "usage_aggregation" "usage_aggregation" NOT NULL DEFAULT 'LAST_DAY_SNAPSHOT';

-- AlterTable
ALTER TABLE "opportunity" ADD COLUMN     "close_date_push_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "competitors" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "order_reference" TEXT,
ADD COLUMN     "owner_id" TEXT,
ADD COLUMN     "registration_id" TEXT;

-- CreateTable
CREATE TABLE "alert_condition" (
    "dedupe_key" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "since" DATE NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "cleared_at" TIMESTAMPTZ(3),
    "facts" JSONB NOT NULL,

    CONSTRAINT "alert_condition_pkey" PRIMARY KEY ("dedupe_key")
);

-- CreateTable
CREATE TABLE "co_sell_request" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "kind" "co_sell_kind" NOT NULL,
    "status" "co_sell_status" NOT NULL,
    "opportunity_id" TEXT,
    "renewal_id" TEXT,
    "contract_id" TEXT,
    "requested_help" TEXT NOT NULL,
    "needed_by" DATE,
    "owner_id" TEXT,
    "respond_by" TIMESTAMPTZ(3) NOT NULL,
    "responded_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "co_sell_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conflict_case" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "kind" "conflict_kind" NOT NULL,
    "status" "conflict_status" NOT NULL,
    "origin" "conflict_origin" NOT NULL,
    "customer_id" TEXT NOT NULL,
    "product_line_ids" TEXT[],
    "region" TEXT,
    "investigator_id" TEXT,
    "proposed_party_id" TEXT,
    "proposal_trace" JSONB NOT NULL,
    "policy_version_id" TEXT,
    "winner_party_id" TEXT,
    "is_override" BOOLEAN NOT NULL DEFAULT false,
    "decision_reason" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "appealed_at" TIMESTAMPTZ(3),
    "appealed_by" TEXT,
    "appeal_party_id" TEXT,
    "appeal_reason" TEXT,
    "appealable_until" DATE,
    "finalized_at" TIMESTAMPTZ(3),
    "finalized_by" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "conflict_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conflict_party" (
    "id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "partner_id" TEXT,
    "role" "conflict_party_role" NOT NULL,
    "registration_id" TEXT,
    "contract_id" TEXT,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conflict_party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conflict_evidence" (
    "id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "party_id" TEXT,
    "partner_id" TEXT,
    "kind" "conflict_evidence_kind" NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "summary" TEXT NOT NULL,
    "url" TEXT,
    "sha256" CHAR(64),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "conflict_evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contract_change_request" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "status" "change_request_status" NOT NULL,
    "action" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "mrr_change_minor" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "policy_version_id" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "note" TEXT,

    CONSTRAINT "contract_change_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_sla_result" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "severity" INTEGER NOT NULL,
    "met_count" INTEGER NOT NULL,
    "breached_count" INTEGER NOT NULL,
    "open_breached_count" INTEGER NOT NULL,
    "credit_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "revision" INTEGER NOT NULL,
    "provenance" "provenance" NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "customer_sla_result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_survey" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "sent_on" DATE NOT NULL,
    "responded_on" DATE,
    "score" INTEGER,
    "comment" TEXT,
    "provenance" "provenance" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "customer_survey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deal_registration" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "kind" "registration_kind" NOT NULL,
    "status" "registration_status" NOT NULL,
    "name" TEXT NOT NULL,
    "customer_name" TEXT NOT NULL,
    "customer_country" CHAR(2),
    "customer_domains" TEXT[],
    "customer_duns" TEXT,
    "customer_tax_id" TEXT,
    "customer_id" TEXT,
    "product_line_ids" TEXT[],
    "region" TEXT,
    "revenue_model" "revenue_model",
    "currency" CHAR(3) NOT NULL,
    "one_time_minor" BIGINT NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "term_months" INTEGER NOT NULL,
    "expected_close_date" DATE,
    "stage_at_submission" "opportunity_stage",
    "incumbent_vendor" TEXT,
    "customer_need" TEXT,
    "contract_id" TEXT,
    "opportunity_id" TEXT,
    "supersedes_id" TEXT,
    "is_on_behalf" BOOLEAN NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "submitted_by" TEXT,
    "recalled_at" TIMESTAMPTZ(3),
    "claimed_at" TIMESTAMPTZ(3),
    "claimed_by" TEXT,
    "decision_due_at" TIMESTAMPTZ(3),
    "decision_minutes_used" INTEGER NOT NULL DEFAULT 0,
    "decision_clock_since" TIMESTAMPTZ(3),
    "requested_fields" TEXT[],
    "request_note" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "rejection_reasons" "registration_rejection"[],
    "decision_note" TEXT,
    "protected_from" DATE,
    "protected_to" DATE,
    "protected_until" TIMESTAMPTZ(3),
    "protection_basis" TEXT,
    "policy_version_id" TEXT,
    "extension_count" INTEGER NOT NULL DEFAULT 0,
    "proposed_outcome" "registration_status",
    "proposed_at" TIMESTAMPTZ(3),
    "loss_reason" "loss_reason",
    "order_reference" TEXT,
    "closed_on" DATE,
    "close_reason" TEXT,
    "transferred_to_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "deal_registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration_line" (
    "registration_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "product_line_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "term_months" INTEGER NOT NULL,
    "one_time_minor" BIGINT NOT NULL,
    "mrr_minor" BIGINT NOT NULL,

    CONSTRAINT "registration_line_pkey" PRIMARY KEY ("registration_id","position")
);

-- CreateTable
CREATE TABLE "registration_evidence" (
    "id" TEXT NOT NULL,
    "registration_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "kind" "evidence_kind" NOT NULL,
    "file_name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "url" TEXT NOT NULL,
    "observed_on" DATE NOT NULL,
    "note" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_by" TEXT NOT NULL,

    CONSTRAINT "registration_evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration_decision" (
    "id" TEXT NOT NULL,
    "registration_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" "registration_status" NOT NULL,
    "rejection_reasons" "registration_rejection"[],
    "rule_trace" JSONB NOT NULL,
    "policy_version_id" TEXT,
    "note" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT NOT NULL,

    CONSTRAINT "registration_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration_extension" (
    "id" TEXT NOT NULL,
    "registration_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "status" "extension_status" NOT NULL,
    "days" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "evidence_id" TEXT,
    "protected_to" DATE,
    "extended_to" DATE,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "note" TEXT,

    CONSTRAINT "registration_extension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "protection_claim" (
    "id" TEXT NOT NULL,
    "registration_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "kind" "registration_kind" NOT NULL,
    "customer_node_id" TEXT NOT NULL,
    "product_line_id" TEXT NOT NULL,
    "region" channelgraph_region_range NOT NULL,
    "during" tstzrange NOT NULL,

    CONSTRAINT "protection_claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "direct_engagement" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "customer_id" TEXT NOT NULL,
    "product_line_ids" TEXT[],
    "region" TEXT,
    "opened_on" DATE NOT NULL,
    "closed_on" DATE,
    "last_contact_on" DATE,
    "owner" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "direct_engagement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "direction" "lead_direction" NOT NULL,
    "status" "lead_status" NOT NULL,
    "partner_id" TEXT,
    "company_name" TEXT NOT NULL,
    "company_domain" TEXT,
    "company_country" CHAR(2),
    "contact_name" TEXT,
    "contact_email" TEXT,
    "contact_phone" TEXT,
    "has_consent" BOOLEAN NOT NULL,
    "need" TEXT NOT NULL,
    "product_line_ids" TEXT[],
    "region" TEXT,
    "score" INTEGER,
    "routed_at" TIMESTAMPTZ(3),
    "respond_by" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "qualified_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "close_reason" TEXT,
    "registration_id" TEXT,
    "opportunity_id" TEXT,
    "routing_trace" JSONB NOT NULL,
    "policy_version_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_routing" (
    "lead_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "routed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" "lead_status" NOT NULL,

    CONSTRAINT "lead_routing_pkey" PRIMARY KEY ("lead_id","round")
);

-- CreateTable
CREATE TABLE "opportunity_partner_role" (
    "id" TEXT NOT NULL,
    "opportunity_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "owner_partner_id" TEXT NOT NULL,
    "role" "source_role" NOT NULL,
    "credit_bps" INTEGER NOT NULL,
    "basis" "credit_basis" NOT NULL,
    "registration_id" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "opportunity_partner_role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pipeline_snapshot" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "known_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "cells" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_by" TEXT NOT NULL,

    CONSTRAINT "pipeline_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registration_check_use" (
    "partner_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "registration_check_use_pkey" PRIMARY KEY ("partner_id","hour")
);

-- CreateTable
CREATE TABLE "renewal" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "term_end" DATE NOT NULL,
    "window_opens_on" DATE NOT NULL,
    "notice_deadline" DATE NOT NULL,
    "latest_safe_start" DATE NOT NULL,
    "stage" "renewal_stage" NOT NULL,
    "stage_since" DATE NOT NULL,
    "health" "renewal_health" NOT NULL,
    "health_rule" TEXT NOT NULL,
    "health_trace" JSONB NOT NULL,
    "health_override" "renewal_health",
    "health_override_reason" TEXT,
    "competitive_evaluation" BOOLEAN NOT NULL DEFAULT false,
    "competitor" TEXT,
    "currency" CHAR(3) NOT NULL,
    "expiring_mrr_minor" BIGINT NOT NULL,
    "quoted_mrr_minor" BIGINT,
    "probability" DECIMAL(5,4) NOT NULL,
    "probability_override" DECIMAL(5,4),
    "last_engaged_on" DATE,
    "outcome" "renewal_outcome",
    "decided_on" DATE,
    "loss_reason" "loss_reason",
    "successor_contract_id" TEXT,
    "renewed_mrr_minor" BIGINT,
    "policy_version_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "renewal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "renewal_revision" (
    "id" TEXT NOT NULL,
    "renewal_id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),
    "stage" "renewal_stage" NOT NULL,
    "health" "renewal_health" NOT NULL,
    "competitive_evaluation" BOOLEAN NOT NULL,
    "probability" DECIMAL(5,4) NOT NULL,

    CONSTRAINT "renewal_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "renewal_step" (
    "renewal_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "status" "step_status" NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "note" TEXT,

    CONSTRAINT "renewal_step_pkey" PRIMARY KEY ("renewal_id","code")
);

-- CreateTable
CREATE TABLE "usage_record" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "product_line_id" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit" "seat_unit" NOT NULL,
    "revision" INTEGER NOT NULL,
    "provenance" "provenance" NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "usage_record_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_condition_partner_id_cleared_at_idx" ON "alert_condition"("partner_id", "cleared_at");

-- CreateIndex
CREATE INDEX "co_sell_request_partner_id_created_at_id_idx" ON "co_sell_request"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "co_sell_request_created_at_id_idx" ON "co_sell_request"("created_at", "id");

-- CreateIndex
CREATE INDEX "co_sell_request_respond_by_idx" ON "co_sell_request"("respond_by");

-- CreateIndex
CREATE INDEX "conflict_case_opened_at_id_idx" ON "conflict_case"("opened_at", "id");

-- CreateIndex
CREATE INDEX "conflict_case_customer_id_idx" ON "conflict_case"("customer_id");

-- CreateIndex
CREATE INDEX "conflict_party_case_id_idx" ON "conflict_party"("case_id");

-- CreateIndex
CREATE INDEX "conflict_party_partner_id_idx" ON "conflict_party"("partner_id");

-- CreateIndex
CREATE INDEX "conflict_party_registration_id_idx" ON "conflict_party"("registration_id");

-- CreateIndex
CREATE INDEX "conflict_evidence_case_id_happened_at_idx" ON "conflict_evidence"("case_id", "happened_at");

-- CreateIndex
CREATE INDEX "contract_change_request_contract_id_idx" ON "contract_change_request"("contract_id");

-- CreateIndex
CREATE INDEX "contract_change_request_partner_id_requested_at_id_idx" ON "contract_change_request"("partner_id", "requested_at", "id");

-- CreateIndex
CREATE INDEX "customer_sla_result_partner_id_month_idx" ON "customer_sla_result"("partner_id", "month");

-- CreateIndex
CREATE INDEX "customer_sla_result_recorded_at_id_idx" ON "customer_sla_result"("recorded_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_sla_result_contract_id_month_severity_provenance_r_key" ON "customer_sla_result"("contract_id", "month", "severity", "provenance", "revision");

-- CreateIndex
CREATE INDEX "customer_survey_contract_id_responded_on_idx" ON "customer_survey"("contract_id", "responded_on");

-- CreateIndex
CREATE INDEX "customer_survey_partner_id_responded_on_idx" ON "customer_survey"("partner_id", "responded_on");

-- CreateIndex
CREATE INDEX "customer_survey_created_at_id_idx" ON "customer_survey"("created_at", "id");

-- CreateIndex
CREATE INDEX "deal_registration_partner_id_created_at_id_idx" ON "deal_registration"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "deal_registration_partner_id_submitted_at_id_idx" ON "deal_registration"("partner_id", "submitted_at", "id");

-- CreateIndex
CREATE INDEX "deal_registration_created_at_id_idx" ON "deal_registration"("created_at", "id");

-- CreateIndex
CREATE INDEX "deal_registration_submitted_at_id_idx" ON "deal_registration"("submitted_at", "id");

-- CreateIndex
CREATE INDEX "deal_registration_customer_id_idx" ON "deal_registration"("customer_id");

-- CreateIndex
CREATE INDEX "deal_registration_contract_id_idx" ON "deal_registration"("contract_id");

-- CreateIndex
CREATE INDEX "deal_registration_opportunity_id_idx" ON "deal_registration"("opportunity_id");

-- CreateIndex
CREATE UNIQUE INDEX "deal_registration_id_partner_id_key" ON "deal_registration"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "registration_evidence_registration_id_sha256_key" ON "registration_evidence"("registration_id", "sha256");

-- CreateIndex
CREATE INDEX "registration_decision_registration_id_decided_at_idx" ON "registration_decision"("registration_id", "decided_at");

-- CreateIndex
CREATE INDEX "registration_decision_partner_id_decided_at_idx" ON "registration_decision"("partner_id", "decided_at");

-- CreateIndex
CREATE INDEX "registration_extension_registration_id_requested_at_idx" ON "registration_extension"("registration_id", "requested_at");

-- CreateIndex
CREATE INDEX "protection_claim_registration_id_idx" ON "protection_claim"("registration_id");

-- CreateIndex
CREATE INDEX "protection_claim_customer_node_id_product_line_id_idx" ON "protection_claim"("customer_node_id", "product_line_id");

-- CreateIndex
CREATE INDEX "direct_engagement_customer_id_idx" ON "direct_engagement"("customer_id");

-- CreateIndex
CREATE INDEX "lead_partner_id_created_at_id_idx" ON "lead"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "lead_created_at_id_idx" ON "lead"("created_at", "id");

-- CreateIndex
CREATE INDEX "lead_respond_by_idx" ON "lead"("respond_by");

-- CreateIndex
CREATE INDEX "lead_routing_partner_id_idx" ON "lead_routing"("partner_id");

-- CreateIndex
CREATE INDEX "opportunity_partner_role_opportunity_id_idx" ON "opportunity_partner_role"("opportunity_id");

-- CreateIndex
CREATE INDEX "opportunity_partner_role_partner_id_role_idx" ON "opportunity_partner_role"("partner_id", "role");

-- CreateIndex
CREATE INDEX "pipeline_snapshot_partner_id_as_of_taken_at_idx" ON "pipeline_snapshot"("partner_id", "as_of", "taken_at");

-- CreateIndex
CREATE INDEX "pipeline_snapshot_taken_at_id_idx" ON "pipeline_snapshot"("taken_at", "id");

-- CreateIndex
CREATE INDEX "renewal_partner_id_term_end_id_idx" ON "renewal"("partner_id", "term_end", "id");

-- CreateIndex
CREATE INDEX "renewal_term_end_id_idx" ON "renewal"("term_end", "id");

-- CreateIndex
CREATE INDEX "renewal_created_at_id_idx" ON "renewal"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "renewal_contract_id_term_end_key" ON "renewal"("contract_id", "term_end");

-- CreateIndex
CREATE UNIQUE INDEX "renewal_id_partner_id_key" ON "renewal"("id", "partner_id");

-- CreateIndex
CREATE INDEX "renewal_revision_renewal_id_valid_from_idx" ON "renewal_revision"("renewal_id", "valid_from");

-- CreateIndex
CREATE INDEX "renewal_revision_partner_id_valid_from_valid_to_idx" ON "renewal_revision"("partner_id", "valid_from", "valid_to");

-- CreateIndex
CREATE INDEX "usage_record_partner_id_date_idx" ON "usage_record"("partner_id", "date");

-- CreateIndex
CREATE UNIQUE INDEX "usage_record_contract_id_product_line_id_date_unit_provenan_key" ON "usage_record"("contract_id", "product_line_id", "date", "unit", "provenance", "revision");

-- CreateIndex
CREATE INDEX "customer_merged_into_id_idx" ON "customer"("merged_into_id");

-- CreateIndex
CREATE UNIQUE INDEX "managed_contract_transferred_from_id_key" ON "managed_contract"("transferred_from_id");

-- CreateIndex
CREATE INDEX "managed_contract_registration_id_idx" ON "managed_contract"("registration_id");

-- CreateIndex
CREATE INDEX "opportunity_registration_id_idx" ON "opportunity"("registration_id");

-- AddForeignKey
ALTER TABLE "conflict_party" ADD CONSTRAINT "conflict_party_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "conflict_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict_evidence" ADD CONSTRAINT "conflict_evidence_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "conflict_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contract_change_request" ADD CONSTRAINT "contract_change_request_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_sla_result" ADD CONSTRAINT "customer_sla_result_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_survey" ADD CONSTRAINT "customer_survey_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_line" ADD CONSTRAINT "registration_line_registration_id_partner_id_fkey" FOREIGN KEY ("registration_id", "partner_id") REFERENCES "deal_registration"("id", "partner_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_evidence" ADD CONSTRAINT "registration_evidence_registration_id_partner_id_fkey" FOREIGN KEY ("registration_id", "partner_id") REFERENCES "deal_registration"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_decision" ADD CONSTRAINT "registration_decision_registration_id_partner_id_fkey" FOREIGN KEY ("registration_id", "partner_id") REFERENCES "deal_registration"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_extension" ADD CONSTRAINT "registration_extension_registration_id_partner_id_fkey" FOREIGN KEY ("registration_id", "partner_id") REFERENCES "deal_registration"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "protection_claim" ADD CONSTRAINT "protection_claim_registration_id_partner_id_fkey" FOREIGN KEY ("registration_id", "partner_id") REFERENCES "deal_registration"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "direct_engagement" ADD CONSTRAINT "direct_engagement_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_routing" ADD CONSTRAINT "lead_routing_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "opportunity_partner_role" ADD CONSTRAINT "opportunity_partner_role_opportunity_id_owner_partner_id_fkey" FOREIGN KEY ("opportunity_id", "owner_partner_id") REFERENCES "opportunity"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "renewal" ADD CONSTRAINT "renewal_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "renewal_revision" ADD CONSTRAINT "renewal_revision_renewal_id_partner_id_fkey" FOREIGN KEY ("renewal_id", "partner_id") REFERENCES "renewal"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "renewal_step" ADD CONSTRAINT "renewal_step_renewal_id_partner_id_fkey" FOREIGN KEY ("renewal_id", "partner_id") REFERENCES "renewal"("id", "partner_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_record" ADD CONSTRAINT "usage_record_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;
