export * from './claimLedger';
export * from './claimsByVerdict';
export * from './claimsMarkdown';
export * from './claimsTable';
export * from './claimText';
export * from './decideClaim';
