export * from './conditionalVariance';
export * from './contrastDetection';
export * from './contrastPanels';
export * from './limitationGains';
export * from './limitationRecord';
export * from './measureLimitation';
