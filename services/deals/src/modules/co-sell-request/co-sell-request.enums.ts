import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';

/** The enum of the same name. */
export const CoSellKind = builder.enumType('CoSellKind', {
  description: 'What help a partner asks the vendor for.',
  values: described({
    INITIAL_DEPLOYMENT: 'To bring a complex first deployment about; with an opportunity or a contract.',
    AT_RISK_RENEWAL: 'To keep a customer whose renewal is at risk; with a renewal.',
    ENGINEERING: 'Engineers for a design or a test; with an opportunity, a contract or a renewal.',
    CO_DELIVERY: 'To deliver together; with an opportunity or a contract.',
    EXECUTIVE: 'A talk between executives; with an opportunity, a contract or a renewal.',
  }),
});

/** The enum of the same name. */
export const CoSellStatus = builder.enumType('CoSellStatus', {
  description: 'How far a request for help has come.',
  values: described({
    REQUESTED: 'It waits for an answer.',
    ACCEPTED: 'The vendor will help.',
    IN_PROGRESS: 'The vendor helps.',
    COMPLETED: 'The help was given.',
    DECLINED: 'The vendor does not help.',
    EXPIRED: 'The vendor did not answer in time.',
    WITHDRAWN: 'The help is not needed any more.',
  }),
});
