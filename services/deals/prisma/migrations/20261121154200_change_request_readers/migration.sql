-- Without a policy of theirs, partners see no row of it.
DROP POLICY partner_own ON contract_change_request;
