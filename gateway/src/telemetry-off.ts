// `@apollo/gateway` reports to its vendor every hour unless this variable is set before a gateway is constructed.
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
