import type { Persona } from './development-issuer.ts';

/** The people of the demo program; each name is the subject of that person's tokens. */
export const demoPersonas: readonly Persona[] = [
  { name: 'ada.admin', description: 'Program administrator of Northwind Software: sees and changes all.' },
  { name: 'carla.cam', description: 'Channel account manager of Harbor and Meridian.' },
  { name: 'marc.cam', description: 'Channel account manager of the other partners.' },
  { name: 'ana.analyst', description: 'Analyst: reads all, people masked.' },
  { name: 'harbor.admin', description: 'Harbor Managed Services: administers the company’s account.' },
  { name: 'harbor.sales', description: 'Harbor Managed Services: sales.' },
  { name: 'harbor.tech', description: 'Harbor Managed Services: technical staff.' },
  { name: 'harbor.marketing', description: 'Harbor Managed Services: marketing.' },
  { name: 'harbor.finance', description: 'Harbor Managed Services: finance, sees commissions.' },
  { name: 'ridgeline.admin', description: 'Ridgeline Security: administers the company’s account.' },
  { name: 'ridgeline.sales', description: 'Ridgeline Security: sales.' },
  { name: 'ridgeline.finance', description: 'Ridgeline Security: finance, sees commissions.' },
  { name: 'oakfield.sales', description: 'Oakfield Resellers: sales.' },
];
