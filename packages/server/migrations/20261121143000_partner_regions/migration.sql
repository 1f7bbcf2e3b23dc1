-- What leads and registrations are judged by: where a partner works, and since when it is in its program.
ALTER TABLE channelgraph.partner_directory
  ADD COLUMN regions text[] NOT NULL DEFAULT '{}',
  ADD COLUMN enrolled_on date;
