-- AlterTable
ALTER TABLE "co_sell_request" ADD COLUMN     "policy_version_id" TEXT NOT NULL;

-- CreateIndex
CREATE INDEX "co_sell_request_opportunity_id_idx" ON "co_sell_request"("opportunity_id");

-- CreateIndex
CREATE INDEX "co_sell_request_renewal_id_idx" ON "co_sell_request"("renewal_id");

-- CreateIndex
CREATE INDEX "co_sell_request_contract_id_idx" ON "co_sell_request"("contract_id");

-- AddForeignKey
ALTER TABLE "co_sell_request" ADD CONSTRAINT "co_sell_request_opportunity_id_partner_id_fkey" FOREIGN KEY ("opportunity_id", "partner_id") REFERENCES "opportunity"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "co_sell_request" ADD CONSTRAINT "co_sell_request_renewal_id_partner_id_fkey" FOREIGN KEY ("renewal_id", "partner_id") REFERENCES "renewal"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "co_sell_request" ADD CONSTRAINT "co_sell_request_contract_id_partner_id_fkey" FOREIGN KEY ("contract_id", "partner_id") REFERENCES "managed_contract"("id", "partner_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Who helps is known once somebody has said yes, and an answer has a time; nothing else closes a request.
ALTER TABLE co_sell_request
  ADD CONSTRAINT co_sell_request_help CHECK (length(requested_help) BETWEEN 1 AND 2000 AND length(note) <= 2000),
  ADD CONSTRAINT co_sell_request_owned CHECK (status NOT IN ('ACCEPTED', 'IN_PROGRESS', 'COMPLETED') OR owner_id IS NOT NULL),
  ADD CONSTRAINT co_sell_request_answered CHECK (
    status NOT IN ('ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'DECLINED') OR responded_at IS NOT NULL),
  ADD CONSTRAINT co_sell_request_unanswered CHECK (status NOT IN ('REQUESTED', 'EXPIRED') OR responded_at IS NULL);
