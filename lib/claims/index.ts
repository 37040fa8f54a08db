export * from './claimLedger';
export * from './claimsTable';
export * from './decideClaim';
