-- CreateEnum
CREATE TYPE "CamSpecialisation" AS ENUM ('GENERAL', 'SECURITY', 'CLOUD', 'VERTICAL');

-- CreateEnum
CREATE TYPE "EnrollmentStatus" AS ENUM ('PENDING', 'ACTIVE', 'SUSPENDED', 'ENDED');

-- CreateEnum
CREATE TYPE "FactStatus" AS ENUM ('OK', 'NO_BASE', 'INSUFFICIENT_DATA', 'PENDING', 'NOT_APPLICABLE', 'SELF_REPORTED');

-- CreateEnum
CREATE TYPE "MetricUnit" AS ENUM ('COUNT', 'SEATS', 'MONEY', 'RATIO');

-- CreateEnum
CREATE TYPE "Provenance" AS ENUM ('SYSTEM', 'IMPORT', 'PARTNER_REPORTED', 'VERIFIED');

-- CreateEnum
CREATE TYPE "Capability" AS ENUM ('ADMIN', 'SALES', 'TECHNICAL', 'MARKETING', 'FINANCE');

-- CreateEnum
CREATE TYPE "PartnerUserStatus" AS ENUM ('INVITED', 'ACTIVE', 'DISABLED');

-- CreateEnum
CREATE TYPE "PartnerType" AS ENUM ('REFERRAL', 'AFFILIATE', 'RESELLER', 'VAR', 'SYSTEMS_INTEGRATOR', 'MSP', 'DISTRIBUTOR', 'ISV', 'OEM', 'AMBASSADOR', 'TECHNOLOGY_ALLIANCE', 'AGENT');

-- CreateEnum
CREATE TYPE "PartnerTrack" AS ENUM ('TECHNOLOGY', 'SOLUTION');

-- CreateEnum
CREATE TYPE "MspSegment" AS ENUM ('PURE_PLAY', 'VAR_TO_MSP', 'MSSP', 'CLOUD', 'VERTICAL');

-- CreateEnum
CREATE TYPE "PartnerStatus" AS ENUM ('PROSPECT', 'APPLICANT', 'ONBOARDING', 'ACTIVE', 'INACTIVE', 'SUSPENDED', 'OFFBOARDING', 'TERMINATED', 'REJECTED');

-- CreateEnum
CREATE TYPE "LifecycleStage" AS ENUM ('RECRUIT', 'ONBOARD', 'ENABLE', 'MANAGE', 'RETAIN');

-- CreateEnum
CREATE TYPE "CertificationScope" AS ENUM ('INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS', 'CLOUD_MANAGEMENT', 'END_USER_COMPUTING');

-- CreateEnum
CREATE TYPE "StaffRole" AS ENUM ('CAM', 'PROGRAM_ADMIN', 'ANALYST');

-- CreateEnum
CREATE TYPE "TierCause" AS ENUM ('INITIAL', 'PROMOTION', 'DEMOTION', 'OVERRIDE', 'GRANDFATHERED', 'APPEAL', 'MIGRATION');

-- CreateTable
CREATE TABLE "cam_assignment" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "cam_id" TEXT NOT NULL,
    "specialisation" "CamSpecialisation" NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "cam_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_enrollment" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "status" "EnrollmentStatus" NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "cohort" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "program_enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_reference" (
    "system" TEXT NOT NULL,
    "entity_type" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "partner_id" TEXT,

    CONSTRAINT "external_reference_pkey" PRIMARY KEY ("entity_type","system","external_id")
);

