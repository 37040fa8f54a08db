export type { Answer, Answering, Question } from './answer';
export * from './createService';
export * from './health';
export * from './openApi';
export * from './photoQueue';
export * from './token';
