import './usage-record.type.ts';
import './mutations/usage-record-record-many.ts';
