export * from './prepareBackend';
