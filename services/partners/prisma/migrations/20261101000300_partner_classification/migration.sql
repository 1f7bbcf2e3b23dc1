-- CreateTable
CREATE TABLE "partner_classification" (
    "sequence" BIGSERIAL NOT NULL,
    "partner_id" TEXT NOT NULL,
    "types" "PartnerType"[],
    "segment" "MspSegment",
    "valid_from" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "partner_classification_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "partner_classification_partner_id_valid_from_sequence_idx" ON "partner_classification"("partner_id", "valid_from", "sequence");

-- AddForeignKey
ALTER TABLE "partner_classification" ADD CONSTRAINT "partner_classification_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

SELECT channelgraph.guard_partner_table('partner_classification', append_only => true);
REVOKE INSERT ON partner_classification FROM channelgraph_partner;
GRANT USAGE ON SEQUENCE partner_classification_sequence_seq TO channelgraph_staff, channelgraph_cam;

-- The tables' guards bind their owner too.
SET ROLE channelgraph_staff;
INSERT INTO partner_classification (partner_id, types, segment, valid_from, recorded_at, recorded_by)
SELECT id, types, segment, '1900-01-01', created_at, created_by FROM partner;
RESET ROLE;
