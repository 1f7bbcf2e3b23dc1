import type { ServiceTask } from '@channelgraph/server/subgraph.ts';
import { z } from 'zod';
import type { PrismaClient } from './db.ts';
import { evaluateAlerts, evaluateAllAlerts } from './modules/alert/alert.service.ts';
import { closeAllMonths, closeMonths } from './modules/contract-month-close/contract-month-close.service.ts';
import { normalizeIdentityKeys } from './modules/customer/identity-key.normalization.ts';
import { expireCoSellRequests } from './modules/co-sell-request/co-sell-request.expiry.ts';
import { expireLeads } from './modules/lead/lead.expiry.ts';
import { expireRegistrations } from './modules/deal-registration/deal-registration.expiry.ts';
import { recomputeAllFacts, recomputeFacts } from './modules/partner-fact/partner-fact.service.ts';
import {
  assessAllRenewals,
  assessRenewals,
  openAllRenewals,
  openRenewals,
} from './modules/renewal/renewal.tasks.ts';
import {
  takeAllMonthlySnapshots,
  takeMonthlySnapshots,
} from './modules/pipeline-snapshot/pipeline-snapshot.tasks.ts';

const payload = z.object({ partnerId: z.string().optional() }).nullish();
const snapshotScope = z
  .object({ partnerId: z.string(), accountManagerId: z.string(), isWholeProgram: z.boolean() })
  .partial();
const snapshotPayload = z.object({ scope: snapshotScope.optional() }).nullish();

/** The background work of this service: for one partner or another scope, or without one for all of them. */
export const tasks: Readonly<Record<string, ServiceTask<PrismaClient>>> = {
  expire_registrations: (context) => expireRegistrations(context),
  recompute_facts: (context, job) => {
    const partnerId = payload.parse(job)?.partnerId;
    return partnerId === undefined ? recomputeAllFacts(context) : recomputeFacts(context, partnerId);
  },
  expire_leads: (context) => expireLeads(context),
  normalize_identity_keys: (context) => normalizeIdentityKeys(context),
  expire_co_sell_requests: (context) => expireCoSellRequests(context),
  close_month: (context, job) => {
    const partnerId = payload.parse(job)?.partnerId;
    return partnerId === undefined ? closeAllMonths(context) : closeMonths(context, partnerId);
  },
  evaluate_alerts: (context, job) => {
    const partnerId = payload.parse(job)?.partnerId;
    return partnerId === undefined ? evaluateAllAlerts(context) : evaluateAlerts(context, [partnerId]);
  },
  open_renewals: (context, job) => {
    const partnerId = payload.parse(job)?.partnerId;
    return partnerId === undefined ? openAllRenewals(context) : openRenewals(context, partnerId);
  },
  assess_renewals: (context, job) => {
    const partnerId = payload.parse(job)?.partnerId;
    return partnerId === undefined ? assessAllRenewals(context) : assessRenewals(context, partnerId);
  },
  take_pipeline_snapshots: (context, job) => {
    const scope = snapshotPayload.parse(job)?.scope;
    return scope ? takeMonthlySnapshots(context, scope) : takeAllMonthlySnapshots(context);
  },
};
