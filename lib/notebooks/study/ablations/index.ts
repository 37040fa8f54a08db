export * from './ablationBest';
export * from './ablationEffects';
export * from './ablationFigure';
export * from './ablationPaper';
export * from './ablationRuns';
export * from './ablationTable';
export * from './ablationVerdicts';
export * from './nearestModules';
