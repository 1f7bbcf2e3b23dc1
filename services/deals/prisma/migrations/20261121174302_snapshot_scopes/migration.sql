-- Beside a partner's pipeline, snapshots keep that of an account manager's portfolio and that of the program.
CREATE TYPE "PipelineSnapshotScope" AS ENUM ('PARTNER', 'PORTFOLIO', 'PROGRAM');

ALTER TABLE "pipeline_snapshot"
  ADD COLUMN "scope" "PipelineSnapshotScope" NOT NULL DEFAULT 'PARTNER',
  ADD COLUMN "account_manager_id" TEXT,
  ADD COLUMN "portfolio_partner_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ALTER COLUMN "partner_id" DROP NOT NULL,
  ALTER COLUMN "currency" DROP NOT NULL;
ALTER TABLE "pipeline_snapshot"
  ALTER COLUMN "scope" DROP DEFAULT,
  ADD CONSTRAINT pipeline_snapshot_scope CHECK (
    (scope = 'PARTNER') = (partner_id IS NOT NULL)
    AND (scope = 'PARTNER') = (currency IS NOT NULL)
    AND (scope = 'PORTFOLIO') = (account_manager_id IS NOT NULL)
    AND (scope = 'PORTFOLIO') = (cardinality(portfolio_partner_ids) > 0)
    AND portfolio_partner_ids IS NOT NULL);

CREATE INDEX "pipeline_snapshot_account_manager_id_as_of_taken_at_idx" ON "pipeline_snapshot"("account_manager_id", "as_of", "taken_at");

-- Of each month there is one of every partner, one of every portfolio and one of the program.
DROP INDEX pipeline_snapshot_once_a_month;
CREATE UNIQUE INDEX pipeline_snapshot_once_a_month ON pipeline_snapshot (partner_id, account_manager_id, as_of)
  NULLS NOT DISTINCT WHERE is_monthly;

-- A portfolio's snapshots are its account manager's; those of the program belong to no partner and so are staff's.
CREATE POLICY cam_own ON pipeline_snapshot TO channelgraph_cam
  USING (account_manager_id = (SELECT channelgraph.viewer_id()))
  WITH CHECK (account_manager_id = (SELECT channelgraph.viewer_id()));
