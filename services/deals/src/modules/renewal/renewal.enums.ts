import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';

/** The enum of the same name. */
export const RenewalOutcome = builder.enumType('RenewalOutcome', {
  description:
    'How a renewal ended. What a change of price alone adds or takes, agreed until the new term begins, is neither more nor less.',
  values: described({
    FLAT: 'The customer takes as much as before, or the amounts cannot be compared.',
    EXPANDED: 'The customer takes more.',
    CONTRACTED: 'The customer takes less.',
    LOST: 'The contract ended.',
    LAPSED: 'Nobody decided in time.',
  }),
});

/** The enum of the same name. */
export const HealthVerdict = builder.enumType('HealthVerdict', {
  description: 'What a rule of health says.',
  values: described({
    FIRES: 'It speaks against the renewal.',
    PASSES: 'It does not.',
    NO_DATA: 'What it looks at is not known; then it never fires.',
  }),
});

/** The enum of the same name. */
export const RenewalStepStatus = builder.enumType('RenewalStepStatus', {
  description: 'Whether a step of the playbook is done.',
  values: described({ OPEN: 'To be done.', DONE: 'Done.', SKIPPED: 'Left out for a reason.' }),
});
