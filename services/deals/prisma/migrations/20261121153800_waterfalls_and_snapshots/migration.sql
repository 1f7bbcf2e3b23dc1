-- A snapshot of each month is taken once; what it keeps can be compared by its hash.
ALTER TABLE "pipeline_snapshot"
  ADD COLUMN "is_monthly" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "content_hash" CHAR(64) NOT NULL;
CREATE UNIQUE INDEX pipeline_snapshot_once_a_month ON pipeline_snapshot (partner_id, as_of) WHERE is_monthly;

-- A waterfall reads what changed between two days, whatever the length of the history before.
CREATE INDEX "opportunity_revision_valid_from_idx" ON "opportunity_revision"("valid_from");
CREATE INDEX "opportunity_revision_valid_to_idx" ON "opportunity_revision"("valid_to");
CREATE INDEX "mrr_movement_effective_on_id_idx" ON "mrr_movement"("effective_on", "id");
