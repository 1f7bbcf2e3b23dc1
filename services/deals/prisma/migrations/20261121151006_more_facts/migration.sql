-- Figures that were not told before are told for all days, when the facts are computed next.
SET LOCAL ROLE channelgraph_staff;
UPDATE partner_fact_state SET dirty_from = '0001-01-01';
RESET ROLE;
