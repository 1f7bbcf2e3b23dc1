import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import type { Alert as AlertRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { requestTime } from '../../request-time.ts';
import { partnerLoader } from '../partner/partner.loaders.ts';
import { Partner } from '../partner/partner.type.ts';
import { staffMemberLoader } from '../staff-member/staff-member.loaders.ts';
import { StaffMember } from '../staff-member/staff-member.type.ts';
import { alertLoader } from './alert.loaders.ts';
import { alertMachine, alertStatusAt } from './alert.machine.ts';

export const AlertSeverityEnum = builder.enumType('AlertSeverity', {
  description: 'How much an alert matters.',
  values: described({
    INFO: 'Good to know.',
    WARN: 'Worth a look soon.',
    HIGH: 'Needs somebody now.',
    CRITICAL: 'Something goes wrong.',
  }),
});

export const AlertStatusEnum = builder.enumType('AlertStatus', {
  description: 'What became of an alert.',
  values: described({
    OPEN: 'Nobody has taken it up.',
    ACKNOWLEDGED: 'Somebody looks after it.',
    SNOOZED: 'Put off; open again when its time is over.',
    DISMISSED: 'Found not to matter. Final.',
    AUTO_RESOLVED: 'Over by itself: its condition holds no longer. Final.',
    RESOLVED: 'Dealt with. Final.',
  }),
});

export const Alert = builder.objectRef<AlertRow>('Alert').implement({
  description:
    'Something about a partner that somebody should know of. A condition that comes back after its alert was closed is a new alert. The partner’s own people see those about renewals and ending protections.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'The version, for `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner that it is about; null when it is out of the viewer’s sight.',
      resolve: ({ partnerId }, _, context) => partnerLoader(context, partnerId),
    }),
    code: t.exposeString('code', {
      description:
        'What it is: `RENEWAL_WINDOW_90` (60, 30), `RENEWAL_AT_RISK`, `SEAT_DECLINE`, `NET_MRR_DISTRESS`, `CSAT_DROP`, `PROTECTION_EXPIRING_14`, `REG_DECISION_OVERDUE`, `CONFLICT_OPENED`.',
    }),
    severity: t.expose('severity', { type: AlertSeverityEnum, description: 'How much it matters.' }),
    status: t.field({
      type: AlertStatusEnum,
      description: 'What became of it.',
      resolve: (alert, _, context) => alertStatusAt(alert, requestTime(context)),
    }),
    message: t.exposeString('message', { description: 'In words, what is the matter.' }),
    subjectType: t.exposeString('subjectType', { description: 'The type of what it is about.' }),
    subjectId: t.exposeID('subjectId', { description: 'The id of what it is about, for `node`.' }),
    since: t.field({
      type: 'Date',
      description: 'The day on which the condition began.',
      resolve: ({ since }) => toLocalDate(since),
    }),
    firstSeenAt: t.expose('firstSeen', { type: 'DateTime', description: 'When it was found.' }),
    lastSeenAt: t.expose('lastSeen', { type: 'DateTime', description: 'When it was last told.' }),
    assignee: t.field({
      type: StaffMember,
      nullable: true,
      description: 'Who took it up first; null while nobody did, or when the viewer does not see them.',
      resolve: ({ assigneeId }, _, context) =>
        assigneeId === null ? null : staffMemberLoader(context, assigneeId),
    }),
    snoozeEndsAt: t.expose('snoozedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is put off; null when it is not.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was closed; null while it is not.',
    }),
    closeReason: t.exposeString('closeReason', {
      nullable: true,
      description: 'Why it was dismissed or how it was resolved; null when nobody said.',
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'The actions on its status, and whether the viewer may take them now.',
      resolve: (alert, _, context) =>
        alertMachine.availableActions(alertStatusAt(alert, requestTime(context)), context.viewer, {}),
    }),
  }),
});

builder.asEntity(Alert, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => alertLoader(context, id),
});

export const AlertConnection = connectionOf(builder, Alert, 'Alert');
