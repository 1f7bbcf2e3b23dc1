-- The rules of registrations with which a program starts.
SET LOCAL ROLE channelgraph_staff;
INSERT INTO policy_version (id, kind, version, effective_from, body, created_at, created_by) VALUES (
  'pol_01kdvdna01ffsr3ghfmpx6hwtk', 'REGISTRATION', 1, '1970-01-01',
  '{ "protection": { "OPPORTUNITY": { "baseDays": 90, "tierDays": [ 0, 30, 60, 90 ], "maximumDays": 365
   }, "CUSTOMER_ENGAGEMENT": { "baseDays": 120, "tierDays": [ 0, 30, 60, 90 ], "maximumDays": 365, "tailDays":
   30, "maximumTermMonths": 36 }, "RENEWAL": { "windowDays": 90, "tailDays": 30, "isAutomatic": true },
   "EXPANSION": { "baseDays": 60, "tierDays": [], "maximumDays": 240 }, "RENEGOTIATION": { "baseDays": 60,
   "tierDays": [], "maximumDays": 240 } }, "extension": { "maximum": 2, "camDays": 60, "administratorDays":
   120, "totalDays": 180, "evidenceDays": 30 }, "decision": { "businessHours": 48, "calendar": { "timeZone":
   null, "week": [ [ { "from": "09:00", "to": "17:00" } ], [ { "from": "09:00", "to": "17:00" } ], [ { "from":
   "09:00", "to": "17:00" } ], [ { "from": "09:00", "to": "17:00" } ], [ { "from": "09:00", "to": "17:00"
   } ], [], [] ], "holidays": [] } }, "recall": { "keepsPlaceHours": 24 }, "camLimits": [ { "amount": "250000.00",
   "currency": "USD" } ], "minimums": [], "autoApproval": { "isEnabled": false, "kinds": [ "OPPORTUNITY"
   ], "minimumRank": 3, "limits": [] }, "capacity": [ { "partnerType": "REFERRAL", "maximumOpen": 25 } ],
   "evidence": { "mediaTypes": [ "application/pdf", "image/png", "image/jpeg", "text/plain", "message/rfc822",
   "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
   "application/vnd.openxmlformats-officedocument.presentationml.presentation" ], "maximumBytes": 26214400,
   "maximumCount": 20 }, "exclusiveTerritories": [] }',
  '2026-11-21T00:00:00Z', 'service:deals');
RESET ROLE;
