import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const body = z.strictObject({
  /** The days after a decision within which a losing partner may appeal. */
  appealDays: z.number().int().min(1).max(365),
  /** The most pre-flight checks of a company in an hour. */
  checksPerHour: z.number().int().min(1).max(10_000),
  /** Domains where anybody gets a mailbox: they identify no company. */
  freeMailDomains: z
    .array(z.string().regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'is not a domain in lower case'))
    .max(5000),
});

/** What the program has decided about identity and conflicts. */
export type ConflictPolicy = z.infer<typeof body>;

/** How the policy of conflicts is stored. */
export const conflictPolicy: PolicyDefinition<ConflictPolicy> = { kind: 'CONFLICT', schema: body };

/** The rules with which a program starts; the migration seeds the same. */
export const defaultConflictPolicy: ConflictPolicy = {
  appealDays: 14,
  checksPerHour: 30,
  freeMailDomains: [
    'aol.com', 'fastmail.com', 'free.fr', 'gmail.com', 'gmx.com', 'gmx.de', 'gmx.net', 'googlemail.com', 'hotmail.co.uk',
    'hotmail.com', 'hotmail.fr', 'icloud.com', 'laposte.net', 'libero.it', 'live.com', 'mac.com', 'mail.com', 'mail.ru',
    'me.com', 'msn.com', 'naver.com', 'orange.fr', 'outlook.com', 'posteo.de', 'proton.me', 'protonmail.com', 'qq.com',
    't-online.de', 'web.de', 'yahoo.co.jp', 'yahoo.co.uk', 'yahoo.com', 'yandex.ru', 'ymail.com', '126.com', '163.com',
  ].sort(), // prettier-ignore
};
