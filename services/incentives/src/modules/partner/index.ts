import './partner.type.ts';