-- CreateTable
CREATE TABLE "metric_fact" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "kpi" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "status" "FactStatus" NOT NULL,
    "numerator" DECIMAL(65,30),
    "denominator" DECIMAL(65,30),
    "unit" "MetricUnit" NOT NULL,
    "currency" CHAR(3),
    "sample_size" INTEGER NOT NULL,
    "provenance" "Provenance" NOT NULL,
    "source" TEXT NOT NULL,
    "source_version" TEXT NOT NULL,
    "evidence_query" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "metric_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_type_profile" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_type" "PartnerType" NOT NULL,
    "segment" "MspSegment",
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "partner_type_profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_user" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "subject" TEXT,
    "email" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "capabilities" "Capability"[],
    "status" "PartnerUserStatus" NOT NULL,
    "is_technical_staff" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "partner_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "legal_name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "types" "PartnerType"[],
    "segment" "MspSegment",
    "secondary_segments" "MspSegment"[],
    "tracks" "PartnerTrack"[],
    "regions" TEXT[],
    "hq_country" CHAR(2),
    "status" "PartnerStatus" NOT NULL,
    "lifecycle_stage" "LifecycleStage" NOT NULL,
    "domains" TEXT[],
    "delivered_scopes" "CertificationScope"[],
    "currency" CHAR(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_target" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "kpi" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_line" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "series" TEXT,
    "list_price_minor" BIGINT,
    "list_price_currency" CHAR(3),
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "product_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scorecard_template" (
    "id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "body" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "scorecard_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_member" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "subject" TEXT,
    "email" TEXT,
    "display_name" TEXT NOT NULL,
    "role" "StaffRole" NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "staff_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier_assignment" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "program_id" TEXT NOT NULL,
    "tier_id" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "cause" "TierCause" NOT NULL,
    "reason" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "tier_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "program_id" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "alternative_label" TEXT,
    "benefits" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "tier_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cam_assignment_partner_id_valid_from_idx" ON "cam_assignment"("partner_id", "valid_from");

-- CreateIndex
CREATE INDEX "cam_assignment_cam_id_idx" ON "cam_assignment"("cam_id");

-- CreateIndex
CREATE INDEX "program_enrollment_program_id_idx" ON "program_enrollment"("program_id");

-- CreateIndex
CREATE UNIQUE INDEX "program_enrollment_partner_id_program_id_starts_on_key" ON "program_enrollment"("partner_id", "program_id", "starts_on");

-- CreateIndex
CREATE INDEX "external_reference_entity_id_idx" ON "external_reference"("entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "metric_fact_sequence_key" ON "metric_fact"("sequence");

-- CreateIndex
CREATE INDEX "metric_fact_partner_id_kpi_as_of_recorded_at_sequence_idx" ON "metric_fact"("partner_id", "kpi", "as_of" DESC, "recorded_at" DESC, "sequence" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "partner_user_subject_key" ON "partner_user"("subject");

-- CreateIndex
CREATE INDEX "partner_user_partner_id_id_idx" ON "partner_user"("partner_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_user_partner_id_email_key" ON "partner_user"("partner_id", "email");

-- CreateIndex
CREATE INDEX "partner_display_name_id_idx" ON "partner"("display_name", "id");

-- CreateIndex
CREATE INDEX "partner_created_at_id_idx" ON "partner"("created_at", "id");

-- CreateIndex
CREATE INDEX "partner_updated_at_id_idx" ON "partner"("updated_at", "id");

-- CreateIndex
CREATE INDEX "partner_status_id_idx" ON "partner"("status", "id");

-- CreateIndex
CREATE INDEX "partner_segment_idx" ON "partner"("segment");

-- CreateIndex
CREATE INDEX "partner_hq_country_idx" ON "partner"("hq_country");

-- CreateIndex
CREATE INDEX "partner_types_idx" ON "partner" USING GIN ("types");

-- CreateIndex
CREATE INDEX "partner_regions_idx" ON "partner" USING GIN ("regions");

-- CreateIndex
CREATE INDEX "partner_domains_idx" ON "partner" USING GIN ("domains");

-- CreateIndex
CREATE INDEX "plan_target_partner_id_kpi_valid_from_idx" ON "plan_target"("partner_id", "kpi", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "product_line_code_key" ON "product_line"("code");

-- CreateIndex
CREATE INDEX "product_line_name_id_idx" ON "product_line"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "program_name_key" ON "program"("name");

-- CreateIndex
CREATE UNIQUE INDEX "scorecard_template_profile_id_version_key" ON "scorecard_template"("profile_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "scorecard_template_profile_id_effective_from_key" ON "scorecard_template"("profile_id", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "staff_member_subject_key" ON "staff_member"("subject");

-- CreateIndex
CREATE INDEX "staff_member_display_name_id_idx" ON "staff_member"("display_name", "id");

-- CreateIndex
CREATE INDEX "tier_assignment_partner_id_valid_from_idx" ON "tier_assignment"("partner_id", "valid_from");

-- CreateIndex
CREATE INDEX "tier_assignment_tier_id_idx" ON "tier_assignment"("tier_id");

-- CreateIndex
CREATE UNIQUE INDEX "tier_program_id_rank_key" ON "tier"("program_id", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "tier_id_program_id_key" ON "tier"("id", "program_id");

-- AddForeignKey
ALTER TABLE "cam_assignment" ADD CONSTRAINT "cam_assignment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cam_assignment" ADD CONSTRAINT "cam_assignment_cam_id_fkey" FOREIGN KEY ("cam_id") REFERENCES "staff_member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "program_enrollment" ADD CONSTRAINT "program_enrollment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "program_enrollment" ADD CONSTRAINT "program_enrollment_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_fact" ADD CONSTRAINT "metric_fact_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_user" ADD CONSTRAINT "partner_user_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_target" ADD CONSTRAINT "plan_target_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scorecard_template" ADD CONSTRAINT "scorecard_template_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "partner_type_profile"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier_assignment" ADD CONSTRAINT "tier_assignment_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier_assignment" ADD CONSTRAINT "tier_assignment_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier_assignment" ADD CONSTRAINT "tier_assignment_tier_id_program_id_fkey" FOREIGN KEY ("tier_id", "program_id") REFERENCES "tier"("id", "program_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier" ADD CONSTRAINT "tier_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
