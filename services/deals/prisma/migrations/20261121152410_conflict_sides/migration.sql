-- The conflicts of a partner as a list: a viewer sees the rows of the tables beneath.
CREATE VIEW conflict_case_side WITH (security_invoker = true) AS
  SELECT c.id, n.partner_id, c.opened_at FROM conflict_case c JOIN conflict_case_partner n ON n.case_id = c.id;
GRANT SELECT ON conflict_case_side TO channelgraph_partner, channelgraph_cam, channelgraph_staff;
