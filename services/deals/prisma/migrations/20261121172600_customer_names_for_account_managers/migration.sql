-- An account manager names the customers of the own portfolio by what other systems call them.
CREATE POLICY through_own_deals ON external_reference FOR SELECT TO channelgraph_cam
  USING (entity_type = 'Customer' AND EXISTS (SELECT FROM customer_partner l WHERE l.customer_id = external_reference.entity_id));
