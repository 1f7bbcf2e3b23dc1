-- A partner moves its opportunities and counts its seats. What it is paid for, and the figures that it is
-- measured by, are written by the vendor's side only, whatever the code above asks for.
REVOKE INSERT ON managed_contract FROM channelgraph_partner;
REVOKE INSERT, UPDATE ON managed_contract_revision, mrr_movement, external_reference FROM channelgraph_partner;
REVOKE INSERT, UPDATE ON contract_month_close, partner_fact FROM channelgraph_partner, channelgraph_cam;
