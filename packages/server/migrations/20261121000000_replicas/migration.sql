-- What the partners service says is written here by its events alone, which run with the rights of staff.
-- A partner that could write its own row would choose its own tier, and with it its commission.
REVOKE INSERT, UPDATE ON channelgraph.partner_directory, channelgraph.partner_tier, channelgraph.member,
  channelgraph.external_name FROM channelgraph_partner, channelgraph_cam;
