import './metric-fact.type.ts';
import './mutations/metric-fact-record-many.ts';
