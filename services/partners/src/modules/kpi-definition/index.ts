import './kpi-definition.type.ts';
