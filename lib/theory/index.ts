export {
  alignmentExpansion,
  alignmentExpansionGradient,
  radialDerivativeExpansion,
  rayleighQuotient,
  type StationaryCondition,
  stationaryCondition,
} from './alignmentExpansion';
export { alignmentLoss, alignmentLossGradient, radialDerivative, tangentialGradient } from './alignmentLoss';
export { covariance, trace } from './covariance';
export { crossViewDifferences, secondMoment } from './crossViewDifferences';
export { type EntropyBound, entropyBound } from './entropyBound';
export { checkRouting, type RoutingCheck, routeLinear, splitBySpan } from './linearRouting';
export { type OptimalPredictor, optimalPredictor } from './optimalPredictor';
export { type ShiftLimit, shiftLimit } from './shiftLimit';
export { hardAssignment, type TotalVariance, totalVariance } from './totalVariance';
