-- The thresholds of alerts with which a program starts.
SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01kdvdna01epza764t9r499zff', 'ALERT', 1, '1970-01-01',
  '{"renewalDays": [90, 60, 30], "seatDeclines": [{"days": 30, "share": "0.05"}, {"days": 90, "share": "0.10"}],
    "seatRecovery": "0.02", "csatDrop": "0.10", "csatFloor": "0.75", "csatAnswers": 5, "protectionDays": 14}',
  '2026-11-21T00:00:00Z', 'service:deals');
RESET ROLE;
