/** Who may do what, in five roles. A partner user's rights are narrowed further by capabilities. */
export const roles = ['PARTNER_USER', 'CAM', 'PROGRAM_ADMIN', 'ANALYST', 'SERVICE'] as const;
export type Role = (typeof roles)[number];

/** What a partner user does in their company. */
export const capabilities = ['ADMIN', 'SALES', 'TECHNICAL', 'MARKETING', 'FINANCE'] as const;
export type Capability = (typeof capabilities)[number];

/** The person or service on whose behalf a request runs. */
export interface Viewer {
  /** The id of the partner user or staff member, or `service:<name>`. */
  readonly userId: string;
  readonly role: Role;
  /** The company of a partner user; null for everybody else. */
  readonly partnerId: string | null;
  readonly capabilities: readonly Capability[];
  readonly displayName: string;
}

/** Makes the viewer of a background task or of another service. */
export function serviceViewer(name: string): Viewer {
  return {
    userId: `service:${name}`,
    role: 'SERVICE',
    partnerId: null,
    capabilities: [],
    displayName: name,
  };
}

/** Tells whether the viewer works for the vendor or is one of its services. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.role !== 'PARTNER_USER';
}

/** Tells whether the viewer may sell: partner users with SALES or ADMIN for their company, the vendor's people always. */
export function maySell(viewer: Viewer): boolean {
  return isStaff(viewer) || viewer.capabilities.some((each) => each === 'SALES' || each === 'ADMIN');
}

/** Tells whether the viewer administers the program; services act with the same rights. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.role === 'PROGRAM_ADMIN' || viewer.role === 'SERVICE';
}

/** Hides a person's data from analysts, who see everything else. */
export function maskPersonalData(viewer: Viewer, text: string): string {
  return viewer.role === 'ANALYST' ? '•••' : text;
}
