-- AlterTable
ALTER TABLE "customer_identity_key" ADD COLUMN     "merged_from_id" TEXT;

-- CreateTable
CREATE TABLE "conflict_case_partner" (
    "case_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,

    CONSTRAINT "conflict_case_partner_pkey" PRIMARY KEY ("case_id","partner_id")
);

-- CreateIndex
CREATE INDEX "conflict_case_partner_partner_id_case_id_idx" ON "conflict_case_partner"("partner_id", "case_id");

-- AddForeignKey
ALTER TABLE "conflict_case_partner" ADD CONSTRAINT "conflict_case_partner_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "conflict_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The partners of a case are noted as its parties are; the note decides who sees which case.
SELECT channelgraph.guard_partner_table('conflict_case_partner');
REVOKE INSERT, UPDATE ON conflict_case_partner FROM channelgraph_partner, channelgraph_cam;
CREATE FUNCTION note_conflict_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO conflict_case_partner (case_id, partner_id) VALUES (NEW.case_id, NEW.partner_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER note_conflict_partner AFTER INSERT ON conflict_party
  FOR EACH ROW WHEN (NEW.partner_id IS NOT NULL) EXECUTE FUNCTION note_conflict_partner();

-- An account manager sees the cases with a party in the portfolio, and all sides of those.
DROP POLICY cam_reads ON conflict_case;
CREATE POLICY cam_reads ON conflict_case FOR SELECT TO channelgraph_cam
  USING (EXISTS (SELECT FROM conflict_case_partner n WHERE n.case_id = conflict_case.id));
DROP POLICY cam_reads ON conflict_party;
CREATE POLICY cam_reads ON conflict_party FOR SELECT TO channelgraph_cam
  USING (EXISTS (SELECT FROM conflict_case_partner n WHERE n.case_id = conflict_party.case_id));
DROP POLICY cam_reads ON conflict_evidence;
CREATE POLICY cam_reads ON conflict_evidence FOR SELECT TO channelgraph_cam
  USING (EXISTS (SELECT FROM conflict_case_partner n WHERE n.case_id = conflict_evidence.case_id));
DROP POLICY own_conflicts ON conflict_case;
CREATE POLICY own_conflicts ON conflict_case FOR SELECT TO channelgraph_partner
  USING (EXISTS (SELECT FROM conflict_case_partner n WHERE n.case_id = conflict_case.id));

-- The rules with which a program starts. The guard lets only the vendor's side write policies.
SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01m7zac4m3ecxvnq4y19fbshs7', 'CONFLICT', 1, '1970-01-01',
  '{"appealDays":14,"checksPerHour":30,"freeMailDomains":["126.com","163.com","aol.com","fastmail.com","free.fr","gmail.com","gmx.com","gmx.de","gmx.net","googlemail.com","hotmail.co.uk","hotmail.com","hotmail.fr","icloud.com","laposte.net","libero.it","live.com","mac.com","mail.com","mail.ru","me.com","msn.com","naver.com","orange.fr","outlook.com","posteo.de","proton.me","protonmail.com","qq.com","t-online.de","web.de","yahoo.co.jp","yahoo.co.uk","yahoo.com","yandex.ru","ymail.com"]}',
  '2026-11-21T00:00:00Z', 'service:deals');
RESET ROLE;
