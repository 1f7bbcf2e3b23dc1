-- CreateEnum
CREATE TYPE "PartnerType" AS ENUM ('REFERRAL', 'AFFILIATE', 'RESELLER', 'VAR', 'SYSTEMS_INTEGRATOR', 'MSP', 'DISTRIBUTOR', 'ISV', 'OEM', 'AMBASSADOR', 'TECHNOLOGY_ALLIANCE', 'AGENT');

-- CreateEnum
CREATE TYPE "MspSegment" AS ENUM ('PURE_PLAY', 'VAR_TO_MSP', 'MSSP', 'CLOUD', 'VERTICAL');

-- CreateEnum
CREATE TYPE "CertificationScope" AS ENUM ('INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS', 'CLOUD_MANAGEMENT', 'END_USER_COMPUTING');

-- CreateEnum
CREATE TYPE "CertificationKind" AS ENUM ('SALES', 'DEPLOYMENT', 'MANAGEMENT', 'SUPPORT', 'ARCHITECTURE', 'COMPLIANCE');

-- CreateEnum
CREATE TYPE "CertificationLevel" AS ENUM ('FOUNDATION', 'PROFESSIONAL', 'ADVANCED');

-- CreateTable
CREATE TABLE "certification_award" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "track_id" TEXT NOT NULL,
    "scope" "CertificationScope",
    "awarded_on" DATE NOT NULL,
    "expires_on" DATE NOT NULL,
    "evidence" TEXT,
    "superseded_by_id" TEXT,
    "superseded_on" DATE,
    "revoked_on" DATE,
    "revocation_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "certification_award_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_requirement" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "partner_type" "PartnerType" NOT NULL,
    "segment" "MspSegment",
    "scope" "CertificationScope" NOT NULL,
    "minimum_people" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "certification_requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certification_track" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scope" "CertificationScope",
    "kind" "CertificationKind" NOT NULL,
    "level" "CertificationLevel" NOT NULL,
    "framework" TEXT,
    "validity_months" INTEGER NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "certification_track_pkey" PRIMARY KEY ("id")
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
CREATE TABLE "membership" (
    "partner_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("user_id","valid_from")
);

-- CreateTable
CREATE TABLE "partner_profile" (
    "partner_id" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "types" TEXT[],
    "segment" TEXT,
    "delivered_scopes" TEXT[],
    "time_zone" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_profile_pkey" PRIMARY KEY ("partner_id","valid_from")
);

-- CreateTable
CREATE TABLE "reported_coverage" (
    "partner_id" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "numerator" DECIMAL(20,10),
    "denominator" DECIMAL(20,10),
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reported_coverage_pkey" PRIMARY KEY ("partner_id","as_of")
);

-- CreateTable
CREATE TABLE "coverage_progress" (
    "partner_id" TEXT NOT NULL,
    "known_from" DATE NOT NULL,
    "computed_through" DATE,

    CONSTRAINT "coverage_progress_pkey" PRIMARY KEY ("partner_id")
);

-- CreateIndex
CREATE INDEX "certification_award_partner_id_awarded_on_id_idx" ON "certification_award"("partner_id", "awarded_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_partner_id_expires_on_id_idx" ON "certification_award"("partner_id", "expires_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_user_id_track_id_idx" ON "certification_award"("user_id", "track_id");

-- CreateIndex
CREATE INDEX "certification_award_track_id_idx" ON "certification_award"("track_id");

-- CreateIndex
CREATE INDEX "certification_award_expires_on_id_idx" ON "certification_award"("expires_on", "id");

-- CreateIndex
CREATE INDEX "certification_award_awarded_on_id_idx" ON "certification_award"("awarded_on", "id");

-- CreateIndex
CREATE UNIQUE INDEX "certification_award_id_partner_id_key" ON "certification_award"("id", "partner_id");

-- CreateIndex
CREATE INDEX "certification_requirement_partner_type_segment_scope_effect_idx" ON "certification_requirement"("partner_type", "segment", "scope", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "certification_track_code_key" ON "certification_track"("code");

-- CreateIndex
CREATE INDEX "certification_track_scope_idx" ON "certification_track"("scope");

-- CreateIndex
CREATE INDEX "external_reference_entity_id_idx" ON "external_reference"("entity_id");

-- CreateIndex
CREATE INDEX "membership_partner_id_idx" ON "membership"("partner_id");

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_track_id_fkey" FOREIGN KEY ("track_id") REFERENCES "certification_track"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certification_award" ADD CONSTRAINT "certification_award_superseded_by_id_partner_id_fkey" FOREIGN KEY ("superseded_by_id", "partner_id") REFERENCES "certification_award"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;
