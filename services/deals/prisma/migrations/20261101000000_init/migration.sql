-- CreateEnum
CREATE TYPE "identity_key_kind" AS ENUM ('DUNS', 'TAX_ID', 'DOMAIN', 'NAME_COUNTRY', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "contract_status" AS ENUM ('DRAFT', 'ACTIVE', 'SUSPENDED', 'ENDED_RENEWED', 'ENDED_CHURNED', 'TERMINATED_EARLY', 'TRANSFERRED');

-- CreateEnum
CREATE TYPE "billing_interval" AS ENUM ('MONTHLY', 'ANNUAL');

-- CreateEnum
CREATE TYPE "seat_unit" AS ENUM ('SEAT', 'USER', 'DEVICE', 'ENDPOINT', 'TENANT', 'SITE');

-- CreateEnum
CREATE TYPE "mrr_kind" AS ENUM ('NEW', 'EXPANSION', 'CONTRACTION', 'CHURN', 'REACTIVATION', 'PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT');

-- CreateEnum
CREATE TYPE "motion" AS ENUM ('NEW', 'EXPANSION', 'RENEWAL', 'WIN_BACK');

-- CreateEnum
CREATE TYPE "revenue_model" AS ENUM ('TRANSACTIONAL', 'RECURRING', 'MIXED');

-- CreateEnum
CREATE TYPE "opportunity_stage" AS ENUM ('PROSPECT', 'QUALIFIED', 'TECHNICAL_VALIDATION', 'BUSINESS_VALIDATION', 'UPCOMING', 'IN_WINDOW', 'ENGAGED', 'QUOTED', 'COMMITTED', 'WON', 'RENEWED', 'LOST', 'LAPSED');

-- CreateEnum
CREATE TYPE "source_role" AS ENUM ('SOURCED', 'INFLUENCED', 'FULFILLED', 'CO_SELL', 'REFERRED');

-- CreateEnum
CREATE TYPE "loss_reason" AS ENUM ('PRICE', 'COMPETITOR', 'NO_BUDGET', 'NO_DECISION', 'FEATURE_GAP', 'TIMING', 'RELATIONSHIP', 'DUPLICATE', 'OTHER');

-- CreateEnum
CREATE TYPE "provenance" AS ENUM ('SYSTEM', 'IMPORT', 'PARTNER_REPORTED', 'VERIFIED');

-- CreateTable
CREATE TABLE "contract_month_close" (
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "revision" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contract_month_close_pkey" PRIMARY KEY ("contract_id","month","revision")
);

-- CreateTable
CREATE TABLE "customer_identity_key" (
    "customer_id" TEXT NOT NULL,
    "kind" "identity_key_kind" NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "customer_identity_key_pkey" PRIMARY KEY ("customer_id","kind","value")
);

-- CreateTable
CREATE TABLE "customer_partner" (
    "customer_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_partner_pkey" PRIMARY KEY ("customer_id","partner_id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "legal_name" TEXT NOT NULL,
    "normalized_name" TEXT NOT NULL,
    "country" CHAR(2),
    "industry" TEXT,
    "domains" TEXT[],
    "parent_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_reference" (
    "entity_type" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "partner_id" TEXT,

    CONSTRAINT "external_reference_pkey" PRIMARY KEY ("entity_type","system","external_id")
);

-- CreateTable
CREATE TABLE "managed_contract_revision" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),
    "status" "contract_status" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "contracted_seats" INTEGER NOT NULL,
    "seat_unit" "seat_unit" NOT NULL,
    "term_end" DATE NOT NULL,
    "product_line_ids" TEXT[],
    "decided_on" DATE,
    "sets_terms" BOOLEAN NOT NULL,
    "sets_status" BOOLEAN NOT NULL,
    "is_price_change" BOOLEAN NOT NULL,

    CONSTRAINT "managed_contract_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "managed_contract" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "product_line_ids" TEXT[],
    "status" "contract_status" NOT NULL,
    "term_start" DATE NOT NULL,
    "term_end" DATE NOT NULL,
    "term_months" INTEGER NOT NULL,
    "billing" "billing_interval" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "contracted_seats" INTEGER NOT NULL,
    "seat_unit" "seat_unit" NOT NULL,
    "auto_renew" BOOLEAN NOT NULL,
    "notice_days" INTEGER NOT NULL,
    "predecessor_id" TEXT,
    "decided_on" DATE,
    "ended_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "managed_contract_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mrr_movement" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "effective_on" DATE NOT NULL,
    "kind" "mrr_kind" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "mrr_movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opportunity_revision" (
    "id" TEXT NOT NULL,
    "opportunity_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),
    "motion" "motion" NOT NULL,
    "revenue_model" "revenue_model" NOT NULL,
    "stage" "opportunity_stage" NOT NULL,
    "source_role" "source_role",
    "product_line_ids" TEXT[],
    "region" TEXT,
    "currency" CHAR(3) NOT NULL,
    "one_time_minor" BIGINT NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "term_months" INTEGER NOT NULL,
    "probability" DECIMAL(5,4) NOT NULL,
    "close_date" DATE,

    CONSTRAINT "opportunity_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opportunity" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "name" TEXT NOT NULL,
    "motion" "motion" NOT NULL,
    "revenue_model" "revenue_model" NOT NULL,
    "stage" "opportunity_stage" NOT NULL,
    "source_role" "source_role",
    "product_line_ids" TEXT[],
    "currency" CHAR(3) NOT NULL,
    "one_time_minor" BIGINT NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "term_months" INTEGER NOT NULL,
    "probability" DECIMAL(5,4) NOT NULL,
    "probability_override" DECIMAL(5,4),
    "opened_on" DATE,
    "close_date" DATE,
    "closed_on" DATE,
    "loss_reason" "loss_reason",
    "region" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "opportunity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_fact_state" (
    "partner_id" TEXT NOT NULL,
    "dirty_from" DATE,
    "computed_through" DATE,

    CONSTRAINT "partner_fact_state_pkey" PRIMARY KEY ("partner_id")
);

-- CreateTable
CREATE TABLE "partner_fact" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "kpi" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "content" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seat_snapshot" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "provisioned" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "billable" INTEGER NOT NULL,
    "unit" "seat_unit" NOT NULL,
    "provenance" "provenance" NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "seat_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "contract_month_close_partner_id_month_idx" ON "contract_month_close"("partner_id", "month");

-- CreateIndex
CREATE INDEX "customer_identity_key_kind_value_idx" ON "customer_identity_key"("kind", "value");

-- CreateIndex
CREATE INDEX "customer_partner_partner_id_customer_id_idx" ON "customer_partner"("partner_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_legal_name_id_idx" ON "customer"("legal_name", "id");

-- CreateIndex
CREATE INDEX "customer_normalized_name_id_idx" ON "customer"("normalized_name", "id");

-- CreateIndex
CREATE INDEX "customer_parent_id_idx" ON "customer"("parent_id");

-- CreateIndex
CREATE INDEX "external_reference_entity_id_idx" ON "external_reference"("entity_id");

-- CreateIndex
CREATE INDEX "managed_contract_revision_contract_id_valid_from_idx" ON "managed_contract_revision"("contract_id", "valid_from");

-- CreateIndex
CREATE INDEX "managed_contract_revision_partner_id_valid_from_valid_to_idx" ON "managed_contract_revision"("partner_id", "valid_from", "valid_to");

-- CreateIndex
CREATE UNIQUE INDEX "managed_contract_predecessor_id_key" ON "managed_contract"("predecessor_id");

-- CreateIndex
CREATE INDEX "managed_contract_partner_id_term_end_id_idx" ON "managed_contract"("partner_id", "term_end", "id");

-- CreateIndex
CREATE INDEX "managed_contract_partner_id_created_at_id_idx" ON "managed_contract"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "managed_contract_term_end_id_idx" ON "managed_contract"("term_end", "id");

-- CreateIndex
CREATE INDEX "managed_contract_created_at_id_idx" ON "managed_contract"("created_at", "id");

-- CreateIndex
CREATE INDEX "managed_contract_customer_id_idx" ON "managed_contract"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "managed_contract_id_partner_id_key" ON "managed_contract"("id", "partner_id");

-- CreateIndex
CREATE INDEX "mrr_movement_contract_id_effective_on_id_idx" ON "mrr_movement"("contract_id", "effective_on", "id");

-- CreateIndex
CREATE INDEX "mrr_movement_partner_id_month_idx" ON "mrr_movement"("partner_id", "month");

-- CreateIndex
CREATE INDEX "opportunity_revision_opportunity_id_valid_from_idx" ON "opportunity_revision"("opportunity_id", "valid_from");

-- CreateIndex
CREATE INDEX "opportunity_revision_partner_id_valid_from_valid_to_idx" ON "opportunity_revision"("partner_id", "valid_from", "valid_to");

-- CreateIndex
CREATE INDEX "opportunity_partner_id_close_date_id_idx" ON "opportunity"("partner_id", "close_date", "id");

-- CreateIndex
CREATE INDEX "opportunity_partner_id_created_at_id_idx" ON "opportunity"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_created_at_id_idx" ON "opportunity"("created_at", "id");

-- CreateIndex
CREATE INDEX "opportunity_name_id_idx" ON "opportunity"("name", "id");

-- CreateIndex
CREATE INDEX "opportunity_partner_id_name_id_idx" ON "opportunity"("partner_id", "name", "id");

-- CreateIndex
CREATE INDEX "opportunity_close_date_id_idx" ON "opportunity"("close_date", "id");

-- CreateIndex
CREATE INDEX "opportunity_customer_id_idx" ON "opportunity"("customer_id");

-- CreateIndex
CREATE INDEX "opportunity_product_line_ids_idx" ON "opportunity" USING GIN ("product_line_ids");

-- CreateIndex
CREATE UNIQUE INDEX "opportunity_id_partner_id_key" ON "opportunity"("id", "partner_id");

-- CreateIndex
CREATE INDEX "partner_fact_state_dirty_from_idx" ON "partner_fact_state"("dirty_from");

-- CreateIndex
CREATE INDEX "partner_fact_partner_id_kpi_as_of_recorded_at_idx" ON "partner_fact"("partner_id", "kpi", "as_of", "recorded_at");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_kind_version_key" ON "policy_version"("kind", "version");

-- CreateIndex
CREATE INDEX "seat_snapshot_contract_id_date_recorded_at_idx" ON "seat_snapshot"("contract_id", "date", "recorded_at");

-- CreateIndex
CREATE INDEX "seat_snapshot_partner_id_date_idx" ON "seat_snapshot"("partner_id", "date");

-- AddForeignKey
ALTER TABLE "contract_month_close" ADD CONSTRAINT "contract_month_close_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_identity_key" ADD CONSTRAINT "customer_identity_key_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_partner" ADD CONSTRAINT "customer_partner_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "managed_contract_revision" ADD CONSTRAINT "managed_contract_revision_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "managed_contract" ADD CONSTRAINT "managed_contract_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "managed_contract" ADD CONSTRAINT "managed_contract_predecessor_id_fkey" FOREIGN KEY ("predecessor_id") REFERENCES "managed_contract"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mrr_movement" ADD CONSTRAINT "mrr_movement_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "opportunity_revision" ADD CONSTRAINT "opportunity_revision_opportunity_id_partner_id_fkey" FOREIGN KEY ("opportunity_id", "partner_id") REFERENCES "opportunity"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "opportunity" ADD CONSTRAINT "opportunity_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seat_snapshot" ADD CONSTRAINT "seat_snapshot_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;
