export * from './chosenEngine';
export * from './runner';
