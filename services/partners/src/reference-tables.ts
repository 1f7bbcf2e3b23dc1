/** Where the objects that inputs of this service may name are stored. */
export const referenceTables = {
  Partner: { table: 'partner', idColumn: 'id' },
  PartnerUser: { table: 'partner_user', idColumn: 'id' },
  StaffMember: { table: 'staff_member', idColumn: 'id' },
  ProductLine: { table: 'product_line', idColumn: 'id' },
  Program: { table: 'program', idColumn: 'id' },
  Tier: { table: 'tier', idColumn: 'id' },
  ProgramEnrollment: { table: 'program_enrollment', idColumn: 'id' },
  TierAssignment: { table: 'tier_assignment', idColumn: 'id' },
  CamAssignment: { table: 'cam_assignment', idColumn: 'id' },
  MetricFact: { table: 'metric_fact', idColumn: 'id' },
  PlanTarget: { table: 'plan_target', idColumn: 'id', condition: 'superseded_at IS NULL' },
};
