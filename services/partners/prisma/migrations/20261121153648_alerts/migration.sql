-- CreateEnum
CREATE TYPE "alert_severity" AS ENUM ('INFO', 'WARN', 'HIGH', 'CRITICAL');

-- CreateEnum
CREATE TYPE "alert_status" AS ENUM ('OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'DISMISSED', 'AUTO_RESOLVED', 'RESOLVED');

-- CreateTable
CREATE TABLE "alert" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "partner_id" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "severity" "alert_severity" NOT NULL,
    "status" "alert_status" NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "is_for_partner" BOOLEAN NOT NULL,
    "since" DATE NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "assignee_id" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "close_reason" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_partner_id_first_seen_id_idx" ON "alert"("partner_id", "first_seen", "id");

-- CreateIndex
CREATE INDEX "alert_first_seen_id_idx" ON "alert"("first_seen", "id");

-- CreateIndex
CREATE INDEX "alert_dedupe_key_idx" ON "alert"("dedupe_key");

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "staff_member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

SELECT channelgraph.guard_partner_table('alert');
-- A partner reads what is meant for it; account managers act on what the program found.
CREATE POLICY meant_for_partner ON alert AS RESTRICTIVE FOR SELECT TO channelgraph_partner USING (is_for_partner);
REVOKE INSERT, UPDATE ON alert FROM channelgraph_partner;
REVOKE INSERT ON alert FROM channelgraph_cam;
REVOKE DELETE ON alert FROM channelgraph_staff;

-- A condition has one alert at a time; the next one comes when that is closed.
CREATE UNIQUE INDEX alert_one_at_a_time ON alert (dedupe_key) WHERE closed_at IS NULL;
ALTER TABLE alert
  ADD CONSTRAINT alert_closed CHECK ((closed_at IS NOT NULL) = (status IN ('DISMISSED', 'AUTO_RESOLVED', 'RESOLVED'))),
  ADD CONSTRAINT alert_snoozed CHECK ((snoozed_until IS NOT NULL) = (status = 'SNOOZED'));
