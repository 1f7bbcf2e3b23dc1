import './incentive-statement.type.ts';
