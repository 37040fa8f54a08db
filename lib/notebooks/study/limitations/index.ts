export * from './conditionalVariance';
export * from './contrastDetection';
export * from './limitationRecord';
export * from './measureLimitation';
