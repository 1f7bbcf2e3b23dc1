import './scorecard.type.ts';
import './partner-type-profile.type.ts';
import './mutations/scorecard-template-publish.ts';
