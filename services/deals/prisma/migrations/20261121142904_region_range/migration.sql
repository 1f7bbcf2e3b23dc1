-- A sub-tree of regions: regions are paths from the widest to the narrowest (EMEA/DE/BY), and everything
-- beneath EMEA/DE sorts from 'EMEA/DE/' up to 'EMEA/DE0', byte by byte. Two regions overlap exactly when
-- one lies within the other, which is when their ranges overlap.
CREATE TYPE channelgraph_region_range AS RANGE (subtype = text, collation = "C");

-- Gives the sub-tree of a region; everything for none.
CREATE FUNCTION region_range(region text) RETURNS channelgraph_region_range LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT channelgraph_region_range(region || '/', region || '0', '[)') $$;
