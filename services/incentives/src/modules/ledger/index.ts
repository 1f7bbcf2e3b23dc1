import './ledger.type.ts';
