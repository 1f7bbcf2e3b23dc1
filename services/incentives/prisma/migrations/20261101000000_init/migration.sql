-- CreateEnum
CREATE TYPE "AccrualStatus" AS ENUM ('ACCRUED', 'DECLINED', 'REVERSED');

-- CreateEnum
CREATE TYPE "ContractMonthOutcome" AS ENUM ('EARNS', 'NOT_BILLED', 'NO_PLAN', 'NO_TIER', 'NO_RATE', 'TYPE_EXCLUDED', 'CAPPED', 'CLOSED_BY_REVERSAL');

-- CreateEnum
CREATE TYPE "IncentiveKind" AS ENUM ('MRR_COMMISSION');

-- CreateEnum
CREATE TYPE "LedgerAccountKind" AS ENUM ('VENDOR_EXPENSE', 'PARTNER_PAYABLE', 'PARTNER_HELD', 'PARTNER_RECEIVABLE');

-- CreateTable
CREATE TABLE "accrual" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "plan_version_id" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "period" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "base_minor" BIGINT NOT NULL,
    "tier_rank" INTEGER,
    "rate" DECIMAL(9,6) NOT NULL,
    "already_accrued_minor" BIGINT NOT NULL DEFAULT 0,
    "amount_minor" BIGINT NOT NULL,
    "status" "AccrualStatus" NOT NULL,
    "explanation" JSONB NOT NULL,
    "reverses_id" TEXT,
    "reason" TEXT,
    "journal_entry_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "accrual_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contract_month" (
    "contract_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "mrr_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "partner_types" TEXT[],
    "tier_rank" INTEGER,
    "outcome" "ContractMonthOutcome" NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "event_id" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contract_month_pkey" PRIMARY KEY ("contract_id","month")
);

-- CreateTable
CREATE TABLE "external_reference" (
    "system" TEXT NOT NULL,
    "entity_type" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,

    CONSTRAINT "external_reference_pkey" PRIMARY KEY ("entity_type","system","external_id")
);

-- CreateTable
CREATE TABLE "incentive_plan_version" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "kind" "IncentiveKind" NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "rates" JSONB NOT NULL,
    "cap_months" INTEGER,
    "is_reversal_separated" BOOLEAN NOT NULL DEFAULT true,
    "inclusion_count" INTEGER NOT NULL DEFAULT 0,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by" TEXT NOT NULL,

    CONSTRAINT "incentive_plan_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incentive_plan_inclusion" (
    "plan_version_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "incentive_plan_inclusion_pkey" PRIMARY KEY ("plan_version_id","partner_id")
);

-- CreateTable
CREATE TABLE "incentive_plan" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "IncentiveKind" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "incentive_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_entry" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "posted_on" DATE NOT NULL,
    "description" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "posting_count" INTEGER NOT NULL,
    "reverses_id" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" TEXT NOT NULL,
    "kind" "LedgerAccountKind" NOT NULL,
    "partner_id" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting" (
    "id" TEXT NOT NULL,
    "entry_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "posted_on" DATE NOT NULL,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "accrual_contract_id_period_idx" ON "accrual"("contract_id", "period");

-- CreateIndex
CREATE INDEX "accrual_partner_id_period_id_idx" ON "accrual"("partner_id", "period", "id");

-- CreateIndex
CREATE INDEX "accrual_created_at_id_idx" ON "accrual"("created_at", "id");

-- CreateIndex
CREATE INDEX "accrual_period_id_idx" ON "accrual"("period", "id");

-- CreateIndex
CREATE UNIQUE INDEX "accrual_plan_version_id_source_key_partner_id_key" ON "accrual"("plan_version_id", "source_key", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "accrual_id_partner_id_key" ON "accrual"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "accrual_journal_entry_id_partner_id_key" ON "accrual"("journal_entry_id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "accrual_reverses_id_partner_id_key" ON "accrual"("reverses_id", "partner_id");

-- CreateIndex
CREATE INDEX "contract_month_partner_id_tier_rank_idx" ON "contract_month"("partner_id", "tier_rank");

-- CreateIndex
CREATE INDEX "contract_month_outcome_month_idx" ON "contract_month"("outcome", "month");

-- CreateIndex
CREATE INDEX "external_reference_entity_type_entity_id_idx" ON "external_reference"("entity_type", "entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "incentive_plan_version_plan_id_version_key" ON "incentive_plan_version"("plan_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "incentive_plan_code_key" ON "incentive_plan"("code");

-- CreateIndex
CREATE UNIQUE INDEX "incentive_plan_id_kind_key" ON "incentive_plan"("id", "kind");

-- CreateIndex
CREATE INDEX "journal_entry_partner_id_posted_on_id_idx" ON "journal_entry"("partner_id", "posted_on", "id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_id_partner_id_key" ON "journal_entry"("id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_reverses_id_partner_id_key" ON "journal_entry"("reverses_id", "partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_partner_id_currency_kind_key" ON "ledger_account"("partner_id", "currency", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_id_partner_id_currency_key" ON "ledger_account"("id", "partner_id", "currency");

-- CreateIndex
CREATE INDEX "posting_entry_id_idx" ON "posting"("entry_id");

-- CreateIndex
CREATE INDEX "posting_account_id_posted_on_id_idx" ON "posting"("account_id", "posted_on", "id");

-- CreateIndex
CREATE INDEX "posting_partner_id_currency_posted_on_id_idx" ON "posting"("partner_id", "currency", "posted_on", "id");

-- AddForeignKey
ALTER TABLE "accrual" ADD CONSTRAINT "accrual_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "incentive_plan_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "accrual" ADD CONSTRAINT "accrual_journal_entry_id_partner_id_fkey" FOREIGN KEY ("journal_entry_id", "partner_id") REFERENCES "journal_entry"("id", "partner_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "accrual" ADD CONSTRAINT "accrual_reverses_id_partner_id_fkey" FOREIGN KEY ("reverses_id", "partner_id") REFERENCES "accrual"("id", "partner_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "incentive_plan_version" ADD CONSTRAINT "incentive_plan_version_plan_id_kind_fkey" FOREIGN KEY ("plan_id", "kind") REFERENCES "incentive_plan"("id", "kind") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "incentive_plan_inclusion" ADD CONSTRAINT "incentive_plan_inclusion_plan_version_id_fkey" FOREIGN KEY ("plan_version_id") REFERENCES "incentive_plan_version"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "journal_entry" ADD CONSTRAINT "journal_entry_reverses_id_partner_id_fkey" FOREIGN KEY ("reverses_id", "partner_id") REFERENCES "journal_entry"("id", "partner_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_entry_id_partner_id_fkey" FOREIGN KEY ("entry_id", "partner_id") REFERENCES "journal_entry"("id", "partner_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_account_id_partner_id_currency_fkey" FOREIGN KEY ("account_id", "partner_id", "currency") REFERENCES "ledger_account"("id", "partner_id", "currency") ON DELETE RESTRICT ON UPDATE RESTRICT;
